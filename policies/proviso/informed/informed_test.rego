package proviso.informed_test

import data.testing.cases

# Each reason of informed.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_informed_refused_and_remedied[case] if {
	some case, row in cases.about({"informed_missing", "informed_person_unknown", "informed_twice", "not_informed_reason_missing", "review_date_missing", "review_date_past"})
	cases.holds(row)
}
