package proviso.scheme_test

import data.testing.cases

_clock(base, changes) := cases.answer(base, changes).view.clock

_state(members) := [{"op": "add", "path": sprintf("/context/facts/state/%s", [name]), "value": value} | some name, value in members]

# The state's own limit and the overall one run side by side; the nearer one is due, and is what the clock looks for.
test_both_limits_run if {
	found := _clock("open", [])
	found.dues == {"received": "2026-11-21T10:00:00.000Z", "overall": "2026-12-18T10:00:00.000Z"}
	[found.due, found.tick, found.paused] == ["2026-11-21T10:00:00.000Z", "2026-11-21T10:00:00.000Z", false]
}

# At risk from when no more is left than the longest usual step still ahead.
test_breach_predicted if {
	found := _clock("open", [])
	[found.longest_step_ahead_hours, found.at_risk_from] == [120, "2026-12-13T10:00:00.000Z"]
	early := cases.answer("disclosure_read", _state({"opened_at": "2026-10-30T10:00:00Z"})).view.outlook
	late := cases.answer("disclosure_read", _state({"opened_at": "2026-10-26T09:00:00Z"})).view.outlook
	[early.at_risk, late.at_risk, late.remaining_hours] == [false, true, 48]
}

# What was received before the limit changed keeps the limit of its day.
test_limit_of_the_day_received if {
	changes := _state({"opened_at": "2023-03-31T10:00:00Z"})
	_clock("disclosure_read", changes).dues.overall == "2023-05-15T10:00:00.000Z"
	earlier := _state({"opened_at": "2009-03-31T10:00:00Z"})
	_clock("disclosure_read", earlier).dues.overall == "2009-05-15T10:00:00.000Z"
}

# While a pause lasts no limit runs; after it they are later by as long as it lasted.
test_pause_stops_the_clocks if {
	paused := _clock("step_emergency", [
		{"op": "add", "path": "/context/facts/state/state", "value": "assessed"},
		{"op": "add", "path": "/context/step/step", "value": "pause"},
		{"op": "add", "path": "/context/step/outcome", "value": "paused"},
		{"op": "add", "path": "/context/step/pause", "value": "awaiting_partner"},
		{"op": "add", "path": "/subject", "value": cases.based("step_decision").subject},
	])
	paused == {"dues": {}, "paused": true}
	open := [{"from": "2026-11-20T11:00:00Z", "reason": "awaiting_partner"}]
	_clock("disclosure_read", _state({"pauses": open})).paused == true
	over := [{"from": "2026-11-20T11:00:00Z", "reason": "awaiting_partner", "until": "2026-11-20T21:00:00Z"}]
	found := _clock("disclosure_read", _state({"pauses": over, "opened_at": "2026-11-20T10:00:00Z"}))
	[found.paused, found.dues.overall] == [false, "2026-12-18T20:00:00.000Z"]
}

# A limit that was recorded as passed is due still, and looked for no more.
test_told_once if {
	opened := _state({"state": "received", "opened_at": "2026-11-19T10:00:00Z"})
	due := _clock("disclosure_read", opened).dues.received
	told := _clock("disclosure_read", array.concat(opened, _state({"breaches": [{"clock": "received", "due": due, "at": "2026-11-20T10:05:00Z", "decision": "x"}]})))
	[told.due, told.tick] == [due, told.dues.overall]
}

# What an emergency put off has a clock of its own each, until it is recorded.
test_records_after_an_emergency if {
	history := [{"n": 1, "step": "emergency", "outcome": "immediate_danger", "at": "2026-11-20T12:00:00Z"}]
	found := _clock("disclosure_read", _state({"history": history}))
	found.dues["record:forum"] == "2026-11-21T12:00:00.000Z"
	found.dues["record:risk_assessment"] == "2026-11-21T12:00:00.000Z"
	told := array.concat(history, [{"n": 2, "step": "forum_informed", "outcome": "informed", "at": "2026-11-20T13:00:00Z"}])
	not _clock("disclosure_read", _state({"history": told})).dues["record:forum"]
	_clock("step_emergency", []).dues["record:forum"] == "2026-11-22T09:00:00.000Z"
}
