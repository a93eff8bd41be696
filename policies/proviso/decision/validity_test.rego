package proviso.decision_test

import data.testing.cases

# Each reason of validity.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_validity_refused_and_remedied[case] if {
	some case, row in cases.about({"input_invalid"})
	cases.holds(row)
}
