package proviso.scheme_test

import data.testing.cases

_began(changes) := cases.answer("dvds_reopen", changes).view.clock.dues

_history(entries) := [{"op": "add", "path": "/context/facts/state/history", "value": entries}]

_danger := {"n": 2, "step": "emergency", "outcome": "immediate_danger", "at": "2026-11-12T09:00:00Z"}

_closed_before := {"n": 1, "step": "close", "outcome": "closed", "at": "2026-11-10T09:00:00Z"}

# What is opened again is not late at once: its limits count from then, and so they do at the steps that follow.
test_limits_count_anew_after_reopening if {
	old := cases.set("/context/facts/state/received_at", "2025-01-10T09:00:00Z")
	_began(old).overall == "2026-12-19T09:00:00.000Z"
	entries := [_closed_before, {"n": 2, "step": "reopen", "outcome": "reassess", "at": "2026-11-20T09:00:00Z"}]
	later := array.flatten([old, _history(entries), cases.set("/context/facts/state/state", "assessment_due")])
	patched := json.patch(cases.based("dvds_risk"), later)
	found := data.proviso.decision.decision with input as patched
	found.view.clock.dues.overall == "2026-12-18T09:00:00.000Z"
}

# So does danger that is reported after closure; before it, danger leaves the limits where they were.
test_limits_count_anew_after_danger_in_a_closed_request if {
	danger := [
		{"op": "add", "path": "/context/step/step", "value": "emergency"},
		{"op": "add", "path": "/context/step/outcome", "value": "immediate_danger"},
	]
	_began(danger).overall == "2026-12-19T09:00:00.000Z"
	open := array.concat(danger, cases.set("/context/facts/state/state", "met"))
	_began(open).overall == "2026-12-18T10:00:00.000Z"
	risk := json.patch(cases.based("dvds_risk"), _history([_closed_before, _danger, object.union(_danger, {"n": 3, "at": "2026-11-15T09:00:00Z"})]))
	found := data.proviso.decision.decision with input as risk
	found.view.clock.dues.overall == "2026-12-10T09:00:00.000Z"
}

# A pause before it was opened again shifts nothing.
test_pause_before_reopening_does_not_count if {
	pauses := [{"from": "2026-11-01T09:00:00Z", "until": "2026-11-09T09:00:00Z", "reason": "awaiting_partner"}]
	_began(cases.set("/context/facts/state/pauses", pauses)).overall == "2026-12-19T09:00:00.000Z"
}

# A step's limit can have versions too: the meeting within 10 working days of what was received before April 2023, then 5 days.
test_versions_of_a_steps_limit[received] if {
	some received, due in {
		"2026-11-20T10:00:00Z": "2026-11-25T10:00:00.000Z",
		"2023-04-01T10:00:00Z": "2023-04-06T10:00:00.000Z",
		"2023-03-31T10:00:00Z": "2023-04-18T10:00:00.000Z",
		"2012-03-01T10:00:00Z": "2012-03-15T10:00:00.000Z",
	}
	cases.answer("dvds_checks", cases.set("/context/facts/state/received_at", received)).view.clock.dues.checked == due
}

# 28 days from application, 35 where it was received before April 2023; in Scotland 45.
test_overall_limit_of_domestic_schemes[case] if {
	some case, row in {
		"now": ["dvds_checks", "2026-11-20T10:00:00Z", "2026-12-18T10:00:00.000Z"],
		"before": ["dvds_checks", "2023-03-01T10:00:00Z", "2023-04-05T10:00:00.000Z"],
		"right to know": ["dvds_checks_know", "2026-11-20T10:00:00Z", "2026-12-18T10:00:00.000Z"],
		"scotland": ["dsdas_checks", "2026-11-20T10:00:00Z", "2027-01-04T10:00:00.000Z"],
	}
	cases.answer(row[0], cases.set("/context/facts/state/received_at", row[1])).view.clock.dues.overall == row[2]
}
