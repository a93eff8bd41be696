package proviso.need

import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons

# METADATA
# title: The share answers a request that the sender holds
# description: >-
#   One that stands where a share can answer it, and to the agency that asked, and to nobody else: what more is to be
#   told to others is a share of its own. A referral is answered by the agency that owes the answer.
answers_request if {
	input.action.name == "share.create"
	_answered.agency == cases.sender
	_can_be_answered
	{recipient.agency | some recipient in input.context.share.recipients} == {_answered.requester}
}

_answered := input.context.facts.referred

_can_be_answered if _answered.scheme == "share"

_can_be_answered if {
	some step in _answered_course.steps
	step.groups.share == true
	step.from[_answered.state] == true
}

_answered_course := data.proviso.variants[cases.sender][_answered.scheme] if _answered_varied

_answered_course := data.proviso.schemes[_answered.scheme] if not _answered_varied

_answered_varied if dates.in_force(data.proviso.variants[cases.sender][_answered.scheme])

# METADATA
# title: An answer names the request that it answers
# description: A request that does not exist, that another agency holds, and one that is not to be answered are one here.
# custom:
#   code: answers_no_request
#   message: The request named in in_reply_to is not one that your agency is to answer with this share now.
#   law: UK GDPR Art 5(1)(b) and 5(1)(f); protocol 2.7
#   remedy: >-
#     Name a request of this case that your agency holds, after it was decided to share, and send the answer to the
#     agency that asked alone. If nobody asked, leave in_reply_to out.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "in_reply_to") if {
	input.context.share.in_reply_to
	not answers_request
}

# METADATA
# title: An answer holds what was asked for, and nothing more
# description: What was not asked for is not necessary for the answer.
# custom:
#   code: answer_beyond_what_was_asked
#   message: A statement holds a category that the request did not ask for.
#   law: UK GDPR Art 5(1)(c)
#   remedy: Take it out; if the agency needs to know it all the same, send it as a share of its own, with its own need.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/categories", [i])) if {
	answers_request
	asked := {category | some category in _answered.told.asked.categories}
	count(asked) > 0
	some i, statement in input.context.share.statements
	some category in statement.categories
	not category in asked
}
