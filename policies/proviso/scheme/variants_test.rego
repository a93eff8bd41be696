package proviso.scheme_test

import data.testing.cases

# A force with a variant in force runs that; before its first day, and everybody else, the scheme.
test_variant_of_the_force[case] if {
	some case, row in {
		"its own": ["force:13", "2026-11-21T09:00:00Z", 7],
		"before its day": ["force:13", "2026-03-31T09:00:00Z", 10],
		"another's": ["force:11", "2026-11-21T09:00:00Z", 10],
	}
	force := {"agency": row[0], "grounds": [{"ground": "police_case", "from": "2026-01-01T09:00:00Z", "by": row[0]}]}
	read := cases.answer("disclosure_read", [
		{"op": "add", "path": "/context/now", "value": row[1]},
		{"op": "add", "path": "/context/facts/state/agency", "value": row[0]},
		{"op": "add", "path": "/context/facts/state/state", "value": "assessed"},
		{"op": "add", "path": "/context/facts/state/opened_at", "value": "2026-03-01T09:00:00Z"},
		{"op": "add", "path": "/context/facts/involvements", "value": {row[0]: force}},
		{"op": "add", "path": "/subject/properties/agency", "value": row[0]},
		{"op": "add", "path": "/subject/properties/issuer", "value": sprintf("https://id.sandbox.example/%s", [replace(row[0], ":", "-")])},
	])
	read.view.clock.dues.assessed == data.proviso.lib.dates.days_after("2026-03-01T09:00:00Z", row[2])
}

_taken(who, step, state) := cases.answer(who, array.concat(
	[{"op": "add", "path": sprintf("/context/step/%s", [name]), "value": value} | some name, value in step],
	[{"op": "add", "path": sprintf("/context/facts/state/%s", [name]), "value": value} | some name, value in state],
))

# Work goes on only where it stood still.
test_resume_ends_a_pause[case] if {
	some case, row in {
		"paused": [[{"from": "2026-11-20T11:00:00Z", "reason": "awaiting_partner"}], []],
		"gone on": [[{"from": "2026-11-20T11:00:00Z", "reason": "awaiting_partner", "until": "2026-11-20T12:00:00Z"}], ["step_incomplete"]],
		"never": [[], ["step_incomplete"]],
	}
	found := _taken("step_second_decision", {"step": "resume", "outcome": "resumed"}, {"state": "delivery_due", "pauses": row[0]})
	cases.codes(found) == row[1]
}

# Whoever applied hears more only as the recipient, whatever their role is called.
test_notice_of_the_person_at_risk_who_applied if {
	read := cases.answer("disclosure_read", [
		{"op": "add", "path": "/context/facts/state/state", "value": "delivery_due"},
		{"op": "add", "path": "/context/facts/state/recipient", "value": "p4"},
		{"op": "add", "path": "/context/facts/state/applicant", "value": "p4"},
	])
	read.view.applicant_notice == data.proviso.schemes.csods.applicant_notice.recipient
}

# A duty for the children is owed where there are children, by reference or by role, and nowhere else.
test_children_are_referred[case] if {
	some case, row in {
		"by reference": [["p9"], {"p4": "parent"}, 1],
		"by role": [[], {"p9": "child"}, 1],
		"none": [[], {"p4": "parent"}, 0],
	}
	found := {duty.code | some duty in data.proviso.scheme.obligations} with input as json.patch(
		cases.based("step_delivery"),
		[
			{"op": "add", "path": "/context/facts/state/children", "value": row[0]},
			{"op": "add", "path": "/context/facts/state/people", "value": row[1]},
		],
	)
		with data.proviso.schemes as {"csods": json.patch(
			data.proviso.schemes.csods,
			[{"op": "add", "path": "/steps/delivery/outcomes/delivered/obligations/0/when", "value": "children"}],
		)}
	count(found & {"safety_referral"}) == row[2]
}
