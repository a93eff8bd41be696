package proviso.need_test

import data.testing.cases

# Each reason of grounds.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_grounds_refused_and_remedied[case] if {
	some case, row in cases.about({"recipient_no_ground", "ground_not_yours_to_give", "ground_wrong_for_agency"})
	cases.holds(row)
}
