package proviso.needs_test

import data.testing.cases

# Each reason of encompass.rego: refused for exactly the reasons the table says, allowed when remedied.
test_encompass_refused_and_remedied[case] if {
	some case, row in data.testing.more.encompass.remedies
	cases.holds(row)
}

# Every step of the notification may be taken as it stands.
test_encompass_base_is_allowed[name] if {
	some name, _ in data.testing.more.encompass.base
	cases.answer(name, []).allow == true
}

# The limit runs from the incident and ends where the next school day begins, whatever time it was taken down.
test_encompass_limit_from_the_incident[name] if {
	some name, row in {
		"a Thursday evening": ["2026-11-19T22:10:00Z", "2026-11-20T09:00:00.000Z"],
		"before dawn": ["2026-11-19T02:00:00Z", "2026-11-19T09:00:00.000Z"],
		"during school": ["2026-11-19T11:00:00Z", "2026-11-20T09:00:00.000Z"],
	}
	found := cases.answer("encompass_open", cases.set("/context/application/incident/at", row[0]))
	found.view.clock.dues == {"incident_attended": row[1], "overall": row[1]}
	found.view.clock.due == row[1]
}

# A notice is late when the school day had begun before it was shared, not when its step is taken down later.
test_encompass_step_after_a_timely_notice if {
	cases.answer("encompass_notice", cases.set("/context/now", "2026-11-20T16:00:00Z")).allow == true
}

# A notice on time needs no reason, and once told nothing of the limit is left.
test_encompass_told if {
	found := cases.answer("encompass_notice", [])
	[found.view.next_state, object.keys(found.view.clock.dues)] == ["notified", {"notified"}]
}

# What is opened again on something new has a limit of its own, from then.
test_encompass_opened_again if {
	opened := "2026-11-25T11:00:00Z"
	found := cases.answer("encompass_children", [
		{"op": "replace", "path": "/context/now", "value": "2026-11-25T11:30:00Z"},
		{"op": "add", "path": "/context/facts/state/history/-", "value": {"n": 1, "step": "reopen", "at": opened}},
	])
	found.view.clock.dues.overall == "2026-11-26T09:00:00.000Z"
}

# A child whose school is not known is a task of the force, with a time of its own besides the limit.
test_encompass_unmatched_is_a_task if {
	found := cases.answer("encompass_unmatched", [])
	found.view.next_state == "unmatched"
	[[duty.code, duty.agency, duty.due] | some duty in found.obligations; duty.code == "unmatched_child"] == [[
		"unmatched_child", "force:11", "2026-11-21T06:40:00.000Z",
	]]
	object.keys(found.view.clock.dues) == {"unmatched", "overall"}
}
