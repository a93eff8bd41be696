package proviso.scheme_test

import data.testing.cases

# Each reason of steps.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_steps_refused_and_remedied[case] if {
	some case, row in cases.about({"step_not_possible_now", "step_not_for_role", "step_outcome_wrong", "other_officer_needed", "step_not_for_party", "undertaking_broken"})
	cases.holds(row)
}

# The opener may be recorded with agency and role; the person is what counts.
test_apart_from_opener_recorded_whole[person] if {
	some person, codes in {
		"practitioner:01ARZ3NDEKTSV4RRFFQ69G5F04": ["other_officer_needed"],
		"practitioner:01ARZ3NDEKTSV4RRFFQ69G5F02": [],
	}
	found := cases.answer("step_decision", cases.set("/context/facts/state/opened_by", {"person": person}))
	cases.codes(found) == codes
}

# When nobody is recorded as the one to be apart from, nobody can be shown to be apart.
test_apart_from_nobody_recorded if {
	found := cases.answer("step_second_decision", cases.without("/context/facts/state/decision"))
	cases.codes(found) == ["other_officer_needed"]
}

# Where a scheme asks for another than any decider, it is somebody else where there was a decision, and anybody where not.
test_apart_from_any_decider[case] if {
	some case, row in {
		"decided by another": [[], []],
		"decided by the caller": [cases.set("/context/facts/state/decision/by", "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F99"), ["other_officer_needed"]],
		"not decided": [cases.without("/context/facts/state/decision"), []],
	}
	found := cases.answer("step_second_decision", array.concat(row[0], cases.set("/subject/id", "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F99"))) with data.proviso.schemes as {"csods": json.patch(
		data.proviso.schemes.csods,
		cases.set("/steps/second_decision/separate_from", {"any_decider": true}),
	)}
	cases.codes(found) == row[1]
}

# No step leads from decided to delivered without undertaking or second decision: no state but one, and only they lead there.
test_no_way_around_the_undertaking if {
	course := data.proviso.schemes.csods
	{state | some state, _ in course.steps.delivery.from} == {"delivery_due"}
	{[step, code] | some step, entry in course.steps; some code, outcome in entry.outcomes; outcome.to == "delivery_due"} == {
		["second_decision", "proceed"],
	}
	{code | some code, outcome in course.undertaking.outcomes; outcome.to == "delivery_due"} == {"signed"}
	{state | some state, _ in course.steps.second_decision.from} == {"undertaking_refused"}
}

# Only steps that check the five facts lead to closure of what was delivered.
test_no_closure_without_the_five_facts if {
	found := cases.answer("step_close", [
		{"op": "add", "path": "/context/facts/state/state", "value": "delivered"},
		{"op": "add", "path": "/context/facts/state/five_facts/how", "value": false},
	])
	cases.codes(found) == ["five_facts_missing"]
}
