package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# What matters is the purpose, not who receives: R (M) v Chief Constable of Sussex [2021] EWCA Civ 42.
for_law_enforcement if reference.purposes[input.context.share.purpose].law_enforcement == true

_collected_for_law_enforcement := {i |
	some i, statement in input.context.share.statements
	statement.collected_for == "law_enforcement"
}

_competence := reference.agency_kinds[agencies.kind(cases.sender)].competent_authority

_part_3_applies if {
	for_law_enforcement
	_competence == "yes"
}

_part_3_applies if {
	for_law_enforcement
	some _ in _collected_for_law_enforcement
}

# METADATA
# title: A law enforcement purpose is judged under Part 3
# description: What the police share for law enforcement, and what was collected for it, whoever receives.
# custom:
#   code: part_3_applies
#   message: This is shared for law enforcement, so Part 3 of the 2018 Act applies and not the UK GDPR.
#   law: DPA 2018 ss.29-31 and s.35
#   remedy: Name the regime DPA_P3 and the basis DPA_P3_35, with the law that authorises it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/regime") if {
	given
	_part_3_applies
	not under_part_3
}

# METADATA
# title: Part 3 is for law enforcement purposes
# description: Law enforcement data for another purpose leaves Part 3 through s.36(4) and needs Articles 6, 9 and 10.
# custom:
#   code: part_3_not_for_this_purpose
#   message: Part 3 is named, but this is not shared for a law enforcement purpose.
#   law: DPA 2018 s.31 and s.36(4)
#   remedy: >-
#     Name the regime UKGDPR with a basis of Article 6, and conditions for Articles 9 and 10. If the information was
#     collected for law enforcement, also name in authority the law that lets it be used for this purpose.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/regime") if {
	under_part_3
	not for_law_enforcement
}

# METADATA
# title: Part 3 is for competent authorities
# description: A school, a health body or a charity is none.
# custom:
#   code: part_3_not_competent
#   message: Part 3 is for competent authorities, and your agency is none.
#   law: DPA 2018 s.30 and Sch 7
#   remedy: Share under the UK GDPR what you hold yourself; ask the police to share what they collected.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/regime") if {
	under_part_3
	not _may_be_competent
}

_may_be_competent if _competence in {"yes", "to_the_extent"}

# METADATA
# title: Sensitive processing is strictly necessary
# description: S.35(8) names the sensitive data; s.35(5) asks for strict necessity.
# custom:
#   code: strict_necessity_missing
#   message: A statement holds sensitive data, and it is not said that sharing it is strictly necessary.
#   law: DPA 2018 s.35(3), (5) and (8)
#   remedy: Say that it is strictly necessary, if it is; if not, take the sensitive statement out.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/strictly_necessary") if {
	under_part_3
	some _ in special_statements
	not relied_on.strictly_necessary == true
}

# METADATA
# title: Sensitive processing has a condition of Schedule 8
# description: Paragraph 4 is the one for safeguarding; a policy document (s.42) stands behind it.
# custom:
#   code: schedule_8_missing
#   message: A statement holds sensitive data, and no condition of Schedule 8 is named for it.
#   law: DPA 2018 s.35(5) and Sch 8
#   remedy: Name the condition of Schedule 8 that is met; for safeguarding that is DPA_SCH8_4.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/schedule_8") if {
	under_part_3
	some _ in special_statements
	not _schedule_8_met
}

_schedule_8_met if dates.in_force(reference.schedule_8[relied_on.schedule_8])

# METADATA
# title: Law enforcement data for another purpose names what authorises it
# description: S.36(4), and Article 6 and Articles 9 and 10 besides.
# custom:
#   code: authority_missing
#   message: >-
#     A statement was collected for law enforcement and is shared for another purpose, and the law that authorises
#     this is not named.
#   law: DPA 2018 s.36(4)
#   remedy: Name in authority the statute, or the common law power of the police, that lets it be used for this purpose.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/authority") if {
	_authority_needed
	not relied_on.authority
}

# METADATA
# title: The authority for another purpose is good
# description: In force, of the nation, for this kind of agency and purpose, and one that authorises such a use.
# custom:
#   code: authority_not_good
#   message: The authority named does not let law enforcement information be used for this purpose by your agency.
#   law: DPA 2018 s.36(4); the authority named
#   remedy: Name a law that does; the police may consider s.11 of the 2004 Act, or the common law and its pressing need.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/authority") if {
	_authority_needed
	relied_on.authority
	not _authority_good
}

_authority_needed if {
	not for_law_enforcement
	some _ in _collected_for_law_enforcement
}

_authority_good if {
	authority := reference.enactments[relied_on.authority]
	authority.authorises_36_4 == true
	enactment_fits(authority)
}
