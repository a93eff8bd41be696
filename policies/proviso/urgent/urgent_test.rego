package proviso.urgent_test

import data.testing.cases

# Each reason of urgent.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_urgent_refused_and_remedied[case] if {
	some case, row in cases.about({"urgency_unknown", "attestation_missing"})
	cases.holds(row)
}
