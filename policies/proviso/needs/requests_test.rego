package proviso.needs_test

import data.testing.cases

# Each reason of reasons_of_requests.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_requests_refused_and_remedied[case] if {
	some case, row in cases.about({
		"missing_not_named", "searches_not_recorded", "share_tests_missing", "share_tests_not_met",
		"refusal_ground_missing", "refusal_barred_by_duty", "review_not_set", "answer_not_shared",
		"escalation_level_wrong", "limit_not_passed", "application_incomplete", "step_incomplete",
		"reasons_missing", "other_officer_needed",
	})
	cases.holds(row)
}

# Where nobody is obliged, any ground of the list will do.
test_without_a_duty_any_ground if {
	found := cases.answer("request_decide_not", [
		{"op": "remove", "path": "/context/facts/state/told/asked/gateway"},
		{"op": "add", "path": "/context/step/refusal", "value": "not_proportionate"},
	])
	found.allow == true
}

# At the last level a difference can be put again, since there is none above it.
test_the_last_level_again if {
	found := cases.answer("request_escalate", [
		{"op": "add", "path": "/context/facts/state/told/escalation", "value": "partnership"},
		{"op": "add", "path": "/context/step/escalation", "value": "partnership"},
	])
	found.allow == true
}

_commenced := json.patch(data.proviso.reference.enactments, cases.set("/Children Act 2004 s.16LA/effective_from", "2026-11-20"))

# From its first day the duty to share asks the test of detriment of whoever declines, and not a day before.
test_declining_answers_the_test_of_detriment if {
	today := cases.answer("request_decide_not", []) with data.proviso.reference.enactments as _commenced
	cases.codes(today) == ["detriment_not_answered"]
	day_before := cases.answer("request_decide_not", cases.set("/context/now", "2026-11-19T23:00:00Z")) with data.proviso.reference.enactments as _commenced
	day_before.allow == true
	answered := cases.answer("request_decide_not", cases.set("/context/step/detriment", false)) with data.proviso.reference.enactments as _commenced
	answered.allow == true
}

# It is about a child's welfare: declining to share about an adult asks for no such test.
test_no_test_of_detriment_about_an_adult if {
	changes := cases.set("/context/facts/state/people", {"p1": "adult_at_risk"})
	found := cases.answer("request_decide_not", changes) with data.proviso.reference.enactments as _commenced
	found.allow == true
}
