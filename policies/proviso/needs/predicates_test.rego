package proviso.needs_test

import data.testing.cases

# Representations that were sought and considered are as good as a coded reason why not.
test_representations_considered if {
	found := cases.answer("step_decision", cases.set("/context/step/representations", {"sought": true, "considered": true}))
	found.allow == true
}

# Without a conviction there is no presumption, and it may be disclosed all the same.
test_discretion_without_conviction if {
	cases.answer("step_decision", cases.set("/context/step/tests/conviction", false)).allow == true
}

# Closing what was never delivered needs no five facts.
test_close_not_delivered if {
	found := cases.answer("step_close", [
		{"op": "add", "path": "/context/facts/state/state", "value": "outcome_given"},
		{"op": "add", "path": "/context/facts/state/delivered", "value": false},
		{"op": "add", "path": "/context/facts/state/five_facts", "value": {}},
	])
	[found.allow, found.view.next_state] == [true, "closed"]
}

# A refused undertaking needs no signature.
test_refused_needs_no_signature if {
	found := cases.answer("undertaking", [
		{"op": "add", "path": "/context/undertaking/outcome", "value": "refused"},
		{"op": "remove", "path": "/context/undertaking/signature_method"},
		{"op": "add", "path": "/context/undertaking/warnings_read", "value": []},
	])
	found.allow == true
}
