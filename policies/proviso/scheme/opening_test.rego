package proviso.scheme_test

import data.testing.cases

# Each reason of opening.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_opening_refused_and_remedied[case] if {
	some case, row in cases.about({
		"scheme_unknown", "apply_to_the_police", "holder_wrong", "scheme_role_may_not_open", "request_tells_otherwise",
	})
	cases.holds(row)
}
