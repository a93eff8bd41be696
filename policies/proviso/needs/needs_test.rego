package proviso.needs_test

import data.testing.cases

# Each reason of needs.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_needs_refused_and_remedied[case] if {
	some case, row in cases.about({"application_incomplete", "step_incomplete"})
	cases.holds(row)
}

# A need that no rule knows is never met, and is refused by its own name.
test_unknown_need if {
	found := cases.answer("step_not_disclose", []) with data.proviso.schemes as {"csods": json.patch(data.proviso.schemes.csods, cases.set("/steps/decision/needs", {"moonlight": true}))}
	[[reason.code, reason.where] | some reason in found.reasons] == [["step_incomplete", ["moonlight"]]]
}
