package proviso.scheme

import data.proviso.lib.codes
import data.proviso.lib.dates

# METADATA
# title: The state that an answer leads to
# description: For a read, the state it is in.
next_state := course.open.to if input.action.name == "disclosure.open"

next_state := _led_to(outcome.to) if input.action.name in _steps_taken

next_state := state.state if input.action.name == "disclosure.read"

_led_to("=") := state.state

_led_to(to) := to if to != "="

# METADATA
# title: What may come after a state, and which roles may do it
steps_from(scheme, name) := _steps(scheme, name) | _undertaking(scheme, name)

_steps(scheme, name) := {{"step": code, "roles": _codes(step.roles), "outcomes": _codes(step.outcomes)} |
	some code, step in scheme.steps
	step.from[name] == true
}

_undertaking(scheme, name) := {{
	"step": "undertaking",
	"roles": _codes(scheme.undertaking.roles),
	"outcomes": _codes(scheme.undertaking.outcomes),
} |
	scheme.undertaking.from[name] == true
}

_codes(keyed) := sort(object.keys(keyed))

# METADATA
# title: When the next step is due
# description: The clock belongs to the state. It runs from the application, or from when the state was entered.
due_of(scheme, name, opened_at) := _due(clock, _start(clock, opened_at)) if clock := scheme.states[name].clock

_start(clock, opened_at) := opened_at if clock.from == "opened"

_start(clock, _) := input.context.now if clock.from == "entered"

_due(clock, start) := dates.hours_after(start, clock.hours) if clock.hours

_due(clock, start) := dates.days_after(start, clock.days) if clock.days

_due(clock, start) := dates.working_days_after(start, clock.working_days) if clock.working_days

# METADATA
# title: The only words that may be relayed to the applicant
# description: >-
#   Always the same, whatever is held and however it ends, unless the applicant is the one to whom it is disclosed.
notice(scheme, name, recipient_role) := scheme.applicant_notice.recipient if {
	scheme.applicant_notice.recipient_states[name] == true
	recipient_role == "applicant"
}

else := scheme.applicant_notice.constant

# METADATA
# title: What the caller is told of the course
told(name, opened_at, recipient_role) := object.union(
	{
		"next": [step | some step in steps_from(course, name)],
		"applicant_notice": notice(course, name, recipient_role),
	},
	_due_told(name, opened_at),
)

_due_told(name, opened_at) := {"due": due_of(course, name, opened_at)} if course.states[name].clock

_due_told(name, _) := {} if not codes.has(course.states[name], "clock")

_steps_taken := {"disclosure.step", "undertaking.record"}

# METADATA
# title: The view of an answer

view := object.union({"state": next_state, "ground": course.case_ground}, told(next_state, input.context.application.received_at, "")) if {
	input.action.name == "disclosure.open"
}

view := object.union({"next_state": next_state}, told(next_state, state.opened_at, _recipient_role)) if {
	input.action.name in _steps_taken
}

view := told(next_state, state.opened_at, _recipient_role) if input.action.name == "disclosure.read"

default _recipient_role := ""

_recipient_role := state.people[input.context.step.recipient]

_recipient_role := state.people[state.recipient] if not input.context.step.recipient

# METADATA
# title: The duties that come with a step
obligations contains {"code": "next_step_due", "due": due, "agency": input.subject.properties.agency, "detail": steps} if {
	input.action.name in ({"disclosure.open"} | _steps_taken)
	due := view.due
	steps := [step.step | some step in view.next]
}

obligations contains object.union(
	{"code": owed.code, "due": dates.hours_after(input.context.now, owed.hours), "agency": input.subject.properties.agency},
	object.filter(owed, ["detail"]),
) if {
	input.action.name in _steps_taken
	some owed in outcome.obligations
}
