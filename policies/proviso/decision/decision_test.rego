package proviso.decision_test

import data.testing.cases

# The answer has exactly these members, whatever is asked.
test_decision_shape[base] if {
	some base in {"share", "read", "list", "inbox", "replay", "open", "step_decision", "undertaking"}
	found := cases.answer(base, [])
	object.keys(found) == {"allow", "reasons", "obligations", "view", "policy_revision"}
	found.allow == true
}

test_decision_shape_refused if {
	found := cases.answer("share", cases.without("/context/facts/client"))
	object.remove(found, ["reasons"]) == {
		"allow": false, "obligations": [], "view": {}, "policy_revision": "unreleased",
	}
	[object.keys(reason) | some reason in found.reasons] == [{"code", "message", "law", "remedy"}]
}

test_decision_carries_the_revision if {
	found := cases.answer("inbox", []) with data.proviso.release.revision as "abc"
	found.policy_revision == "abc"
}

# The example of the specification: all three statements are seen, with the duties that come with it.
test_decision_example_share if {
	found := cases.answer("share", [])
	found == {
		"allow": true,
		"reasons": [],
		"obligations": [
			{"agency": "la:E06000047", "code": "regularise_agreement"},
			{"code": "inform_person", "detail": ["p1"], "due": "2026-11-30T23:59:59Z"},
		],
		"view": {"recipients": [{
			"agency": "force:11", "role": "child_protection", "items": ["s1", "s2", "s3"], "withheld": [],
			"ground": "area_duty", "until": "2027-11-21T09:00:00.000Z",
		}]},
		"policy_revision": "unreleased",
	}
}

# An agreement in force leaves nothing to regularise.
test_decision_agreement_in_force if {
	found := cases.answer("share", cases.set("/context/share/lawful_basis/agreement", true))
	[duty.code | some duty in found.obligations] == ["inform_person"]
}

# A repeated request is answered again only to somebody who may ask.
test_decision_replay[case] if {
	some case, row in {
		"suspended": [cases.set("/context/facts/client/status", "suspended"), ["client_not_active"]],
		"active": [[], []],
	}
	cases.codes(cases.answer("replay", row[0])) == row[1]
}

# All reasons are told, not the first, each with every place it was found at.
test_decision_all_reasons_with_places if {
	found := cases.answer("share", [
		{"op": "add", "path": "/context/share/statements/0/source_given", "value": false},
		{"op": "add", "path": "/context/share/statements/1/source_given", "value": false},
		{"op": "remove", "path": "/context/share/necessity"},
	])
	{reason.code: object.get(reason, "where", []) | some reason in found.reasons} == {
		"less_intrusive_missing": ["necessity/less_intrusive"],
		"necessity_missing": ["necessity/why"],
		"statement_source_missing": ["statements/0/source", "statements/1/source"],
	}
}
