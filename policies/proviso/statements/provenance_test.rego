package proviso.statements_test

import data.testing.cases

# Each reason of provenance.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_provenance_refused_and_remedied[case] if {
	some case, row in cases.about({"statement_source_missing", "statement_quality_missing", "account_facts_missing", "origin_unknown", "originator_permission_missing"})
	cases.holds(row)
}
