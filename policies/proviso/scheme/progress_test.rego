package proviso.scheme_test

import data.testing.cases

_constant := data.proviso.schemes.csods.applicant_notice.constant

# What is open next, for whom, with which outcomes, and which limits run: read off the scheme's data.
test_view_opened if {
	found := cases.answer("open", []).view
	object.filter(found, ["state", "ground", "holder", "applicant_notice", "due", "outlook"]) == {
		"state": "received",
		"ground": "police_case",
		"holder": "force:11",
		"applicant_notice": _constant,
		"due": "2026-11-21T10:00:00.000Z",
		"outlook": {"remaining_hours": 1, "longest_step_ahead_hours": 120, "at_risk": false},
	}
	{step.step | some step in found.next} == {"emergency", "initial_assessment", "pause", "resume", "uncontactable", "withdraw"}
	{"step": "withdraw", "roles": ["child_protection", "contact_officer"], "outcomes": ["withdrawn"]} in found.next
}

# An undertaking is listed like a step.
test_view_undertaking_is_next if {
	found := cases.answer("step_decision", [])
	found.view.next_state == "undertaking_due"
	{"step": "undertaking", "roles": ["child_protection", "disclosure_authority"], "outcomes": ["refused", "signed"]} in found.view.next
}

# Where each outcome leads.
test_next_state[case] if {
	some case, row in {
		"out of scope": ["step_initial_assessment", {"step": "initial_assessment", "outcome": "out_of_scope"}, "out_of_scope"],
		"danger at once": ["step_initial_assessment", {"step": "initial_assessment", "outcome": "immediate_danger"}, "immediate_danger"],
		"withdrawn": ["step_interview", {"step": "interview", "outcome": "withdrawn"}, "withdrawn"],
		"identity failed": ["step_interview_failed", {}, "identity_failed"],
		"not disclosed": ["step_not_disclose", {}, "not_disclosed"],
		"check leaves the state": ["step_identity_check", {}, "undertaking_due"],
		"second decision": ["step_second_decision", {}, "delivery_due"],
		"withheld": ["step_second_decision", {"outcome": "withhold"}, "withheld"],
		"delivered": ["step_delivery", {}, "delivered"],
		"recorded": ["step_disclosure_record", {}, "disclosure_recorded"],
		"closed": ["step_close", {}, "closed"],
		"outcome given": ["step_outcome_given", {}, "outcome_given"],
		"emergency": ["step_emergency", {}, "immediate_danger"],
		"signed": ["undertaking", {}, "delivery_due"],
	}
	found := cases.answer(row[0], _changed(row[1]))
	[found.allow, found.view.next_state] == [true, row[2]]
}

_changed(members) := [{"op": "add", "path": sprintf("/context/step/%s", [name]), "value": value} | some name, value in members]

test_next_state_undertaking_refused if {
	found := cases.answer("undertaking", cases.set("/context/undertaking/outcome", "refused"))
	[found.allow, found.view.next_state] == [true, "undertaking_refused"]
}

# Identity failed, and withdrawn: the risk is assessed all the same.
test_risk_assessed_without_the_applicant[state] if {
	some state in {"identity_failed", "withdrawn", "immediate_danger", "interviewed"}
	found := cases.answer("step_risk_assessment", cases.set("/context/facts/state/state", state))
	[found.allow, found.view.next_state] == [true, "risk_assessed"]
}

# From immediate danger it is decided at once; the other officer and the reasons are still needed.
test_decided_at_once if {
	found := cases.answer("step_decision", cases.set("/context/facts/state/state", "immediate_danger"))
	[found.allow, found.view.next_state] == [true, "undertaking_due"]
}

# An emergency can be called from every state of the scheme.
test_emergency_from_every_state[state] if {
	some state, _ in data.proviso.schemes.csods.states
	found := cases.answer("step_emergency", cases.set("/context/facts/state/state", state))
	[found.allow, found.view.next_state, found.view.due] == [true, "immediate_danger", "2026-11-22T09:00:00.000Z"]
}

