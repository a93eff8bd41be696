package testing.cases_test

import data.testing.cases

# Every row of the authorisation matrix comes out as the policy owners wrote it down.
test_matrix_row[case] if {
	some n, row in data.testing.matrix.rows
	case := sprintf("%d %s %s %s %s", [n, row.role, row.action, row.involvement, row.agency])
	found := data.proviso.decision.decision with input as cases.matrix_input(row)
	found.allow == row.allow
	cases.codes(found) == row.codes
}
