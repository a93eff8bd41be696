package proviso.scheme

import data.proviso.lib.codes
import data.proviso.lib.dates

# METADATA
# title: A breach, predicted while it can still be prevented
# description: At risk from when what remains is no longer than the longest usual step still ahead.
_prediction := {"longest_step_ahead_hours": longest, "at_risk_from": dates.hours_after(overall, 0 - longest)} if {
	overall := dues.overall
	longest := max({0} | {hours | some name in _ahead; hours := course.states[name].usual_hours})
}

default _prediction := {}

_ahead := graph.reachable(_ways, {next_state})

_ways := {name: {to |
	some code, step in course.steps
	not code in {"emergency", "reopen"}
	step.from[name] == true
	some result in step.outcomes
	not result.emergency
	to := result.to
	to != "="
} |
	some name, _ in course.states
}

# METADATA
# title: What remains, as it is told
# description: For whoever looks at a request or at the queue, in whole hours; at risk while it can still be prevented.
outlook := {
	"remaining_hours": dates.whole_hours_between(input.context.now, clock.due),
	"longest_step_ahead_hours": object.get(clock, "longest_step_ahead_hours", 0),
	"at_risk": _at_risk,
} if clock.due

default _at_risk := false

_at_risk if not dates.future(clock.at_risk_from)

_clock_told := {"due": clock.due, "outlook": outlook} if clock.due

_clock_told := {} if not codes.has(clock, "due")
