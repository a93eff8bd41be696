package proviso.basis_test

import data.testing.cases

# Each reason of part_3.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_part_3_refused_and_remedied[case] if {
	some case, row in cases.about({"part_3_applies", "part_3_not_for_this_purpose", "part_3_not_competent", "strict_necessity_missing", "schedule_8_missing", "authority_missing", "authority_not_good"})
	cases.holds(row)
}

# What a council received from the police and uses for law enforcement is under Part 3, so far as it is competent.
test_part_3_council_with_police_data[regime] if {
	some regime, codes in {"UKGDPR": ["part_3_applies"], "DPA_P3": []}
	basis := {"UKGDPR": "UKGDPR_6_1_e", "DPA_P3": "DPA_P3_35"}[regime]
	found := cases.answer("share", [
		{"op": "add", "path": "/context/share/purpose", "value": "law_enforcement"},
		{"op": "add", "path": "/context/share/lawful_basis", "value": {
			"regime": regime, "basis": basis, "enactment": "Crime and Disorder Act 1998 s.115",
			"threshold": "necessary_or_expedient", "conditions": ["UKGDPR_9_2_g", "DPA_SCH1_10"],
			"consent": "would_prejudice_purpose", "confidentiality": "public_interest", "strictly_necessary": true,
			"schedule_8": "DPA_SCH8_4",
		}},
		{"op": "add", "path": "/context/share/statements/0/collected_for", "value": "law_enforcement"},
	])
	cases.codes(found) == codes
}
