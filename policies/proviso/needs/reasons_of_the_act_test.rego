package proviso.needs_test

import data.testing.cases

# Each reason of reasons_of_the_act.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_reasons_of_the_act_refused_and_remedied[case] if {
	some case, row in cases.about({"not_in_person", "documents_left", "warnings_not_read", "present_not_recorded", "undertaking_missing", "use_not_limited", "five_facts_missing"})
	cases.holds(row)
}
