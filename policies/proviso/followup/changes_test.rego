package proviso.followup_test

import data.testing.cases

# Without an end of its own a longer part lasts as long as its ground allows.
test_extension_as_long_as_its_ground if {
	found := cases.answer("part_extended", cases.without("/context/change/until"))
	found.view.parts == [{"agency": "nhs:X9X9X", "ground": "treats", "until": "2027-05-23T09:00:00.000Z"}]
}

# A part held on another ground, or on one that has lapsed, is made longer on the ground that is given.
test_extension_on_another_ground[ground] if {
	some ground in ["received", "asked_s47_9"]
	found := cases.answer("part_extended", cases.set("/context/facts/involvements/nhs:X9X9X/grounds/0", {
		"ground": ground, "from": "2026-11-20T16:00:00Z", "by": "la:E06000047",
	}))
	[found.allow, found.view.parts[0].ground] == [true, "treats"]
}

# Where another agency's part changes, the roles of it that the share names are told.
test_change_is_told_to_whom_it_concerns if {
	found := cases.answer("part_ended", [
		{"op": "add", "path": "/context/change/agency", "value": "school:999001"},
		{"op": "add", "path": "/context/facts/involvements/school:999001", "value": {
			"agency": "school:999001",
			"grounds": [{"ground": "referrer", "from": "2026-11-20T16:00:00Z", "by": "school:999001"}],
		}},
	])
	[found.allow, found.view.tells] == [true, [{"agency": "school:999001", "role": "safeguarding_lead"}]]
}

# A hand-over can be warm: the old part runs on to the day named, the new one begins now.
test_hand_over_warm if {
	found := cases.answer("handed_over", cases.set("/context/change/until", "2026-12-12T09:00:00Z"))
	[found.allow, found.view.parts[0].ends] == [true, "2026-12-12T09:00:00Z"]
}

# Where a ground has no longest time, the next council's part has no end.
test_hand_over_on_a_ground_without_end if {
	found := cases.answer("handed_over", []) with data.proviso.reference.grounds.child_lives_in_area as {"title": "x"}
	found.view.parts[1] == {"agency": "la:E06000001", "ground": "child_lives_in_area", "area": "la:E06000001"}
}

# A council may end another council's part: itself it stays.
test_end_of_another_councils_part if {
	found := cases.answer("part_ended", [
		{"op": "add", "path": "/context/change/agency", "value": "la:E06000001"},
		{"op": "add", "path": "/context/facts/involvements/la:E06000001", "value": {
			"agency": "la:E06000001",
			"grounds": [{"ground": "received", "from": "2026-11-20T16:00:00Z", "by": "la:E06000047"}],
		}},
	])
	[found.allow, found.view.parts] == [true, [{"agency": "la:E06000001", "ends": "2026-11-21T09:00:00Z"}]]
}
