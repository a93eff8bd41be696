# METADATA
# title: The clock
# description: >-
#   Silence past a limit is not left to be found by chance: it becomes a record and a duty to say why and to act. Only
#   the clock asks this, of one record at a time, and each limit is recorded once.
package proviso.clock

import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference
import data.proviso.scheme

# METADATA
# title: A limit has passed, and the clock asks
granted if {
	by_the_clock
	some _ in passed
}

by_the_clock if input.subject.type == "clock"

_state := input.context.facts.state

# METADATA
# title: The limits that have passed and are not recorded yet, by name
# description: A limit that has been moved since it was recorded is another one.
passed := sort([name |
	some name, due in _state.clock.dues
	dates.past(due)
	not _recorded(name, due)
])

_recorded(name, due) if {
	some entry in _state.breaches
	entry.clock == name
	entry.due == due
}

# METADATA
# title: Only the clock records that time has run out
# description: >-
#   Nobody who works on a request says by hand that its time has run out, or that it has not: the record comes from
#   the limits alone.
# custom:
#   code: clock_only
#   message: That a limit has passed is recorded by the clock alone.
#   law: UK GDPR Art 5(1)(a) and 5(2)
#   remedy: Take the step that is due, with the reason for its lateness; the clock records by itself what has passed.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if not by_the_clock

# METADATA
# title: Something has passed
# description: Whoever comes too early, or after another has recorded it, records nothing.
# custom:
#   code: nothing_has_passed
#   message: No limit of this request has passed that is not recorded already.
#   law: UK GDPR Art 5(1)(d)
#   remedy: Nothing is to be done; ask again when the next limit has passed.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	by_the_clock
	not _something_passed
}

_something_passed if some _ in passed

# METADATA
# title: What is recorded
# description: >-
#   The limits that have passed, and the clock as it goes on from there: all that have passed so far by name, and the
#   next limit that is still to come. What may be done next is told again, for the queue shows it.
view := {"passed": passed, "clock": _clock, "next": _next}

_clock := object.union_n([
	object.remove(_state.clock, ["passed", "tick"]),
	{"passed": sort({name | some name in array.concat(passed, object.get(_state.clock, "passed", []))})},
	{"tick": min(_to_come) | some _ in _to_come},
])

_to_come := {due |
	some name, due in _state.clock.dues
	not name in passed
	not _recorded(name, due)
}

default _next := []

_next := [step | some step in scheme.steps_from(scheme.course, _state.state)] if _under_a_scheme

_next := _state.clock.next if not _under_a_scheme

_under_a_scheme if scheme.course

# METADATA
# title: The agency that let the time run out says why, and acts
obligations contains {
	"code": "escalation",
	"agency": _state.agency,
	"due": dates.hours_after(input.context.now, reference.obligations.escalation.hours),
	"detail": passed,
} if {
	granted
}
