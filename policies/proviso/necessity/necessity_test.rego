package proviso.necessity_test

import data.testing.cases

# Each reason of necessity.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_necessity_refused_and_remedied[case] if {
	some case, row in cases.about({"necessity_missing", "less_intrusive_missing", "less_intrusive_reason_wrong"})
	cases.holds(row)
}
