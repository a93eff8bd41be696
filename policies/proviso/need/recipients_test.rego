package proviso.need_test

import data.testing.cases

# Each reason of recipients.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_recipients_refused_and_remedied[case] if {
	some case, row in cases.about({"recipient_unknown", "recipient_not_active", "recipient_role_wrong", "recipient_is_sender", "recipient_named_twice", "need_not_stated", "recipient_excluded", "recipient_needs_nothing"})
	cases.holds(row)
}
