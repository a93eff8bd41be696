# METADATA
# title: What follows a share
# description: >-
#   Who received it says what became of it; a council puts a referral to a case that it holds; an agency's part in a
#   case becomes longer, ends, or goes to the next council. All of it is about a share that the caller can read: what
#   it cannot read is not there for it here either (see proviso.records).
package proviso.followup

import data.proviso.lib.cases
import data.proviso.lib.reasons
import data.proviso.records

# METADATA
# title: The share that is spoken of
shared := input.context.facts.record if input.action.name in {"share.outcome", "involvement.change"}

shared := input.context.facts.referred if input.action.name == "share.attach"

# METADATA
# title: The share is there for this caller
# description: As for reading it. To put a referral to a case, both the referral and the case must be there.
visible if {
	input.action.name in {"share.outcome", "involvement.change"}
	cases.involved(cases.sender)
	_readable
}

visible if {
	input.action.name == "share.attach"
	cases.involved(cases.sender)
	_involved_there
	_readable
}

_readable if {
	found := records.share_items with input.context.facts.record as shared
	count(found) > 0
}

# METADATA
# title: The caller is involved in the referral's own case
_involved_there if in_the_same_case

_involved_there if {
	there := {cases.sender: input.context.facts.referred_involvement}
	found := cases.live_grounds(cases.sender) with input.context.facts.involvements as there
	count(found) > 0
}

# METADATA
# title: The referral lies in the very case that it is to be put to
in_the_same_case if shared.case == input.resource.case

# METADATA
# title: The caller's role received the share
received if some _ in _as_recipient

_as_recipient := {item |
	some recipient in shared.recipients
	recipient.agency == cases.sender
	recipient.role == input.subject.properties.role
	object.get(recipient, "practitioner", input.subject.id) == input.subject.id
	some item in recipient.items
}

# METADATA
# title: The positive ground of each follow-up
granted if {
	input.action.name == "share.outcome"
	visible
	received
	outcome_holds
}

granted if {
	input.action.name == "share.attach"
	visible
	received
	attachment_holds
}

granted if {
	input.action.name == "involvement.change"
	visible
	change_holds
}

# METADATA
# title: Who received a share answers for it
# description: Whoever sent it, or follows it otherwise, cannot say what became of it, or put it to a case of theirs.
# custom:
#   code: not_a_recipient
#   message: Your role did not receive this share, so it is not yours to answer or to put to a case.
#   law: UK GDPR Art 5(1)(d) and 5(1)(f); Working Together 2023; protocol 1.2
#   remedy: Leave it to the role that received it; what you have to add yourself, send as a share.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	input.action.name in {"share.outcome", "share.attach"}
	visible
	not received
}

# METADATA
# title: What an answer brings
view := outcome_view if input.action.name == "share.outcome"

view := attachment_view if input.action.name == "share.attach"

view := change_view if input.action.name == "involvement.change"

# METADATA
# title: The council answers a referral in time
obligations contains {
	"code": "acknowledge_referral",
	"due": referral_clock.clock.due,
	"agency": referral_clock.answerer,
}
