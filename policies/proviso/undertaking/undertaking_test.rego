package proviso.undertaking_test

import data.testing.cases

# Each reason of undertaking.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_undertaking_refused_and_remedied[case] if {
	some case, row in cases.about({"not_the_recipient", "signature_not_evidenced"})
	cases.holds(row)
}
