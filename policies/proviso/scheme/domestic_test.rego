package proviso.scheme_test

import data.testing.cases

_domestic := {"dvds_ask", "dvds_know", "dsdas"}

_police_schemes := {code: course | some code, course in data.proviso.schemes; code in _domestic}

_leading_to(course, state) := {[step, code] |
	some step, entry in object.union(course.steps, {"undertaking": course.undertaking})
	some code, outcome in entry.outcomes
	outcome.to == state
}

# No way from decided to disclosed but a signed undertaking, or another officer's decision after a refusal.
test_domestic_no_way_around_the_undertaking[scheme] if {
	some scheme, course in _police_schemes
	_leading_to(course, "delivered") == {["delivery", "delivered"]}
	course.steps.delivery.from == {"delivery_due": true}
	_leading_to(course, "delivery_due") == {["undertaking", "signed"], ["second_decision", "proceed"]}
	course.steps.second_decision.from == {"undertaking_refused": true}
	_leading_to(course, "undertaking_refused") == {["undertaking", "refused"]}
	_leading_to(course, "undertaking_due") == {["decision", "disclose"]}
	course.steps.decision.outcomes.disclose.needs.representations == true
}

# What was disclosed is closed only past its five facts and the safety plan.
test_domestic_no_closure_without_plan[scheme] if {
	some scheme, course in _police_schemes
	ways := {to |
		some entry in course.steps
		entry.from.delivered == true
		some outcome in entry.outcomes
		to := outcome.to
		not outcome.emergency
	}
	ways == {"=", "disclosure_recorded"}
	_leading_to(course, "safety_planned") == {["safety_plan", "recorded"]}
	_leading_to(course, "closed") == {["close", "closed"]}
	not course.steps.close.from.disclosure_recorded
}

# Every state that is no end has a limit, a usual time, a way out and somebody who may take it; and each is reached.
test_domestic_every_state_lives[case] if {
	some scheme, course in _police_schemes
	some name, state in course.states
	case := sprintf("%s %s", [scheme, name])
	_lives(course, name, state)
}

_lives(_, _, state) if state.final == true

_lives(course, name, state) if {
	not state.final
	state.clock
	state.usual_hours
	out := {to |
		some code, entry in object.union(course.steps, {"undertaking": course.undertaking})
		not code in {"emergency", "reassess"}
		entry.from[name] == true
		count(entry.roles) > 0
		some outcome in entry.outcomes
		to := outcome.to
		to != "="
	}
	count(out) > 0
	name in ({course.open.to} | {outcome.to | some entry in object.union(course.steps, {"undertaking": course.undertaking}); some outcome in entry.outcomes})
}

