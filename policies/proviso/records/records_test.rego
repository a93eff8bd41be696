package proviso.records_test

import data.testing.cases

# Each reason of records.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_records_refused_and_remedied[case] if {
	some case, row in cases.about({"not_found", "access_reason_missing"})
	cases.holds(row)
}

# The sender's role sees all of its share, a recipient's role what was decided for it.
test_share_items_of_the_sender if {
	found := cases.answer("read", [
		{"op": "add", "path": "/subject", "value": data.testing.base.share.subject},
		{"op": "add", "path": "/context/facts/involvements", "value": data.testing.base.share.context.facts.involvements},
	])
	found.view == {"items": ["s1", "s2", "s3"], "outcomes": []}
}

test_share_items_of_a_recipient if cases.answer("read", []).view == {"items": ["s1", "s3"], "outcomes": []}

# An entry that names a practitioner is for that practitioner.
test_share_items_of_a_named_practitioner[id] if {
	some id, codes in {
		"practitioner:01ARZ3NDEKTSV4RRFFQ69G5F03": [],
		"practitioner:01ARZ3NDEKTSV4RRFFQ69G5F05": ["not_found"],
	}
	found := cases.answer("read", cases.set("/context/facts/record/recipients/0/practitioner", id))
	cases.codes(found) == codes
}

# Hidden and absent: the same answer, every byte of it.
test_hidden_and_absent_are_one[base] if {
	some base, place in {
		"read": "/context/facts/record", "undertaking_read": "/context/facts/record",
		"disclosure_read": "/context/facts/state", "step_decision": "/context/facts/state",
		"undertaking": "/context/facts/state",
	}
	hidden := cases.answer(base, cases.set("/context/facts/involvements", {}))
	absent := cases.answer(base, array.concat(cases.set("/context/facts/involvements", {}), cases.without(place)))
	hidden == absent
	cases.codes(hidden) == ["not_found"]
}

# Without a reason for access, what is hidden stays as hidden as before.
test_hidden_without_a_reason if {
	found := cases.answer("read", [
		{"op": "add", "path": "/context/facts/involvements", "value": {}},
		{"op": "remove", "path": "/context/reason"},
	])
	cases.codes(found) == ["not_found"]
}
