package proviso.followup_test

import data.testing.cases

_history := [
	_by("la:E06000047", "social_worker", "received"),
	object.union(_by("force:11", "child_protection", "accepted"), {"n": 2}),
	object.union(_by("la:E06000047", "social_worker", "accepted"), {"n": 3}),
]

_read_by(agency, role) := [
	{"op": "add", "path": "/subject/properties/agency", "value": agency},
	{"op": "add", "path": "/subject/properties/role", "value": role},
	{"op": "add", "path": "/subject/properties/issuer", "value": sprintf("https://id.sandbox.example/%s", [replace(agency, ":", "-")])},
	{"op": "add", "path": "/context/facts/involvements", "value": {agency: {"agency": agency, "grounds": [{
		"ground": "received", "from": "2026-11-20T16:00:00Z", "by": "school:999001",
	}]}}},
	{"op": "add", "path": "/context/facts/state/history", "value": _history},
]

# The sender's role sees every answer, a recipient's role what its own agency said.
test_answers_seen[agency] if {
	some agency, row in {
		"school:999001": ["safeguarding_lead", [1, 2, 3]],
		"la:E06000047": ["social_worker", [1, 3]],
		"force:11": ["child_protection", [2]],
	}
	found := cases.answer("answers_read", _read_by(agency, row[0]))
	[found.allow, found.view.outcomes] == [true, row[1]]
}

# By when it must be answered is told to the sender and to the council that answers, to nobody else.
test_answer_awaited[agency] if {
	some agency, row in {
		"school:999001": ["safeguarding_lead", {
			"state": "awaiting_answer", "agency": "la:E06000047", "due": "2026-11-23T16:00:00.000Z",
		}],
		"la:E06000047": ["social_worker", {
			"state": "awaiting_answer", "agency": "la:E06000047", "due": "2026-11-23T16:00:00.000Z",
		}],
		"force:11": ["child_protection", "not told"],
	}
	found := cases.answer("answers_read", array.concat(
		cases.set("/context/facts/state", data.testing.more.followup.base.outcome.context.facts.state),
		_read_by(agency, row[0]),
	))
	[found.allow, object.get(found.view, "answer", "not told")] == [true, row[1]]
}

# A share of which nothing was said shows no answers.
test_answers_of_none if {
	found := cases.answer("answers_read", cases.without("/context/facts/state"))
	found.view == {"items": ["s1", "s2"], "outcomes": []}
}

# The record of a change is for every role of the agencies it concerns; that of an attachment for the referral's roles.
test_note_without_roles if {
	found := cases.answer("note_read", [
		{"op": "add", "path": "/context/facts/record/kind", "value": "involvement_change"},
		{"op": "add", "path": "/context/facts/record/readers", "value": [{"agency": "la:E06000047"}]},
	])
	[found.allow, found.view] == [true, {"items": [], "outcomes": []}]
}
