package proviso.need_test

import data.testing.cases

# Each reason of sender.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_sender_refused_and_remedied[case] if {
	some case, row in cases.about({"sender_not_involved", "purpose_unknown", "area_missing", "area_not_a_childrens_council", "recipients_missing"})
	cases.holds(row)
}

# A case without a recorded area still lets involved agencies share with each other.
test_area_unknown_in_a_case if {
	found := cases.answer("police_share", [{"op": "remove", "path": "/context/facts/involvements/force:11/area"}])
	[found.allow, cases.codes(found)] == [true, []]
}

# Where the recorded council was replaced, the sender names the successor.
test_area_of_a_replaced_council if {
	found := cases.answer("police_share", [
		{"op": "add", "path": "/context/facts/involvements/force:11/area", "value": "la:E10000006"},
		{"op": "add", "path": "/context/share/area", "value": "la:E06000064"},
		{"op": "add", "path": "/context/share/recipients/0/agency", "value": "la:E06000064"},
	])
	[found.allow, found.view.recipients[0].ground] == [true, "area_duty"]
}
