package proviso.basis_test

import data.testing.cases

# Each reason of enactments.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_enactments_refused_and_remedied[case] if {
	some case, row in cases.about({"power_missing", "enactment_unknown", "enactment_not_in_force", "enactment_of_other_nation", "enactment_not_for_this_body", "enactment_wrong_purpose"})
	cases.holds(row)
}
