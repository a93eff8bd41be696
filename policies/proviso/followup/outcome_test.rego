package proviso.followup_test

import data.testing.base
import data.testing.cases

_state := data.testing.more.followup.base.outcome.context.facts.state

_by(agency, role, code) := {
	"n": 1, "step": "outcome", "outcome": code, "at": "2026-11-20T17:00:00.000Z", "decision": "01JDEC00000000000000000002",
	"by": {"person": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F01", "agency": agency, "role": role},
}

# Received alone leaves the clock as it is; every other outcome stops it.
test_outcome_and_clock[code] if {
	some code, row in {
		"received": ["awaiting_answer", _state.clock],
		"accepted": ["answered", {"dues": {}, "paused": false}],
		"not_ours": ["answered", {"dues": {}, "paused": false}],
		"action_taken": ["answered", {"dues": {}, "paused": false}],
	}
	found := cases.answer("outcome", [
		{"op": "add", "path": "/context/outcome/outcome", "value": code},
		{"op": "add", "path": "/context/outcome/words", "value": {"given": true, "length": 9}},
	])
	[found.allow, found.view.next_state, found.view.clock] == [true, row[0], row[1]]
}

_police := [
	{"op": "add", "path": "/subject/properties", "value": object.union(
		base.read.subject.properties,
		{"client": "client:desk"},
	)},
	{"op": "add", "path": "/context/facts/involvements", "value": base.read.context.facts.involvements},
]

# Another recipient's answer is its own: the council's clock goes on, and the queue still says who answers.
test_outcome_of_another_recipient if {
	found := cases.answer("outcome", _police)
	[found.allow, found.view.next_state, found.view.clock, found.view.next] == [
		true, "awaiting_answer", _state.clock, [{"step": "outcome", "roles": ["social_worker"]}],
	]
}

# Each agency goes its own way through the outcomes: what the police said does not stand in the council's way.
test_outcome_after_anothers if {
	said := [_by("force:11", "child_protection", "action_taken")]
	found := cases.answer("outcome", cases.set("/context/facts/state/history", said))
	[found.allow, found.view.next_state] == [true, "answered"]
}

# What follows on what, for one agency.
test_outcome_order[last] if {
	some last, possible in {
		"nothing": {"received", "accepted", "not_ours", "action_taken"},
		"received": {"accepted", "not_ours", "action_taken"},
		"accepted": {"not_ours", "action_taken"},
		"not_ours": {"accepted"},
		"action_taken": set(),
	}
	history := [_by("la:E06000047", "social_worker", code) | code := last; code != "nothing"]
	possible == {code |
		some code, _ in data.proviso.reference.share_outcomes
		found := cases.answer("outcome", [
			{"op": "add", "path": "/context/facts/state/history", "value": history},
			{"op": "add", "path": "/context/outcome", "value": {"outcome": code, "words": {"given": true, "length": 9}}},
		])
		found.allow
	}
}

# A share in a case has no clock; whoever received it can say what became of it all the same.
test_outcome_without_a_state[code] if {
	some code, next_state in {"received": "awaiting_answer", "accepted": "answered"}
	found := cases.answer("outcome", [
		{"op": "remove", "path": "/context/facts/state"},
		{"op": "add", "path": "/context/outcome/outcome", "value": code},
	])
	[found.allow, found.view] == [true, {
		"next_state": next_state, "holder": "la:E06000047",
		"tells": [{"agency": "school:999001", "role": "safeguarding_lead"}],
	}]
}
