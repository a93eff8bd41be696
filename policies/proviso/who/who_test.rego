package proviso.who_test

import data.testing.cases

# Each reason of who.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_who_refused_and_remedied[case] if {
	some case, row in cases.about({"practitioner_not_named", "agency_unknown", "agency_not_active", "role_not_of_agency", "action_not_for_role", "client_not_active", "issuer_not_trusted"})
	cases.holds(row)
}
