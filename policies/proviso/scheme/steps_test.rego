package proviso.scheme_test

import data.testing.cases

# Each reason of steps.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_steps_refused_and_remedied[case] if {
	some case, row in cases.about({"step_not_possible_now", "step_not_for_role", "step_outcome_wrong", "other_officer_needed"})
	cases.holds(row)
}
