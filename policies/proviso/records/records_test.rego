package proviso.records_test

import data.testing.cases

# Each reason of records.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_records_refused_and_remedied[case] if {
	some case, row in cases.about({"not_found", "access_reason_missing"})
	cases.holds(row)
}
