package proviso.scheme

# METADATA
# title: When a request began anew
# description: >-
#   With the last step that opened it again, or with the danger that was reported after it had been closed. Limits
#   count from then, or what is opened again would be late at once.
restarted_at := max(_beginnings) if some _ in _beginnings

_beginnings contains input.context.now if input.context.step.step == "reopen"

_beginnings contains input.context.now if {
	outcome.emergency == true
	course.states[state.state].final == true
}

_beginnings contains entry.at if {
	some entry in state.history
	entry.step == "reopen"
}

_beginnings contains entry.at if {
	some entry in state.history
	entry.n == min(_dangers_since_closure)
}

_dangers_since_closure := {entry.n |
	some entry in state.history
	entry.n > max(_closures)
	_result(entry).emergency == true
}

_closures contains entry.n if {
	some entry in state.history
	course.states[_result(entry).to].final == true
}

_result(entry) := course.steps[entry.step].outcomes[outcome_of(course.steps[entry.step], entry)]

# METADATA
# title: A limit, or the version of it that was in force on the day when it began
# description: A limit that changed later changes nothing for it.
of_its_day(limit) := limit if not limit.versions

of_its_day(limit) := limit.versions[max(_begun(limit))] if some _ in _begun(limit)

of_its_day(limit) := limit.versions[min(object.keys(limit.versions))] if count(_begun(limit)) == 0

_begun(limit) := {day | some day, _ in limit.versions; day <= substring(started_at, 0, 10)}
