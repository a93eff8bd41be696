package proviso.scheme

import data.proviso.lib.agencies
import data.proviso.lib.dates

# METADATA
# title: The clocks of a request in the state that an answer leads to
# description: >-
#   Every limit that runs, by name: the state's own, the overall limit, and each record that an emergency put off. While
#   a pause lasts only the last run. A limit that the clock has recorded as passed is not told again.
clock := object.union_n([
	{"dues": dues, "paused": paused},
	{"due": min(_all_dues) | some _ in _all_dues},
	{"tick": min(_to_come) | some _ in _to_come},
	{"passed": sort(_passed) | some _ in _passed},
	_prediction,
])

# METADATA
# title: When each limit passes, by name
dues := object.union_n([_step_due, _overall_due, _records_due])

_all_dues := {due | some due in dues}

_to_come := {due | some name, due in dues; not _told_before(name, due)}

_passed := [name | some name, due in dues; _told_before(name, due)]

_told_before(name, due) if {
	some entry in state.breaches
	entry.clock == name
	entry.due == due
}

_step_due := {next_state: due} if {
	not paused
	limit := course.states[next_state].clock
	due := _after(by_urgency(of_its_day(limit)), _starts[limit.from])
}

default _step_due := {}

_overall_due := {"overall": overall_limit_passes} if {
	not paused
	not course.overall.stops[next_state]
}

default _overall_due := {}

# METADATA
# title: When the overall limit passes
# description: Also where it has stopped, so that what came after it is known to have come late.
overall_limit_passes := _after(by_urgency(of_its_day(course.overall)), shifted(started_at)) if course.overall

_records_due := {sprintf("record:%s", [record]): due |
	some record in unrecorded
	due := dates.hours_after(_last_emergency.at, course.emergency_records[record].hours)
}

# METADATA
# title: The records that an emergency put off and that are still owed
unrecorded := {record |
	some record, owed in course.emergency_records
	since := _last_emergency
	not _recorded_since(owed.steps, since.n)
}

# METADATA
# title: The last emergency, this step's own included
_last_emergency := {"n": count(state.history) + 1, "at": input.context.now} if outcome.emergency == true

_last_emergency := found[max(object.keys(found))] if {
	not outcome.emergency
	found := {entry.n: entry |
		some entry in state.history
		step := course.steps[entry.step]
		step.outcomes[outcome_of(step, entry)].emergency == true
	}
	count(found) > 0
}

_recorded_since(steps, _) if steps[input.context.step.step] == true

_recorded_since(steps, n) if {
	some entry in state.history
	entry.n > n
	steps[entry.step] == true
}

_after(limit, start) := dates.hours_after(start, limit.hours)

_after(limit, start) := dates.days_after(start, limit.days)

_after(limit, start) := dates.working_days_after(agencies.nation(holder), start, limit.working_days)

_after(limit, start) := dates.working_morning_after(agencies.nation(holder), start, limit.working_day_at)

_after(limit, _) := named_moment(limit.at)

# METADATA
# title: When it began
# description: When the application was received, or the request opened; where the scheme says so, with the incident.
started_at := _incident.at if {
	course.overall.from == "incident"
	count(_beginnings) == 0
}

else := asked_at if course.overall.from == "asked"

else := restarted_at if some _ in _beginnings

else := input.context.application.received_at if input.action.name == "disclosure.open"

else := object.get(state, "received_at", state.opened_at)

_incident := input.context.application.incident if input.action.name == "disclosure.open"

_incident := state.told.incident if input.action.name != "disclosure.open"

_starts := {"opened": shifted(started_at), "entered": _entered_at}

_entered_at := input.context.now if _moves

_entered_at := state.entered_at if not _moves

_moves if input.action.name == "disclosure.open"

_moves if next_state != state.state

_moves if outcome.emergency == true
