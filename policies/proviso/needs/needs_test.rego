package proviso.needs_test

import data.testing.cases

# Each reason of needs.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_needs_refused_and_remedied[case] if {
	some case, row in cases.about({"application_incomplete", "step_incomplete"})
	cases.holds(row)
}
