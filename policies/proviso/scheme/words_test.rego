package proviso.scheme_test

import data.testing.cases

# The holder opens the request for the role that was told, and for roles that need all of what was told.
test_the_holder_opens_what_was_told if {
	cases.answer("request_read_holder", []).allow == true
	needs_all := cases.answer("request_read_holder", cases.set("/context/facts/state/told/telling/to_role", "support_worker"))
	needs_all.allow == true
}

# The requester opens its own request and its own steps, and what the holder addressed to it.
test_the_requester_opens_its_own[step] if {
	some step, by in {"complete": "la:E06000047", "return": "nhs:X9X9X", "no_trace": "nhs:X9X9X"}
	found := cases.answer("request_read_requester", [
		{"op": "add", "path": "/context/facts/state/history/0", "value": {"n": 1, "step": step, "by": {"agency": by}}},
		{"op": "add", "path": "/context/open", "value": 1},
	])
	found.allow == true
}

# The holder opens every step, the requester's among them.
test_the_holder_opens_every_step if {
	cases.answer("request_read_holder", cases.set("/context/open", 2)).allow == true
}

# A step that does not exist is nobody's for the requester.
test_no_such_step if {
	cases.codes(cases.answer("request_read_requester", cases.set("/context/open", 9))) == ["step_words_not_yours"]
}

# Under any other scheme the application is open to whoever may read it.
test_application_of_another_scheme if {
	cases.answer("disclosure_read", cases.set("/context/open", 0)).allow == true
}
