package proviso.followup_test

import data.testing.cases

# A referral on a Saturday is to be answered on Monday at the same time, by the council of the area that receives it.
test_referral_clock if {
	found := cases.answer("referral", [])
	found.view.clock == {
		"dues": {"awaiting_answer": "2026-11-23T09:00:00.000Z"},
		"due": "2026-11-23T09:00:00.000Z",
		"tick": "2026-11-23T09:00:00.000Z",
		"longest_step_ahead_hours": 4,
		"at_risk_from": "2026-11-23T05:00:00.000Z",
		"paused": false,
		"next": [{"step": "outcome", "roles": ["social_worker"]}],
	}
	[found.view.answerer, found.view.next] == ["la:E06000047", [{"step": "outcome", "roles": ["social_worker"]}]]
	{"code": "acknowledge_referral", "due": "2026-11-23T09:00:00.000Z", "agency": "la:E06000047"} in found.obligations
}

# The working day is that of the council's own nation.
test_referral_clock_by_nation[nation] if {
	some nation, due in {"england": "2026-11-30T10:00:00.000Z", "scotland": "2026-12-01T10:00:00.000Z"}
	found := cases.answer("referral", cases.set("/context/now", "2026-11-27T10:00:00Z")) with data.proviso.directory.agencies["la:E06000047"].nation as nation
	found.view.clock.due == due
}

# No clock where nobody refers, where no council receives, or where the purpose has no limit.
test_no_referral_clock[case] if {
	some case, row in {
		"in a case": ["share", []],
		"police alone": ["referral", [{"op": "add", "path": "/context/share/recipients", "value": [{
			"agency": "force:11", "role": "child_protection", "need": {"given": true, "length": 9},
		}]}]],
	}
	found := cases.answer(row[0], row[1])
	[found.allow, object.keys(found.view)] == [true, {"recipients"}]
	not "acknowledge_referral" in {duty.code | some duty in found.obligations}
}

test_no_referral_clock_without_a_limit if {
	found := cases.answer("referral", []) with data.proviso.reference.referral_answers as {}
	[found.allow, object.keys(found.view)] == [true, {"recipients"}]
}

# A council that refers to another on a ground starts the other's clock, though the area is its own.
test_referral_between_councils if {
	found := cases.answer("share", [
		{"op": "remove", "path": "/resource/case"},
		{"op": "add", "path": "/context/facts/involvements", "value": {}},
		{"op": "add", "path": "/context/share/recipients", "value": [
			{"agency": "force:11", "role": "child_protection", "need": {"given": true, "length": 9}},
			{
				"agency": "la:E06000001", "role": "social_worker", "need": {"given": true, "length": 9},
				"ground": "child_lives_in_area",
			},
		]},
	])
	[found.allow, found.view.answerer] == [true, "la:E06000001"]
}