# The applicant hears the same, however it ends and whatever is held.
test_notice_is_constant[case] if {
	some case, base in {
		"opened": "open", "assessed": "step_initial_assessment", "decided": "step_decision",
		"not disclosed": "step_not_disclose", "delivered": "step_delivery", "closed": "step_close",
		"read": "disclosure_read", "undertaking": "undertaking",
	}
	cases.answer(base, []).view.applicant_notice == _constant
}

# Unless the applicant is the decided recipient.
test_notice_of_the_decided_recipient if {
	found := cases.answer("step_decision", [
		{"op": "add", "path": "/context/step/recipient", "value": "p1"},
		{"op": "add", "path": "/context/step/best_placed", "value": "carer"},
	])
	found.view.applicant_notice == data.proviso.schemes.csods.applicant_notice.recipient
	read := cases.answer("disclosure_read", [
		{"op": "add", "path": "/context/facts/state/state", "value": "delivery_due"},
		{"op": "add", "path": "/context/facts/state/recipient", "value": "p1"},
	])
	read.view.applicant_notice == data.proviso.schemes.csods.applicant_notice.recipient
}

_with(path, value) := {"csods": json.patch(data.proviso.schemes.csods, cases.set(path, value))}

# A clock can count working days.
test_due_in_working_days if {
	found := cases.answer("open", []) with data.proviso.schemes as _with("/states/received/clock", {"working_days": 1, "from": "opened"})
	found.view.due == "2026-11-23T10:00:00.000Z"
}

# A scheme that runs elsewhere, or that a role may not follow, is refused in its own words.
test_scheme_of_other_nation if {
	found := cases.answer("open", []) with data.proviso.schemes as _with("/jurisdiction", {"scotland": true})
	cases.codes(found) == ["scheme_of_other_nation"]
}

test_scheme_role_may_not_read if {
	found := cases.answer("disclosure_read", []) with data.proviso.schemes as _with("/read_roles", {"child_protection": true})
	cases.codes(found) == ["scheme_role_may_not_read"]
}

# A scheme that has ended cannot be applied to.
test_scheme_not_in_force if {
	found := cases.answer("open", []) with data.proviso.schemes as _with("/effective_to", "2026-11-20")
	cases.codes(found) == ["scheme_unknown"]
}

# Another scheme, or a force's variant, is data: here one of two steps.
test_another_scheme_needs_no_rule if {
	another := {
		"case_ground": "police_case",
		"effective_from": "2020-01-01", "jurisdiction": {"england": true}, "agency_kinds": {"police": true},
		"open": {"to": "asked", "roles": {"contact_officer": true}, "needs": {"concern_given": true}},
		"overall": {"title": "All", "stops": {"answered": true}, "versions": {"2020-01-01": {"days": 2}}},
		"emergency_records": {}, "use_limited_to": "nothing",
		"states": {"asked": {}, "answered": {}},
		"steps": {"answer": {
			"from": {"asked": true}, "roles": {"contact_officer": true}, "separate_from": {}, "groups": {}, "needs": {"reasons": true},
			"outcomes": {"yes": {"to": "answered", "needs": {}}},
		}},
		"undertaking": {"from": {}, "roles": {}, "outcomes": {}},
		"applicant_notice": {"constant": "Wait.", "recipient": "Come.", "recipient_states": {}},
	}
	opened := cases.answer("open", cases.set("/context/application/scheme", "other")) with data.proviso.schemes.other as another
	opened.view.next == [{"step": "answer", "roles": ["contact_officer"], "outcomes": ["yes"]}]
	[opened.view.state, opened.view.due] == ["asked", "2026-11-22T10:00:00.000Z"]
	stepped := cases.answer("step_emergency", [
		{"op": "add", "path": "/context/facts/state/scheme", "value": "other"},
		{"op": "add", "path": "/context/facts/state/state", "value": "asked"},
		{"op": "add", "path": "/context/step/step", "value": "answer"},
		{"op": "remove", "path": "/context/step/outcome"},
	]) with data.proviso.schemes.other as another
	stepped.view == {
		"next_state": "answered", "applicant_notice": "Wait.", "next": [],
		"clock": {"dues": {}, "paused": false},
	}
}
