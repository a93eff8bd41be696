package proviso.decision_test

import data.testing.cases

# Each reason of validity.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_validity_refused_and_remedied[case] if {
	some case, row in cases.about({"input_invalid"})
	cases.holds(row)
}

test_data_invalid_a_table_is_missing if {
	found := cases.answer("share", []) with data.proviso.reference.urgencies as {}
	[found.allow, cases.codes(found), found.view] == [false, ["data_invalid"], {}]
}

test_input_invalid_empty if {
	found := data.proviso.decision.decision with input as {}
	[found.allow, "input_invalid" in cases.codes(found)] == [false, true]
}

# Should a positive ground fail without any reason against it, the refusal still says so.
test_no_positive_ground if {
	found := cases.answer("inbox", []) with data.proviso.records.granted as false
	[found.allow, cases.codes(found)] == [false, ["no_positive_ground"]]
}
