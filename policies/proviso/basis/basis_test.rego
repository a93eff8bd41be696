package proviso.basis_test

import data.testing.cases

# Each reason of basis.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_basis_refused_and_remedied[case] if {
	some case, row in cases.about({"basis_missing", "basis_unknown", "basis_not_in_force", "basis_of_other_regime", "basis_barred_for_public_authority", "consent_sole_basis"})
	cases.holds(row)
}

# For an adult, a private body may rely on consent that was given.
test_consent_alone_adult_private_given if {
	found := cases.answer("charity_referral", _consent("adult_at_risk", "given"))
	[found.allow, cases.codes(found)] == [true, []]
}

test_consent_alone_not_given if {
	found := cases.answer("charity_referral", _consent("adult_at_risk", "refused"))
	cases.codes(found) == ["condition_consent_unmet", "consent_sole_basis"]
}

test_consent_alone_child_among_the_people if {
	found := cases.answer("charity_referral", _consent("child", "given"))
	cases.codes(found) == ["consent_sole_basis"]
}

test_consent_alone_public_authority if {
	found := cases.answer("charity_referral", array.concat(
		_consent("adult_at_risk", "given"),
		[
			{"op": "add", "path": "/subject", "value": data.testing.base.referral.subject},
			{"op": "add", "path": "/context/share/lawful_basis/enactment", "value": "Crime and Disorder Act 1998 s.115"},
			{"op": "add", "path": "/context/share/lawful_basis/threshold", "value": "necessary_or_expedient"},
		],
	))
	cases.codes(found) == ["consent_sole_basis"]
}

_consent(role, consent) := [
	{"op": "add", "path": "/context/share/purpose", "value": "safeguarding_adult"},
	{"op": "add", "path": "/context/share/people/0/role", "value": role},
	{"op": "add", "path": "/context/share/lawful_basis/basis", "value": "UKGDPR_6_1_a"},
	{"op": "add", "path": "/context/share/lawful_basis/consent", "value": consent},
	{"op": "add", "path": "/context/share/lawful_basis/conditions", "value": ["UKGDPR_9_2_a"]},
]

# Without the whole group nothing else is known either, and every part of it is missed.
test_lawful_basis_absent if {
	found := cases.answer("share", cases.without("/context/share/lawful_basis"))
	cases.codes(found) == ["basis_missing", "confidentiality_unanswered", "special_condition_missing"]
}

# The day on which an academy stopped being an independent school closes legitimate interests to it.
test_public_authority_is_a_dated_fact[day] if {
	some day, codes in {"2023-08-31": [], "2023-09-01": ["basis_barred_for_public_authority", "power_missing"]}
	found := cases.answer("charity_referral", [
		{"op": "add", "path": "/subject", "value": _academy},
		{"op": "add", "path": "/context/now", "value": sprintf("%sT12:00:00Z", [day])},
		{"op": "add", "path": "/context/share/lawful_basis/basis", "value": "UKGDPR_6_1_f"},
		{"op": "add", "path": "/context/share/lawful_basis/balancing_test_given", "value": true},
		{"op": "add", "path": "/context/share/statements", "value": [_old]},
	]) with data.proviso.directory.issuers as {"https://id.sandbox.example/school-999003": {
		"agencies": ["school:999003"],
		"effective_from": "2018-05-25",
	}}
	cases.codes(found) == codes
}

_academy := {
	"type": "practitioner",
	"id": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F08",
	"properties": {
		"agency": "school:999003", "role": "safeguarding_lead", "client": "client:desk",
		"issuer": "https://id.sandbox.example/school-999003",
	},
}

_old := object.union(data.testing.base.share.context.share.statements[0], {"as_of": "2023-08-01T10:00:00Z"})
