package proviso.basis_test

import data.testing.cases

# Each reason of interests.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_interests_refused_and_remedied[case] if {
	some case, row in cases.about({"recognised_interest_missing", "recognised_interest_wrong_purpose", "public_task_request_missing", "balancing_test_missing", "vital_interests_threshold"})
	cases.holds(row)
}
