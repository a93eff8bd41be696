package proviso.needs_test

import data.testing.cases

# Each reason of reasons_to_disclose.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_reasons_to_disclose_refused_and_remedied[case] if {
	some case, row in cases.about({"reasons_missing", "checks_missing", "recipient_not_best_placed", "tests_missing", "tests_not_met", "representations_missing", "identity_not_verified", "emergency_records_missing"})
	cases.holds(row)
}
