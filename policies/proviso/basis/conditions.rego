package proviso.basis

import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: The statements that hold special category data
# description: Health (an injury is health), ethnicity, religion and sexual life, see UK GDPR Art 9(1).
special_statements := {i |
	some i, statement in input.context.share.statements
	some category in statement.categories
	reference.categories[category].special == true
}

# METADATA
# title: The statements that hold criminal offence data
# description: Allegations are included, see DPA 2018 s.11(2).
criminal_statements := {i |
	some i, statement in input.context.share.statements
	some category in statement.categories
	reference.categories[category].criminal == true
}

under_part_3 if relied_on.regime == "DPA_P3"

# METADATA
# title: An Article 9 condition is named, with the paragraph of Schedule 1 it works through
special_condition_named if {
	some code in relied_on.conditions
	condition := reference.conditions[code]
	condition.article == 9
	dates.in_force(condition)
	_paired(condition)
}

_paired(condition) if not condition.with_one_of

_paired(condition) if {
	some code in relied_on.conditions
	condition.with_one_of[code] == true
}

# METADATA
# title: Criminal offence data has its authority
# description: Official authority, or a condition of Schedule 1.
criminal_condition_named if "UKGDPR_10" in relied_on.conditions

criminal_condition_named if {
	some code in relied_on.conditions
	reference.conditions[code].schedule_1 == true
}

# METADATA
# title: Special category data has its condition
# description: Health, ethnicity, religion and sexual life need a condition of Article 9 and mostly one of Schedule 1.
# custom:
#   code: special_condition_missing
#   message: A statement holds special category data (an injury is health) and no complete condition for it is named.
#   law: UK GDPR Art 9(1)-(2); DPA 2018 s.10 and Sch 1
#   remedy: To protect a child or an adult at risk name UKGDPR_9_2_g together with DPA_SCH1_18.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/conditions") if {
	not under_part_3
	some _ in special_statements
	not special_condition_named
}

# METADATA
# title: Criminal offence data has its condition
# description: Article 10 allows it under official authority or where Schedule 1 allows it.
# custom:
#   code: criminal_condition_missing
#   message: A statement holds an allegation or a conviction and no condition for criminal offence data is named.
#   law: UK GDPR Art 10; DPA 2018 s.10(5), s.11(2) and Sch 1
#   remedy: To protect a child or an adult at risk name DPA_SCH1_18; the police may name UKGDPR_10.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/conditions") if {
	not under_part_3
	some _ in criminal_statements
	not criminal_condition_named
}

# METADATA
# title: The condition is one the law knows today
# description: Conditions are named as in the reference data.
# custom:
#   code: condition_unknown
#   message: A condition named is not on the list, or not in force on this date.
#   law: UK GDPR Art 9(2); DPA 2018 Sch 1
#   remedy: Name a condition of the list.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("lawful_basis/conditions/%d", [i])) if {
	some i, code in relied_on.conditions
	not _condition_in_force(code)
}

_condition_in_force(code) if dates.in_force(reference.conditions[code])

# METADATA
# title: A paragraph of Schedule 1 stands with its Article 9 condition
# description: Paragraph 18(1)(d) asks for substantial public interest, which is what Article 9(2)(g) says.
# custom:
#   code: condition_without_article_9
#   message: A paragraph of Schedule 1 is named without the Article 9 condition it belongs to.
#   law: UK GDPR Art 9(2); DPA 2018 s.10(3) and Sch 1 para 18(1)(d)
#   remedy: Name UKGDPR_9_2_g with paragraphs 6, 10, 11 and 18, UKGDPR_9_2_h with 2, UKGDPR_9_2_b with 1.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("lawful_basis/conditions/%d", [i])) if {
	some _ in special_statements
	some i, code in relied_on.conditions
	condition := reference.conditions[code]
	condition.schedule_1 == true
	not _article_9_beside(condition)
}

_article_9_beside(condition) if {
	some code in relied_on.conditions
	condition.belongs_to[code] == true
}
