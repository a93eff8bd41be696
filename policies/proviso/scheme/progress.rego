package proviso.scheme

import data.proviso.lib.dates

# METADATA
# title: The state that an answer leads to
# description: For a read, and for a report of a breach, the state it is in.
next_state := first_state if input.action.name == "disclosure.open"

next_state := _led_to(outcome.to) if input.action.name in _steps_taken

next_state := state.state if input.action.name in {"disclosure.read", "undertaking.breach"}

_led_to("=") := state.state

_led_to(to) := to if to != "="

# METADATA
# title: What may come after a state, which roles may do it, and whose step it is where it is not the holder's
steps_from(scheme, name) := _steps(scheme, name) | _undertaking(scheme, name)

_steps(scheme, name) := {object.union(_listed(code, step), object.filter(step, ["by"])) |
	some code, step in scheme.steps
	step.from[name] == true
}

_undertaking(scheme, name) := {_listed("undertaking", scheme.undertaking) | scheme.undertaking.from[name] == true}

_listed(code, step) := {"step": code, "roles": _codes(step.roles), "outcomes": _codes(step.outcomes)}

_codes(keyed) := sort(object.keys(keyed))

# METADATA
# title: The only words that may be relayed to the applicant
# description: >-
#   Always the same, whatever is held and however it ends, unless the applicant is the one to whom it is disclosed.
notice := course.applicant_notice.recipient if {
	course.applicant_notice.recipient_states[next_state] == true
	_applicant_receives
}

else := course.applicant_notice.constant

_applicant_receives if state.people[_recipient] == "applicant"

_applicant_receives if _recipient == state.applicant

_recipient := input.context.step.recipient

_recipient := state.recipient if not input.context.step.recipient

# METADATA
# title: What the caller is told of the course
# description: Whoever made a request learns whose turn it is, and nothing of the holder's clocks.
told := object.union(_told, _clock_told) if party == "holder"

told := object.union(_told, _clock_told) if input.action.name == "disclosure.open"

told := _told if {
	input.action.name != "disclosure.open"
	party == "requester"
}

_told := {
	"next": [step | some step in steps_from(course, next_state); _can_be_taken(step.step)],
	"applicant_notice": notice,
}

# While a broken undertaking freezes a request, only what goes over it is next.
_can_be_taken(_) if not _stays_frozen

_can_be_taken(code) if course.steps[code].over_freeze == true

_stays_frozen if {
	state.frozen
	not _lifts
}

_stays_frozen if input.action.name == "undertaking.breach"

_lifts if {
	input.context.step.step == "freeze_decision"
	outcome_code == "lift"
}

_steps_taken := {"disclosure.step", "undertaking.record"}

# METADATA
# title: The view of an answer
view := object.union_n([{"state": next_state, "clock": clock}, told, _parts]) if input.action.name == "disclosure.open"

view := object.union_n([{"next_state": next_state, "clock": clock}, told, _use, _told_on]) if input.action.name in _steps_taken

view := object.union({"clock": clock}, told) if input.action.name in {"disclosure.read", "undertaking.breach"}

# METADATA
# title: On what ground opener and holder become part of the case
_parts := {"ground": course.case_ground, "holder": holder} if run_by_us

_parts := object.union_n([
	{
		"ground": object.get(course.open, "requester_ground", "referrer"),
		"holder": holder,
		"holder_ground": course.case_ground,
	},
	object.filter(course.open, ["inbox_role"]),
	object.filter(input.context.application, ["area"]),
]) if {
	not run_by_us
	not course.told_by_share
}

_use := {"use_limited_to": state[course.use_limited_to]} if course.use_limited_to in object.keys(state)

default _use := {}

# METADATA
# title: The duties that come with a step
obligations contains {"code": "next_step_due", "due": clock.due, "agency": holder, "detail": steps} if {
	input.action.name in ({"disclosure.open"} | _steps_taken)
	clock.due
	steps := [step.step | some step in view.next]
}

obligations contains object.union(
	{"code": owed.code, "due": dates.hours_after(input.context.now, owed.hours), "agency": holder},
	object.filter(owed, ["detail"]),
) if {
	input.action.name in _steps_taken
	some owed in outcome.obligations
	_is_owed(owed)
}

_is_owed(owed) if not owed.when

_is_owed(owed) if {
	owed.when == "children"
	_children
}

_children if count(state.children) > 0

_children if "child" in {role | some role in state.people}
