package proviso.clock_test

import data.testing.cases

# Each reason of clock.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_clock_refused_and_remedied[case] if {
	some case, row in cases.about({"clock_only", "nothing_has_passed"})
	cases.holds(row)
}

# What has passed is named once, the next limit to come is the tick, and the holder owes an escalation within a day.
test_clock_records_what_has_passed if {
	found := cases.answer("clock", [])
	found.view.passed == ["assessed"]
	found.view.clock == {
		"dues": {"assessed": "2026-11-21T08:00:00.000Z", "overall": "2026-12-18T10:00:00.000Z"},
		"due": "2026-11-21T08:00:00.000Z",
		"at_risk_from": "2026-12-01T10:00:00.000Z",
		"longest_step_ahead_hours": 408,
		"paused": false,
		"passed": ["assessed"],
		"tick": "2026-12-18T10:00:00.000Z",
	}
	found.obligations == [{
		"code": "escalation", "agency": "force:11", "due": "2026-11-22T09:00:00.000Z", "detail": ["assessed"],
	}]
}

# The queue goes on to show what is due and who may do it: the steps of the state that it is in.
test_clock_tells_what_may_be_done_next if {
	found := cases.answer("clock", [])
	{step.step | some step in found.view.next} == {code |
		some code, step in data.proviso.schemes.csods.steps
		step.from.assessed == true
	}
}

# What runs under no scheme tells next what it told before, and nothing where it told nothing.
test_clock_of_a_share[name] if {
	some name, row in {"told": [{"next": _answer}, _answer], "silent": [{}, []]}
	state := object.union(
		data.testing.more.clock.base.clock.context.facts.state,
		{"scheme": "share", "clock": object.union(_dues, row[0])},
	)
	found := cases.answer("clock", cases.set("/context/facts/state", state))
	found.view.next == row[1]
}

_answer := [{"step": "outcome", "roles": ["social_worker"]}]

_dues := {"dues": {"answer": "2026-11-20T10:00:00.000Z"}, "due": "2026-11-20T10:00:00.000Z"}

# A limit counts from the moment it names, not before; several that have passed are recorded together.
test_clock_counts_to_the_moment[now] if {
	some now, names in {
		"2026-11-21T07:59:59.999Z": [],
		"2026-11-21T08:00:00.000Z": ["assessed"],
		"2026-12-18T10:00:00.000Z": ["assessed", "overall"],
	}
	found := cases.answer("clock", cases.set("/context/now", now))
	object.get(found.view, "passed", []) == names
	cases.codes(found) == [code | count(names) == 0; code := "nothing_has_passed"]
}

# When the last limit has passed there is no tick any more: the clock does not come again.
test_clock_ends_with_the_last_limit if {
	found := cases.answer("clock", cases.set("/context/now", "2026-12-18T10:00:00.000Z"))
	not found.view.clock.tick
	found.view.clock.passed == ["assessed", "overall"]
}

# A limit that was moved after it had been recorded is recorded again when it passes again.
test_clock_records_a_limit_that_was_moved if {
	entry := {"clock": "assessed", "due": "2026-11-20T08:00:00.000Z", "at": "2026-11-20T09:00:00.000Z"}
	found := cases.answer("clock", cases.set("/context/facts/state/breaches", [entry]))
	found.view.passed == ["assessed"]
}

# The clock stays with what it has recorded earlier, by name.
test_clock_keeps_what_it_has_recorded if {
	entry := {"clock": "received", "due": "2026-11-20T08:00:00.000Z", "at": "2026-11-20T09:00:00.000Z"}
	found := cases.answer("clock", array.concat(
		cases.set("/context/facts/state/breaches", [entry]),
		cases.set("/context/facts/state/clock/passed", ["received"]),
	))
	found.view.clock.passed == ["assessed", "received"]
}

# The clock asks its one question and nothing else: any other action is refused to it, whoever holds the record.
test_clock_may_do_nothing_else[action] if {
	some action in (object.keys(data.proviso.reference.actions) - {"clock.record"})
	some base in {"read", "step_decision", "open", "inbox"}
	found := cases.answer(base, [
		{"op": "replace", "path": "/subject", "value": data.testing.more.clock.base.clock.subject},
		{"op": "replace", "path": "/action/name", "value": action},
	])
	found.allow == false
	"practitioner_not_named" in cases.codes(found)
}

# The holder's silence is recorded although the holder has been replaced since, or is in no directory any more.
test_clock_of_an_agency_that_is_no_more[agency] if {
	some agency in {"force:99", "la:E07000246"}
	found := cases.answer("clock", array.concat(
		cases.set("/subject/properties/agency", agency),
		cases.set("/context/facts/state/agency", agency),
	))
	[duty.agency | some duty in found.obligations] == [agency]
}

# A state without a clock, and no state at all, have nothing that could pass.
test_clock_without_limits[place] if {
	some place in {"/context/facts/state/clock", "/context/facts/state"}
	found := cases.answer("clock", cases.without(place))
	cases.codes(found) == ["nothing_has_passed"]
}
