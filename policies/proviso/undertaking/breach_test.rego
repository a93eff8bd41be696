package proviso.undertaking_test

import data.proviso.schemes
import data.testing.cases

# Each reason of breach.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_breach_refused_and_remedied[case] if {
	some case, row in cases.about({"undertaking_of_other_request", "breach_incomplete"})
	cases.holds(row)
}

# A report is allowed, brings the duty of 72 hours from when it became known, and leaves only what goes over the freeze.
test_breach_view_and_duty if {
	found := cases.answer("breach", [])
	[found.allow, [step.step | some step in found.view.next], found.obligations] == [
		true,
		["emergency", "freeze_decision"],
		[{"agency": "force:11", "code": "breach_incident", "detail": ["passed_on"], "due": "2026-11-24T08:00:00.000Z"}],
	]
}

# Another report on a request that already stands still is recorded.
test_breach_reported_again if {
	frozen := {"by": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F04", "at": "2026-11-21T08:30:00Z", "incident": "x", "undertaking": "y"}
	cases.answer("breach", cases.set("/context/facts/state/frozen", frozen)).allow == true
}

# Whoever made a request may follow it, and does not report on it.
test_breach_not_by_holder if {
	requested := [
		{"op": "add", "path": "/context/facts/state/agency", "value": "force:14"},
		{"op": "add", "path": "/context/facts/state/requester", "value": "force:11"},
	]
	followed := object.union(schemes, {"csods": {"requester_reads": {"child_protection": true}}})
	found := cases.answer("breach", requested) with data.proviso.schemes as followed
	[found.allow, cases.codes(found)] == [false, ["breach_not_by_holder"]]
}
