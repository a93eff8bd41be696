package proviso.lib.cases_test

import data.proviso.lib.cases

# A ground counts from its start to its end; one that cannot be read counts for nothing.
test_live_grounds if {
	found := cases.live_grounds("force:11") with input as {"context": {
		"now": "2026-11-21T09:00:00Z",
		"facts": {"involvements": {"force:11": {"grounds": [
			{"ground": "received", "from": "2026-11-01T00:00:00Z", "until": "2026-11-21T08:59:59Z"},
			{"ground": "area_duty", "from": "2026-11-01T00:00:00Z", "until": "2026-11-21T09:00:01Z"},
			{"ground": "opened", "from": "2026-11-01T00:00:00Z"},
			{"ground": "treats", "from": "2026-12-01T00:00:00Z"},
			{"ground": "teaches", "from": "2026-11-01T00:00:00Z", "until": "next week"},
		]}}},
	}}
	found == {"area_duty", "opened"}
}
