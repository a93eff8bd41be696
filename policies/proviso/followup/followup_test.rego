package proviso.followup_test

import data.testing.cases

# Each reason of this package: refused for exactly the reasons the table says, allowed when its remedy is followed.
# One test for each base input, because each row is two whole decisions.
test_followup_refused_and_remedied_outcome[case] if {
	some case, row in _rows("outcome")
	cases.holds(row)
}

test_followup_refused_and_remedied_attachment[case] if {
	some case, row in _rows("attachment")
	cases.holds(row)
}

test_followup_refused_and_remedied_part_extended[case] if {
	some case, row in _rows("part_extended")
	cases.holds(row)
}

test_followup_refused_and_remedied_part_ended[case] if {
	some case, row in _rows("part_ended")
	cases.holds(row)
}

test_followup_refused_and_remedied_handed_over[case] if {
	some case, row in _rows("handed_over")
	cases.holds(row)
}

test_followup_refused_and_remedied_note_read[case] if {
	some case, row in _rows("note_read")
	cases.holds(row)
}

_rows(base) := {case: row | some case, row in data.testing.more.followup.remedies; row.base == base}

# No row stands on another base input than these.
test_followup_every_row_is_tested if {
	{row.base | some row in data.testing.more.followup.remedies} == {
		"outcome", "attachment", "part_extended", "part_ended", "handed_over", "note_read",
	}
}

# Every base input is allowed as it stands.
test_followup_bases[name] if {
	some name, _ in data.testing.more.followup.base
	found := cases.answer(name, [])
	[found.allow, cases.codes(found)] == [true, []]
}

# Hidden and absent: the same answer, every byte of it, for the share, for the referral and for the case.
test_followup_hidden_and_absent_are_one[name] if {
	some name, row in {
		"outcome": ["outcome", ["/context/facts/record", "/context/facts/state"]],
		"change": ["part_ended", ["/context/facts/record", "/context/facts/state"]],
		"attachment": ["attachment", ["/context/facts/referred", "/context/facts/referred_involvement"]],
	}
	gone := [{"op": "remove", "path": path} | some path in row[1]]
	without_a_part := cases.set("/context/facts/involvements", {})
	hidden := cases.answer(row[0], without_a_part)
	absent := cases.answer(row[0], array.concat(without_a_part, gone))
	hidden == absent
	cases.codes(hidden) == ["not_found"]
}

_in_the_nurses_place(role) := [
	{"op": "add", "path": "/subject/id", "value": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F05"},
	{"op": "add", "path": "/subject/properties", "value": {
		"agency": "school:999001", "role": role, "client": "client:desk",
		"issuer": "https://id.sandbox.example/school-999001",
	}},
	{"op": "add", "path": "/context/facts/involvements/school:999001", "value": {
		"agency": "school:999001",
		"grounds": [{"ground": "referrer", "from": "2026-11-20T16:00:00Z", "by": "school:999001"}],
	}},
]

# Whoever may not change a part learns nothing of who is involved, or how long, from the refusal.
test_change_tells_nothing_of_others[name] if {
	some name, row in {
		"end": ["part_ended", ["end_not_yours"]],
		"extend": ["part_extended", ["extend_not_yours"]],
		"hand over": ["handed_over", ["hand_over_not_yours"]],
	}
	asked := array.concat(
		_in_the_nurses_place("safeguarding_lead"),
		cases.set("/context/change/agency", "nhs:X9X9X"),
	)
	involved := cases.answer(row[0], array.concat(asked, cases.set(
		"/context/facts/involvements/nhs:X9X9X",
		{"agency": "nhs:X9X9X", "grounds": [{"ground": "treats", "from": "2026-11-20T16:00:00Z", "by": "la:E06000047"}]},
	)))
	not_involved := cases.answer(row[0], array.concat(asked, [
		{"op": "add", "path": "/context/facts/involvements/nhs:X9X9X", "value": {}},
		{"op": "remove", "path": "/context/facts/involvements/nhs:X9X9X"},
	]))
	involved == not_involved
	cases.codes(involved) == row[1]
}
