package proviso.basis_test

import data.testing.cases

# Each reason of limbs.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_limbs_refused_and_remedied[case] if {
	some case, row in cases.about({"condition_purpose_unmet", "condition_person_unmet", "condition_consent_unmet", "condition_sender_unmet", "condition_enactment_unmet", "condition_threshold_unmet"})
	cases.holds(row)
}
