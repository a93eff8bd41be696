package proviso.needs_test

import data.testing.cases

# Each reason of undertaking_words.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_undertaking_words_refused_and_remedied[case] if {
	some case, row in cases.about({"other_items_than_undertaken", "present_not_bound", "undertaking_broken"})
	cases.holds(row)
}

# Whoever refused is bound to no items; what is told then is what the second decision says.
test_items_after_a_refusal if {
	refused := [
		{"op": "replace", "path": "/context/facts/state/undertaking/outcome", "value": "refused"},
		{"op": "add", "path": "/context/facts/state/second_decision", "value": {"by": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F05", "outcome": "proceed", "n": 6}},
		{"op": "replace", "path": "/context/step/delivery/items", "value": []},
		{"op": "add", "path": "/context/step/delivery/present/-", "value": {"role": "supporter"}},
	]
	cases.answer("delivery_undertaken", refused).allow == true
}

# An officer is bound by office, and may be another one than at the signing.
test_officers_are_bound_by_office if {
	another := [{"op": "add", "path": "/context/step/delivery/present/-", "value": {"role": "officer"}}]
	cases.answer("delivery_undertaken", another).allow == true
}
