package proviso.urgent_test

import data.testing.cases

# Each reason of urgent.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_urgent_refused_and_remedied[case] if {
	some case, row in cases.about({"urgency_unknown", "attestation_missing"})
	cases.holds(row)
}

# In attested danger missing paperwork becomes a duty of the next 24 hours.
test_relief_paperwork if {
	found := cases.answer("share", array.concat(_danger, [
		{"op": "remove", "path": "/context/share/lawful_basis"},
		{"op": "remove", "path": "/context/share/necessity"},
		{"op": "add", "path": "/context/share/informed", "value": []},
	]))
	found.allow == true
	{duty | some duty in found.obligations} == {
		{"code": "regularise_agreement", "agency": "la:E06000047"},
		{"code": "review_urgent_access", "due": "2026-11-22T09:00:00.000Z"},
		{"code": "complete_paperwork", "due": "2026-11-22T09:00:00.000Z", "detail": [
			"basis_missing", "confidentiality_unanswered", "informed_missing", "less_intrusive_missing",
			"necessity_missing", "special_condition_missing",
		]},
	}
}

# Purpose, need, who asks and what the law forbids hold in danger too.
test_relief_holds_what_is_no_paperwork[case] if {
	some case, row in {
		"purpose": [cases.set("/context/share/purpose", "gossip"), "purpose_unknown"],
		"need": [cases.set("/context/share/recipients/0/need", {"given": false, "length": 0}), "need_not_stated"],
		"asker": [cases.set("/context/facts/client/status", "suspended"), "client_not_active"],
		"barred": [cases.set("/context/share/lawful_basis/basis", "UKGDPR_6_1_f"), "basis_barred_for_public_authority"],
		"not involved": [cases.set("/context/facts/involvements", {}), "sender_not_involved"],
		"category": [cases.set("/context/share/statements/0/categories", []), "statement_category_missing"],
	}
	found := cases.answer("share", array.concat(_danger, row[0]))
	[found.allow, row[1] in cases.codes(found)] == [false, true]
}

# Nothing missing: nothing to complete, and still a supervisor looks at it.
test_relief_nothing_missing if {
	found := cases.answer("share", _danger)
	[duty.code | some duty in found.obligations] == ["regularise_agreement", "inform_person", "review_urgent_access"]
}

# Urgent is not danger.
test_relief_not_for_urgent if {
	found := cases.answer("share", [
		{"op": "add", "path": "/context/share/urgency", "value": "urgent"},
		{"op": "add", "path": "/context/share/attested", "value": true},
		{"op": "remove", "path": "/context/share/necessity"},
	])
	cases.codes(found) == ["less_intrusive_missing", "necessity_missing"]
}

_danger := [
	{"op": "add", "path": "/context/share/urgency", "value": "immediate_danger"},
	{"op": "add", "path": "/context/share/attested", "value": true},
]

# Danger that nobody attests puts nothing off.
test_relief_not_without_attestation if {
	found := cases.answer("share", [
		{"op": "add", "path": "/context/share/urgency", "value": "immediate_danger"},
		{"op": "remove", "path": "/context/share/necessity"},
	])
	cases.codes(found) == ["attestation_missing", "less_intrusive_missing", "necessity_missing"]
}
