# METADATA
# title: Statements
# description: >-
#   Accurate, factual, up to date, and opinion marked as opinion (protocol 2.8). Each says about whom, from whom, as of
#   when and how good it is.
package proviso.statements

import data.proviso.lib.codes
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

_people := {person.ref | some person in input.context.share.people}

# METADATA
# title: There is a statement
# description: A share without content tells nobody anything.
# custom:
#   code: statements_missing
#   message: There is nothing to share.
#   law: Protocol 2.7 and 2.8
#   remedy: Add at least one statement; fact, opinion or account.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "statements") if count(input.context.share.statements) == 0

# METADATA
# title: A statement is a fact, an opinion or an account
# description: The reader must be able to tell them apart.
# custom:
#   code: statement_kind_unknown
#   message: A statement is not marked as fact, opinion or account.
#   law: UK GDPR Art 5(1)(d); DPA 2018 s.38(2); protocol 2.8
#   remedy: Mark each statement as fact, opinion or account.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/kind", [i])) if {
	some i, statement in input.context.share.statements
	not codes.listed(reference.kinds, statement, "kind")
}

# METADATA
# title: A statement says about whom
# description: By the references of the people in the request.
# custom:
#   code: statement_about_nobody
#   message: A statement is about nobody, or about someone who is not among the people of the request.
#   law: UK GDPR Art 5(1)(d); DPA 2018 s.38(3)
#   remedy: Name whom each statement is about, by the references in the list of people.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/about", [i])) if {
	some i, statement in input.context.share.statements
	not _about_people(statement)
}

# METADATA
# title: A statement has its categories
# description: Without them nobody can judge who needs it.
# custom:
#   code: statement_category_missing
#   message: A statement has no category, or one that is not on the list.
#   law: UK GDPR Art 5(1)(c) and 9; protocol 2.7
#   remedy: Give each statement every category that it holds, from the list.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/categories", [i])) if {
	some i, statement in input.context.share.statements
	not _categories_known(statement)
}

# METADATA
# title: A statement has words
# description: A fact or an opinion in its text, an account in the words used.
# custom:
#   code: statement_text_missing
#   message: A fact or an opinion has no words.
#   law: UK GDPR Art 5(1)(d)
#   remedy: Write the statement, or take it out.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/text", [i])) if {
	some i, statement in input.context.share.statements
	statement.kind != "account"
	not statement.text.given == true
}

# METADATA
# title: A statement is not from the future
# description: The as-of time, and of an account the time it was made, have come.
# custom:
#   code: statement_from_the_future
#   message: A statement is dated in the future.
#   law: UK GDPR Art 5(1)(d); DPA 2018 s.38(4); protocol 2.8
#   remedy: Give the time at which it was so, in UTC.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/%s", [i, field])) if {
	some i, statement in input.context.share.statements
	some field, moment in _moments(statement)
	not dates.past(moment)
}

# METADATA
# title: It is known what a statement was collected for
# description: The law that applies depends on it.
# custom:
#   code: collected_for_unknown
#   message: It is not said whether a statement was collected for law enforcement or generally.
#   law: UK GDPR Art 5(1)(b); DPA 2018 s.36
#   remedy: Say for each statement whether it was collected for law enforcement or generally.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/collected_for", [i])) if {
	some i, statement in input.context.share.statements
	not codes.listed(reference.collected_for, statement, "collected_for")
}

_about_people(statement) if {
	count(statement.about) > 0
	every ref in statement.about {
		ref in _people
	}
}

_categories_known(statement) if {
	count(statement.categories) > 0
	every category in statement.categories {
		reference.categories[category]
	}
}

_moments(statement) := {"as_of": statement.as_of} if not statement.account.made_at

_moments(statement) := {"as_of": statement.as_of, "account/made_at": statement.account.made_at} if statement.account.made_at
