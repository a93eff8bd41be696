package proviso.basis_test

import data.testing.cases

# Each reason of basis.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_basis_refused_and_remedied[case] if {
	some case, row in cases.about({"basis_missing", "basis_unknown", "basis_not_in_force", "basis_of_other_regime", "basis_barred_for_public_authority", "consent_sole_basis"})
	cases.holds(row)
}
