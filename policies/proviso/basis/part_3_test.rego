package proviso.basis_test

import data.testing.cases

# Each reason of part_3.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_part_3_refused_and_remedied[case] if {
	some case, row in cases.about({"part_3_applies", "part_3_not_for_this_purpose", "part_3_not_competent", "strict_necessity_missing", "schedule_8_missing", "authority_missing", "authority_not_good"})
	cases.holds(row)
}
