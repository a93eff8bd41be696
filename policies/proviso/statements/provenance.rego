package proviso.statements

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: A statement has its source
# description: Who knows it, so that the reader can weigh it and ask.
# custom:
#   code: statement_source_missing
#   message: A statement does not say where it comes from.
#   law: UK GDPR Art 5(1)(d); DPA 2018 s.38; protocol 2.8
#   remedy: Say who knows this and how, for example seen in person.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/source", [i])) if {
	some i, statement in input.context.share.statements
	not statement.source_given == true
}

# METADATA
# title: A statement says how good it is
# description: Accuracy, completeness and reliability go with every transmission.
# custom:
#   code: statement_quality_missing
#   message: A statement does not say how reliable it is and whether it is complete.
#   law: UK GDPR Art 5(1)(d); DPA 2018 s.38(4); protocol 2.8
#   remedy: Choose how reliable each statement is, and say whether it is complete.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/quality", [i])) if {
	some i, statement in input.context.share.statements
	not _quality_given(statement)
}

# METADATA
# title: An account has its five facts
# description: When, by whom, to whom and how it was told, and the words used.
# custom:
#   code: account_facts_missing
#   message: An account lacks one of its five facts; when, by whom, to whom, how, and in which words it was told.
#   law: Protocol 3.1
#   remedy: Complete the five facts of the account.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/account/%s", [i, fact])) if {
	some i, statement in input.context.share.statements
	statement.kind == "account"
	some fact in _facts
	not _fact_given(statement, fact)
}

# METADATA
# title: The origin is an agency
# description: What another agency gave keeps its name, so that its owner can be asked.
# custom:
#   code: origin_unknown
#   message: A statement names as its origin an agency that is not in the directory.
#   law: UK GDPR Art 5(1)(d) and 14(2)(f)
#   remedy: Name the agency it came from by its identifier in the directory, or own when it is your own.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/origin", [i])) if {
	some i, statement in input.context.share.statements
	not _own(statement)
	not _origin_known(statement)
}

# METADATA
# title: The originator agrees to passing it on
# description: Information stays the responsibility of the agency that owns it.
# custom:
#   code: originator_permission_missing
#   message: A statement came from another agency, and its permission to pass it on is not recorded.
#   law: UK GDPR Art 5(1)(b); MAPPA guidance on ownership; protocol 2.7
#   remedy: Ask the agency it came from, and give the reference of its permission; or leave the statement out.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/originator_permission", [i])) if {
	some i, statement in input.context.share.statements
	not _own(statement)
	not statement.originator_permission_given == true
}

_origin_known(statement) if agencies.known(statement.origin)

_own(statement) if statement.origin in {"own", cases.sender}

_quality_given(statement) if {
	reference.reliabilities[statement.reliability]
	is_boolean(statement.complete)
}

_facts := {"made_at", "made_by", "made_to", "how", "words"}

_fact_given(statement, "made_at") if statement.account.made_at

_fact_given(statement, "made_by") if statement.account.made_by in _people

_fact_given(statement, "made_to") if statement.account.made_to_given == true

_fact_given(statement, "how") if statement.account.how_given == true

_fact_given(statement, "words") if statement.account.words_given == true
