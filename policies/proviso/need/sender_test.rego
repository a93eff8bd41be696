package proviso.need_test

import data.testing.cases

# Each reason of sender.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_sender_refused_and_remedied[case] if {
	some case, row in cases.about({"sender_not_involved", "purpose_unknown", "area_missing", "area_not_a_childrens_council", "recipients_missing"})
	cases.holds(row)
}
