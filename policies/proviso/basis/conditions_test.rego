package proviso.basis_test

import data.testing.cases

# Each reason of conditions.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_conditions_refused_and_remedied[case] if {
	some case, row in cases.about({"special_condition_missing", "criminal_condition_missing", "condition_unknown", "condition_without_article_9"})
	cases.holds(row)
}
