package proviso.needs

import data.proviso.lib.reasons

# METADATA
# title: The scheme fits
# description: >-
#   It is about partners or former partners (in Scotland not former ones), both 16 or over, and about protecting
#   somebody. What does not fit is answered outside of it; a child is helped by child protection procedures.
# custom:
#   code: outside_scheme
#   message: It is not shown that this is about partners whom the scheme covers, both 16 or over, and not about vetting somebody.
#   law: Domestic Abuse Act 2021 ss.1-2 and 77; guidance of the scheme
#   remedy: >-
#     Record what was found, if it fits. Otherwise take the outcome for what is outside the scheme, or for a child, and
#     say what else can be done.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place(need)) if {
	some need in (unmet & {"partners", "relationship_current", "both_sixteen", "no_vetting"})
}

# METADATA
# title: The minimum searches are made
# description: A wrong "nothing to disclose" comes from a search that nobody made.
# custom:
#   code: minimum_searches_missing
#   message: A search that the scheme asks for at least was not made.
#   law: Guidance of the scheme, full risk assessment
#   remedy: >-
#     Make every search of the scheme's list and name them all in `checks`; in England and Wales pnc, pnd, visor and
#     force_intelligence. Say in `not_checked` what else could not be searched.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place("minimum_searches")) if "minimum_searches" in unmet

# METADATA
# title: Checks are made out of the applicant's presence
# description: The applicant may not be the one who may be told.
# custom:
#   code: checks_in_presence
#   message: It is not said that the checks were made out of the applicant's presence.
#   law: Guidance of the scheme, initial checks; UK GDPR Art 5(1)(f)
#   remedy: Make the checks where the applicant cannot see or hear them, and name apart_from_applicant in `checks`.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place("apart_from_applicant")) if "apart_from_applicant" in unmet

# METADATA
# title: Each limb of the common law power is answered
# description: Lawful, necessary, proportionate, and for a pressing need; each with yes or no, for yes and for no.
# custom:
#   code: pressing_need_missing
#   message: A limb of the test for disclosure is not answered.
#   law: Common law power of the police to prevent crime; Human Rights Act 1998 Sch 1 Art 8; guidance of the scheme
#   remedy: Answer each limb with yes or no; lawful, necessary, proportionate, pressing_need.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place("pressing_need_answered")) if "pressing_need_answered" in unmet

# METADATA
# title: There is a pressing need, and disclosure is lawful, necessary and proportionate
# description: The scheme creates no power of its own.
# custom:
#   code: pressing_need_not_met
#   message: Disclosure must be lawful, necessary and proportionate, for a pressing need to prevent crime; a limb is not met.
#   law: Common law power of the police to prevent crime; Human Rights Act 1998 Sch 1 Art 8; guidance of the scheme
#   remedy: If a limb is not met, decide not to disclose, with reasons; if it was answered wrongly, correct it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place("pressing_need_shown")) if "pressing_need_shown" in unmet

# METADATA
# title: Only the person at risk, or the one best placed to protect them, is told
# description: Anybody may ask. Whoever asked for somebody else is told only where best placed to protect that person.
# custom:
#   code: recipient_not_at_risk
#   message: The recipient is neither the person at risk nor shown to be the one best placed to protect that person.
#   law: Protocol, Domestic Violence Disclosure Scheme; guidance of the scheme
#   remedy: >-
#     Name the person at risk as recipient, as person_at_risk; or the adult best placed to protect that person, as
#     protector_of_adult. Never the subject, and not a child.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place("recipient_at_risk_or_protector")) if {
	"recipient_at_risk_or_protector" in unmet
}

# METADATA
# title: Children of the household are referred
# description: A child who sees or hears domestic abuse is a victim too.
# custom:
#   code: children_not_referred
#   message: There are children, and they were not referred to children's social care.
#   law: Domestic Abuse Act 2021 s.3; Children Act 1989 s.47; in Scotland the national guidance for child protection
#   remedy: Refer the children to children's social care and name childrens_social_care among the referrals.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place("children_referred")) if "children_referred" in unmet