# Danger can be called from every state, also over a freeze, and brings its duties at once.
test_domestic_danger_from_every_state[case] if {
	some scheme, course in _police_schemes
	some name, _ in course.states
	case := sprintf("%s %s", [scheme, name])
	found := cases.answer("dvds_reopen", [
		{"op": "add", "path": "/context/facts/state/scheme", "value": scheme},
		{"op": "add", "path": "/context/facts/state/state", "value": name},
		{"op": "add", "path": "/context/facts/state/frozen", "value": {"by": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F04"}},
		{"op": "add", "path": "/context/step/step", "value": "emergency"},
		{"op": "add", "path": "/context/step/outcome", "value": "immediate_danger"},
	])
	found.view.next_state == "immediate_danger"
	{"complete_paperwork", "tell_forum", "safety_plan", "children_referral"} - {duty.code | some duty in found.obligations} == set()
	{"record:risk_assessment", "record:forum", "record:answer"} - object.keys(found.view.clock.dues) == set()
}

# From danger it is decided at once, and the forum may be told and the risk assessed afterwards.
test_domestic_decided_at_once if {
	found := cases.answer("dvds_decision", [
		{"op": "add", "path": "/context/facts/state/state", "value": "immediate_danger"},
		{"op": "add", "path": "/context/step/representations/reason", "value": "urgent"},
	])
	[found.allow, found.view.next_state, found.view.use_limited_to] == [true, "undertaking_due", "p2"]
}

# A disclosure raises the duty of a safety plan, and where there are children of a referral.
test_domestic_duties_of_a_disclosure if {
	{duty.code | some duty in cases.answer("dvds_delivery", []).obligations} == {"next_step_due", "safety_plan", "children_referral"}
	without := cases.answer("dvds_delivery", [
		{"op": "add", "path": "/context/facts/state/children", "value": []},
		{"op": "remove", "path": "/context/facts/state/people/p4"},
	])
	{duty.code | some duty in without.obligations} == {"next_step_due", "safety_plan"}
}

# Whoever applied for somebody else hears the same words in every state, whatever was decided; told only if decided.
test_domestic_third_party_hears_the_same[state] if {
	some state, _ in data.proviso.schemes.dvds_ask.states
	read := json.patch(cases.based("disclosure_read"), [
		{"op": "replace", "path": "/context/facts/state", "value": object.union(cases.based("dvds_delivery").context.facts.state, {"state": state})},
		{"op": "replace", "path": "/subject", "value": cases.based("dvds_decision").subject},
	])
	found := data.proviso.decision.decision with input as read
	found.view.applicant_notice == data.proviso.schemes.dvds_ask.applicant_notice.constant
}

test_domestic_applicant_who_is_told if {
	found := cases.answer("dvds_decision", [
		{"op": "add", "path": "/context/step/recipient", "value": "p1"},
		{"op": "add", "path": "/context/step/best_placed", "value": "protector_of_adult"},
	])
	[found.allow, found.view.applicant_notice] == [true, data.proviso.schemes.dvds_ask.applicant_notice.recipient]
}

# A partner agency triggers the right to know with the force of its area, and follows nothing of it.
test_domestic_right_to_know if {
	found := cases.answer("dvds_open_know", [])
	[found.view.state, found.view.holder, found.view.ground, found.view.holder_ground, found.view.inbox_role] == [
		"triggered", "force:11", "referrer", "police_case", "domestic_abuse",
	]
	followed := json.patch(cases.based("disclosure_read"), [
		{"op": "replace", "path": "/subject", "value": cases.based("dvds_open_know").subject},
		{"op": "add", "path": "/context/facts/state/scheme", "value": "dvds_know"},
		{"op": "add", "path": "/context/facts/state/state", "value": "triggered"},
		{"op": "add", "path": "/context/facts/state/requester", "value": "la:E06000047"},
		{"op": "add", "path": "/context/facts/involvements/la:E06000047", "value": {"agency": "la:E06000047", "grounds": [{"ground": "referrer", "from": "2026-11-20T10:05:00Z", "by": "la:E06000047"}]}},
	])
	refused := data.proviso.decision.decision with input as followed
	[refused.allow, cases.codes(refused)] == [false, ["not_found"]]
}

# An application that dropped out still ends in a decision about the risk.
test_domestic_dropped_out_is_decided[state] if {
	some state in {"withdrawn", "uncontactable", "identity_failed"}
	decided := cases.answer("dvds_risk_decision", cases.set("/context/facts/state/state", state))
	decided.view.next_state == "no_further_action"
	assessed := cases.answer("dvds_risk", cases.set("/context/facts/state/state", state))
	assessed.view.next_state == "risk_assessed"
	{[step, to] |
		some step, entry in data.proviso.schemes.dvds_ask.steps
		entry.from[state] == true
		some outcome in entry.outcomes
		to := outcome.to
		to in {"closed", "no_further_action"}
	} == {["risk_decision", "no_further_action"]}
}

# In Scotland: the same rules read other data, so a scheme needs nothing but its data, under whatever name it stands.
test_another_domestic_scheme_needs_data_alone[base] if {
	some base in {"dsdas_open", "dsdas_open_tell", "dsdas_checks", "dsdas_checks_tell"}
	copied := object.union(data.proviso.schemes, {"of_another_nation": data.proviso.schemes.dsdas})
	renamed := cases.answer(base, _renamed(base)) with data.proviso.schemes as copied
	renamed == cases.answer(base, [])
	renamed.allow == true
	cases.answer(base, _renamed(base)).allow == false
}

_renamed(base) := cases.set("/context/application/scheme", "of_another_nation") if startswith(base, "dsdas_open")

_renamed(base) := cases.set("/context/facts/state/scheme", "of_another_nation") if startswith(base, "dsdas_checks")

# What every step of these schemes that counts asks for, and who is apart from whom.
test_domestic_guards[case] if {
	some scheme, course in _police_schemes
	some step, guards in {
		"delivery": {
			"in_person", "nothing_left", "warnings_read", "present_recorded", "present_bound", "items_as_undertaken",
			"identity_verified", "undertaking_signed_or_second_decision", "words_recorded", "use_limited", "recipient_as_decided",
		},
		"disclosure_record": {"five_facts"},
		"late_disclosure_record": {"five_facts"},
		"safety_plan": {"plan_recorded", "children_referred"},
		"risk_assessment": {"minimum_searches", "risk_graded"},
		"late_risk_assessment": {"minimum_searches", "risk_graded"},
		"decision": {"reasons", "pressing_need_answered", "apart:opener"},
		"second_decision": {"reasons", "apart:opener", "apart:decider"},
		"freeze_decision": {"frozen", "reasons", "apart:reporter"},
		"close": {"reasons", "five_facts_if_delivered", "emergency_recorded"},
		"reopen": {"reasons"},
	}
	case := sprintf("%s %s", [scheme, step])
	entry := course.steps[step]
	guards - (object.keys(entry.needs) | {sprintf("apart:%s", [part]) | some part, _ in entry.separate_from}) == set()
}

test_domestic_records_after_danger[scheme] if {
	some scheme, course in _police_schemes
	{"risk_assessment", "forum", "answer"} == object.keys(course.emergency_records)
}

# Whoever opened it decides neither whether to disclose nor that no more is done.
test_domestic_opener_does_not_decide[base] if {
	some base in {"dvds_decision", "dvds_not_disclose", "dvds_risk_decision"}
	found := cases.answer(base, cases.set("/context/facts/state/opened_by", "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F04"))
	cases.codes(found) == ["other_officer_needed"]
}

# The subject may be asked for representations before it is decided; it is decided once they have been considered.
test_domestic_representations_sought if {
	sought := cases.answer("dvds_decision", [
		{"op": "add", "path": "/context/step", "value": {"step": "seek_representations", "outcome": "sought", "reasons": {"given": true, "length": 20}}},
	])
	[sought.allow, sought.view.next_state] == [true, "representations_awaited"]
	considered := [
		{"op": "add", "path": "/context/facts/state/state", "value": "representations_awaited"},
		{"op": "add", "path": "/context/step/representations", "value": {"sought": true, "considered": true}},
	]
	cases.answer("dvds_decision", considered).view.next_state == "undertaking_due"
	unread := array.concat(considered, cases.set("/context/step/representations/considered", false))
	cases.codes(cases.answer("dvds_decision", unread)) == ["representations_missing"]
}
