package proviso.need_test

import data.testing.cases

# Each reason of grounds.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_grounds_refused_and_remedied[case] if {
	some case, row in cases.about({"recipient_no_ground", "ground_not_yours_to_give", "ground_wrong_for_agency"})
	cases.holds(row)
}

# What a role does not need is withheld, and whoever was in the case already is recorded as having received.
test_view_withholds if {
	found := cases.answer("share", [
		{"op": "add", "path": "/context/facts/involvements/school:999001", "value": {
			"agency": "school:999001",
			"grounds": [{"ground": "teaches", "from": "2026-11-01T09:00:00Z", "by": "la:E06000047"}],
		}},
		{"op": "add", "path": "/context/share/recipients/-", "value": {
			"agency": "school:999001", "role": "safeguarding_lead", "need": {"given": true, "length": 9},
		}},
		{"op": "add", "path": "/context/share/recipients/-", "value": {
			"agency": "nhs:X9X9X", "role": "safeguarding_nurse", "need": {"given": true, "length": 9},
			"ground": "asked_s47_9",
		}},
	]) with data.proviso.reference.grounds.asked_s47_9 as {"bring_in": true, "kinds": {"nhs": true}}
	[found.allow, array.slice(found.view.recipients, 1, 3)] == [true, [
		{
			"agency": "school:999001", "role": "safeguarding_lead", "items": ["s1", "s3"], "withheld": ["s2"],
			"ground": "received", "until": "2027-05-23T09:00:00.000Z",
		},
		{
			"agency": "nhs:X9X9X", "role": "safeguarding_nurse", "items": ["s1", "s2", "s3"], "withheld": [],
			"ground": "asked_s47_9",
		},
	]]
}

# In the case of a police scheme the force brings others in; in another case it cannot.
test_may_bring_in_police[ground] if {
	some ground, codes in {"opened": [], "received": ["ground_not_yours_to_give"]}
	found := cases.answer("police_share", [
		{"op": "add", "path": "/context/facts/involvements/force:11/grounds/0/ground", "value": ground},
		{"op": "add", "path": "/context/share/recipients/0", "value": {
			"agency": "school:999001", "role": "safeguarding_lead", "need": {"given": true, "length": 9},
			"ground": "teaches",
		}},
		{"op": "remove", "path": "/context/share/recipients/1"},
		{"op": "add", "path": "/context/share/statements/1/categories", "value": ["behaviour"]},
	])
	cases.codes(found) == codes
}

# Who is involved in a case must not show in the refusal of someone who is not.
test_recipients_say_nothing_to_an_outsider[case] if {
	some case, involvements in {
		"absent": {},
		"real": {"nhs:X9X9X": {"agency": "nhs:X9X9X", "grounds": [{
			"ground": "received", "from": "2026-11-01T09:00:00Z", "by": "la:E06000047",
		}]}},
	}
	found := cases.answer("share", [
		{"op": "add", "path": "/context/facts/involvements", "value": involvements},
		{"op": "add", "path": "/context/share/recipients/0", "value": {
			"agency": "nhs:X9X9X", "role": "safeguarding_nurse", "need": {"given": true, "length": 9},
		}},
		{"op": "remove", "path": "/context/share/recipients/1"},
	])
	cases.codes(found) == ["sender_not_involved"]
}
