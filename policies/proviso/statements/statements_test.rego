package proviso.statements_test

import data.testing.cases

# Each reason of statements.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_statements_refused_and_remedied[case] if {
	some case, row in cases.about({"statements_missing", "statement_kind_unknown", "statement_about_nobody", "statement_category_missing", "statement_text_missing", "statement_from_the_future", "collected_for_unknown"})
	cases.holds(row)
}
