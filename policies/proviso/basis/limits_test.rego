package proviso.basis_test

import data.testing.cases

# Each reason of limits.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_limits_refused_and_remedied[case] if {
	some case, row in cases.about({"legal_obligation_needs_duty", "threshold_missing", "enactment_recipient_not_covered", "enactment_excludes_data", "confidentiality_unanswered", "confidentiality_answer_wrong"})
	cases.holds(row)
}
