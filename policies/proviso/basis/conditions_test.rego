package proviso.basis_test

import data.testing.cases

# Each reason of conditions.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_conditions_refused_and_remedied[case] if {
	some case, row in cases.about({"special_condition_missing", "criminal_condition_missing", "condition_unknown", "condition_without_article_9"})
	cases.holds(row)
}

# A condition for criminal offence data, or a paragraph of Schedule 1 alone, does not carry health data.
test_special_condition_is_one_of_article_9[conditions] if {
	some conditions, codes in {
		"UKGDPR_10": ["special_condition_missing"],
		"DPA_SCH1_18": ["condition_without_article_9", "special_condition_missing"],
		"UKGDPR_9_2_h": ["criminal_condition_missing", "special_condition_missing"],
	}
	found := cases.answer("police_share", cases.set("/context/share/lawful_basis/conditions", [conditions]))
	cases.codes(found) == codes
}
