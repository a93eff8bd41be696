package proviso.scheme_test

import data.testing.cases

# What a request tells itself is judged as a share, and a request is not there for whom it keeps out.
test_requests_refused_and_remedied[case] if {
	some case, row in cases.about({"request_tells_otherwise", "holder_wrong", "step_not_for_party", "not_found", "step_words_not_yours"})
	cases.holds(row)
}

# The more urgent the request, the shorter its clocks: they are the scheme's data, by what it told when it was opened.
test_clocks_by_urgency[urgency] if {
	some urgency, wanted in {
		"routine": {"requested": "2026-11-23T09:00:00.000Z", "overall": "2026-12-04T09:00:00.000Z"},
		"urgent": {"requested": "2026-11-20T13:00:00.000Z", "overall": "2026-11-22T09:00:00.000Z"},
		"immediate_danger": {"requested": "2026-11-20T10:00:00.000Z", "overall": "2026-11-20T13:00:00.000Z"},
	}
	found := cases.answer("request", [
		{"op": "add", "path": "/context/share/urgency", "value": urgency},
		{"op": "add", "path": "/context/share/attested", "value": true},
	])
	found.view.clock.dues == wanted
}

# It stays as urgent as it was: later clocks read what was told.
test_urgency_is_kept if {
	found := cases.answer("request_check", cases.set("/context/facts/state/told/urgency", "urgent"))
	found.view.clock.dues == {"in_check": "2026-11-21T12:00:00.000Z", "overall": "2026-11-21T09:00:00.000Z"}
}

# Whoever is asked owes an answer by the overall limit, and its role finds the request in its inbox.
test_the_asked_owes_an_answer if {
	found := cases.answer("request", [])
	{"code": "answer_request", "due": "2026-12-04T09:00:00.000Z", "agency": "nhs:X9X9X"} in found.obligations
	found.view.inbox_role == "safeguarding_nurse"
}

# Both become part of the case as sender and recipient of a share do; in a case of its own the requester gets no new part.
test_parts_of_both if {
	in_case := cases.answer("request", [])
	[in_case.view.holder_ground, in_case.view.holder_until] == ["treats", "2027-05-22T09:00:00.000Z"]
	not in_case.view.ground
	opened := cases.answer("request", [
		{"op": "remove", "path": "/resource/case"},
		{"op": "add", "path": "/context/share/area", "value": "la:E06000047"},
	])
	[opened.allow, opened.view.ground, opened.view.area] == [true, "referrer", "la:E06000047"]
}

# A deferred request is due at the moment that the decider named.
test_deferred_comes_back_on_its_clock if {
	found := cases.answer("request_defer", [])
	[found.view.next_state, found.view.clock.dues] == ["deferred", {"deferred": "2026-12-01T09:00:00.000Z"}]
	later := cases.answer("request_read_holder", [
		{"op": "add", "path": "/context/facts/state/state", "value": "deferred"},
		{"op": "add", "path": "/context/facts/state/told/review_at", "value": "2026-12-01T10:00:00+01:00"},
	])
	later.view.clock.due == "2026-12-01T09:00:00.000Z"
}

# Opened again, the time to answer begins anew.
test_reopened_begins_anew if {
	reopened := cases.answer("request_lapse", [
		{"op": "add", "path": "/context/facts/state/state", "value": "closed"},
		{"op": "add", "path": "/context/step/step", "value": "reopen"},
	])
	[reopened.view.next_state, reopened.view.clock.dues.overall] == ["requested", "2026-12-04T12:00:00.000Z"]
	after := cases.answer("request_check", cases.set("/context/facts/state/history/-", {
		"n": 2, "step": "reopen", "at": "2026-11-20T11:00:00Z", "by": {"agency": "nhs:X9X9X"},
	}))
	after.view.clock.dues.overall == "2026-12-04T11:00:00.000Z"
}

# The other agency is told when it is its turn, and of nothing that is the holder's own work.
test_the_other_agency_is_told[base] if {
	some base, wanted in {
		"request_return": [{"agency": "la:E06000047", "role": "social_worker"}],
		"request_shared": [{"agency": "la:E06000047", "role": "social_worker"}],
		"request_escalate": [{"agency": "nhs:X9X9X", "role": "safeguarding_nurse"}],
		"request_check": [],
	}
	cases.answer(base, []).view.tells == wanted
}

test_nobody_is_told_where_it_does_not_move if {
	found := cases.answer("request_check", [
		{"op": "add", "path": "/context/step", "value": {"step": "pause", "pause": "police_operation", "reasons": {"given": true, "length": 9}, "checks": []}},
		{"op": "add", "path": "/context/step/pause", "value": _any_pause},
	])
	found.allow == true
	not found.view.tells
}

_any_pause := max(object.keys(data.proviso.reference.pause_reasons))

# Whoever asked follows where it stands and whose turn it is; the holder's clocks are not told to it.
test_the_requester_follows if {
	found := cases.answer("request_read_requester", [])
	found.allow == true
	not found.view.due
	"shared" in {step.step | some step in found.view.next}
}

# A request ends where both have had their say: every way out of it is in the scheme's data.
test_every_state_has_a_way_out[name] if {
	some name in {state | some state, entry in data.proviso.schemes.sharing_request.states; not entry.final}
	some code, step in data.proviso.schemes.sharing_request.steps
	not code in {"emergency", "pause", "resume"}
	step.from[name] == true
}

# In immediate danger either agency calls it, it is answered at once, and the decision is recorded within a day.
test_in_immediate_danger_it_is_answered_at_once[base] if {
	some base in {"request_check", "request_escalate", "request_lapse"}
	found := cases.answer(base, cases.set("/context/step", _emergency_of_a_request))
	[found.view.next_state, found.view.clock.dues] == ["immediate_danger", {
		"immediate_danger": "2026-11-20T13:00:00.000Z",
		"overall": "2026-12-03T09:00:00.000Z",
		"record:decision": "2026-11-21T12:00:00.000Z",
	}]
}

test_shared_from_immediate_danger if {
	found := cases.answer("request_shared", cases.set("/context/facts/state/state", "immediate_danger"))
	found.view.next_state == "shared"
}

# It is not closed before that record is made.
test_not_closed_before_the_decision_is_recorded if {
	closing := [
		{"op": "add", "path": "/context/facts/state/state", "value": "received"},
		{"op": "add", "path": "/context/facts/state/history/3", "value": {
			"n": 4, "step": "emergency", "at": "2026-11-20T10:00:00Z", "by": {},
		}},
		{"op": "add", "path": "/context/step/step", "value": "close"},
	]
	cases.codes(cases.answer("request_lapse", closing)) == ["emergency_records_missing"]
	late := {"step": "late_decision", "reasons": {"given": true, "length": 9}, "checks": [], "tests": {
		"lawful": true, "necessary": true, "proportionate": true,
	}}
	recorded := cases.answer("request_lapse", array.concat(closing, cases.set("/context/step", late)))
	[recorded.allow, recorded.view.next_state] == [true, "received"]
	after := cases.set("/context/facts/state/history/-", {"n": 5, "step": "late_decision", "at": "2026-11-20T11:00:00Z", "by": {}})
	cases.answer("request_lapse", array.concat(closing, after)).view.next_state == "closed"
}

_emergency_of_a_request := {"step": "emergency", "reasons": {"given": true, "length": 9}, "checks": []}
