package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.codes
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: A condition is for the purpose
# description: Paragraph 18(1)(a) is for protecting an individual from harm, or their well-being.
# custom:
#   code: condition_purpose_unmet
#   message: A condition named is not for this purpose.
#   law: DPA 2018 Sch 1, for example para 18(1)(a)
#   remedy: Name a condition that is for this purpose, or correct the purpose.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), _place(i)) if {
	some i, limbs in _limbs
	limbs.purposes
	not codes.allows(limbs.purposes, input.context.share, "purpose")
}

# METADATA
# title: A condition is about such a person
# description: Paragraph 18(1)(b) is for someone under 18, or an adult at risk.
# custom:
#   code: condition_person_unmet
#   message: A condition named protects a child or an adult at risk, and no such person is named in the request.
#   law: DPA 2018 Sch 1 para 18(1)(b) and 18(4)
#   remedy: Name the child, or the adult at risk, among the people; if there is none, name another condition.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), _place(i)) if {
	some i, limbs in _limbs
	limbs.persons
	not _person_protected(limbs.persons)
}

# METADATA
# title: A condition's limb on consent is answered
# description: Paragraph 18(1)(c) and (2) hold only without consent, for one of three reasons.
# custom:
#   code: condition_consent_unmet
#   message: A condition named depends on why there is no consent, or that there is, and the answer given does not fit.
#   law: DPA 2018 Sch 1, for example para 18(1)(c) and 18(2); UK GDPR Art 9(2)(a) and (c)
#   remedy: >-
#     Say in consent which holds: it cannot be given, cannot reasonably be expected, or asking would prejudice the
#     protection. If consent was given and is relied on, name UKGDPR_9_2_a.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/consent") if {
	some limbs in _limbs
	limbs.consent
	not codes.allows(limbs.consent, relied_on, "consent")
}

# METADATA
# title: A condition is one this kind of agency may use
# description: Health or social care purposes are for those who work there; official authority is the police's.
# custom:
#   code: condition_sender_unmet
#   message: A condition named is not one that your kind of agency may use.
#   law: DPA 2018 s.10(5), s.11(1) and Sch 1 paras 1 and 2
#   remedy: Name another condition; to protect a child or an adult at risk that is UKGDPR_9_2_g with DPA_SCH1_18.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), _place(i)) if {
	some i, limbs in _limbs
	_sender_unmet(limbs)
}

# METADATA
# title: A condition that rests on a function has its enactment
# description: Paragraph 6 is for functions given by an enactment or rule of law.
# custom:
#   code: condition_enactment_unmet
#   message: A condition named depends on a function given by a statute, and no such statute is named.
#   law: DPA 2018 Sch 1 paras 1, 6 and 11
#   remedy: Name the statute that gives your agency the function, or name another condition.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), _place(i)) if {
	some i, limbs in _limbs
	limbs.natures
	not _nature_fits(limbs)
}

# METADATA
# title: A condition's threshold is met
# description: Article 9(2)(c) is for life and serious harm.
# custom:
#   code: condition_threshold_unmet
#   message: A condition named is for danger to life or serious harm, and it is not said that there is any.
#   law: UK GDPR Art 9(2)(c)
#   remedy: If life or serious harm is at stake, give that threshold; if not, name another condition.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), _place(i)) if {
	some i, limbs in _limbs
	limbs.threshold
	not codes.allows(limbs.threshold, relied_on, "threshold")
}

_limbs[i] := reference.conditions[code].limbs if {
	not under_part_3
	some i, code in relied_on.conditions
}

_place(i) := sprintf("lawful_basis/conditions/%d", [i])

_person_protected(persons) if {
	some person in input.context.share.people
	persons[input.context.share.purpose][person.role] == true
}

_nature_fits(limbs) if limbs.natures[enactment.nature] == true

_kind_fits(limbs) if limbs.kinds[agencies.kind(cases.sender)] == true

_official_authority if reference.agency_kinds[agencies.kind(cases.sender)].official_authority == true

_sender_unmet(limbs) if {
	limbs.kinds
	not _kind_fits(limbs)
}

_sender_unmet(limbs) if {
	limbs.official_authority == true
	not _official_authority
}
