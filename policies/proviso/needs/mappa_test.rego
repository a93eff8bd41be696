package proviso.needs_test

import data.testing.cases

# Each reason of reasons_of_mappa.rego: refused for exactly the reasons the table says, allowed when remedied.
test_mappa_refused_and_remedied[case] if {
	some case, row in data.testing.more.mappa.remedies
	cases.holds(row)
}

# Every step of the third-party disclosure, from consideration to closure, may be taken as it stands.
test_mappa_base_is_allowed[name] if {
	some name, _ in data.testing.more.mappa.base
	cases.answer(name, []).allow == true
}

# The offender is told or not, and each way leads to the undertaking.
test_mappa_subject_step_leads_on[name] if {
	some name in ["mappa_subject_told", "mappa_subject_not_told"]
	cases.answer(name, []).view.next_state == "undertaking_due"
}

# In immediate danger an owner's refusal does not stop a warning that saves a life; the owner is told afterwards.
test_mappa_owner_in_immediate_danger if {
	found := cases.answer("mappa_decision", [
		{"op": "replace", "path": "/context/facts/state/state", "value": "immediate_danger"},
		{"op": "remove", "path": "/context/step/forum"},
		{"op": "replace", "path": "/context/facts/state/emergency", "value": true},
		{"op": "replace", "path": "/context/step/owners/0/permission", "value": false},
	])
	[found.allow, found.view.next_state] == [true, "subject_due"]
}

# A voluntary body becomes a body of MAPPA only where it is brought in, so its worker can be told as a third party.
test_mappa_worker_of_a_voluntary_body_is_a_third_party if {
	cases.answer("mappa_decision", cases.set("/context/step/acts_for", "charity:9999001")).allow == true
}

# No clock of the scheme runs from its opening: a review after months begins with a full limit of its own.
test_mappa_clock_begins_with_each_state if {
	found := cases.answer("mappa_no_proposal", cases.set("/context/facts/state/opened_at", "2025-01-01T09:00:00Z"))
	found.view.clock.dues == {"not_proposed": "2027-02-13T09:00:00.000Z"}
}
