package proviso.followup_test

import data.testing.cases

# The entry names the referral and shows what the council's own roles see in it, no more.
test_attachment_view if {
	found := cases.answer("attachment", [
		{"op": "add", "path": "/context/facts/referred/recipients/0/items", "value": ["s2"]},
		{"op": "add", "path": "/context/facts/referred/recipients/0/practitioner", "value": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F01"},
	])
	found.allow == true
	[item.id | some item in found.view.items] == ["s2"]
	found.view.only == {"social_worker": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F01"}
	found.view.roles == ["social_worker"]
	found.view.referral.record_id == "01JCASE0000000000000000002.01JREC00000000000000000002"
	[found.view.referral.from, found.view.referral.case_id] == [
		{"agency": "nhs:X9X9X", "role": "safeguarding_nurse"}, "01JCASE0000000000000000002",
	]
}
