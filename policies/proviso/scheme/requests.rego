package proviso.scheme

import data.proviso.lib.cases
import data.proviso.lib.dates

# METADATA
# title: How urgent a request for information is
# description: As what it told said when it was opened; under any other scheme, and where nothing is said, routine.
urgency := object.get(input.context, ["share", "urgency"], "routine") if input.action.name == "disclosure.open"

urgency := object.get(state, ["told", "urgency"], "routine") if input.action.name != "disclosure.open"

# METADATA
# title: The limit for this urgency
by_urgency(limit) := object.get(limit, ["by_urgency", urgency], limit)

# METADATA
# title: When a request was put to its holder
# description: Its clocks are the holder's, so they begin when it was asked, and anew when it is opened again.
asked_at := restarted_at if some _ in _beginnings

else := input.context.now if input.action.name == "disclosure.open"

else := state.opened_at

# METADATA
# title: The moment that a step names
named_moment(group) := dates.hours_after(input.context.step[group], 0)

named_moment(group) := dates.hours_after(state.told[group], 0) if not input.context.step[group]

# METADATA
# title: On what ground both agencies become part of the case
# description: >-
#   As sender and recipient of a share do. Whoever asks in a case that exists has its own part in it already, and no
#   other comes from asking.
_parts := object.union_n([
	{"holder": holder, "inbox_role": input.context.share.recipients[0].role},
	{"holder_ground": _asked_agency.ground},
	{"holder_until": _asked_agency.until | _asked_agency.until},
	{"ground": course.open.requester_ground | not input.resource.case},
	{"area": cases.area | cases.area},
]) if {
	input.action.name == "disclosure.open"
	course.told_by_share
}

_asked_agency := data.proviso.need.view.recipients[0]

# METADATA
# title: Who is told that a request has come to where it is their turn, or where they wait for it
_told_on := {"tells": [other | some other in _others]} if {
	input.action.name == "disclosure.step"
	course.told_by_share
	next_state != state.state
}

default _told_on := {}

_others contains {"agency": state.requester, "role": state.told.telling.from_role} if {
	party == "holder"
	course.states[next_state].told_to.requester == true
}

_others contains {"agency": holder, "role": state.told.telling.to_role} if {
	party == "requester"
	course.states[next_state].told_to.holder == true
}

# METADATA
# title: Whoever is asked answers in time
obligations contains {"code": "answer_request", "due": clock.dues.overall, "agency": holder} if {
	input.action.name == "disclosure.open"
	course.told_by_share
}
