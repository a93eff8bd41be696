package proviso.basis_test

import data.testing.cases

# Each reason of enactments.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_enactments_refused_and_remedied[case] if {
	some case, row in cases.about({"power_missing", "enactment_unknown", "enactment_not_in_force", "enactment_of_other_nation", "enactment_not_for_this_body", "enactment_wrong_purpose"})
	cases.holds(row)
}

# A private body needs no power of its own, unless its basis is one that rests on a law.
test_power_of_a_private_body[basis] if {
	some basis, codes in {"UKGDPR_6_1_ea": [], "UKGDPR_6_1_e": ["power_missing"], "UKGDPR_6_1_c": ["power_missing"]}
	found := cases.answer("charity_referral", cases.set("/context/share/lawful_basis/basis", basis))
	cases.codes(found) == codes
}

# A district council is a council, and the duty to enquire is not its own.
test_duty_of_another_tier if {
	found := cases.answer("share", [
		{"op": "add", "path": "/subject/properties/agency", "value": "la:E07000008"},
		{"op": "add", "path": "/context/facts/involvements/la:E07000008", "value": _part},
	])
	cases.codes(found) == ["enactment_not_for_this_body", "issuer_not_trusted"]
}

_part := object.union(
	data.testing.base.share.context.facts.involvements["la:E06000047"],
	{"agency": "la:E07000008"},
)
