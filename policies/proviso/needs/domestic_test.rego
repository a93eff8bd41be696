package proviso.needs_test

import data.testing.cases

# Every base input of the domestic abuse schemes is allowed as it stands.
test_domestic_bases_allowed[name] if {
	some name, _ in data.testing.more.dvds.base
	cases.answer(name, []).allow == true
}

# Every row of the domestic abuse schemes: refused for exactly its reasons, allowed when its remedy is followed.
test_domestic_refused_and_remedied[case] if {
	some case, row in data.testing.more.dvds.remedies
	cases.holds(row)
}

# Children count whether the application lists them or only names their role; without any nobody is referred.
test_children_referred[case] if {
	some case, row in {
		"listed": [{"p4": "other_adult"}, ["p4"], ["children_not_referred"]],
		"by role": [{"p4": "child"}, [], ["children_not_referred"]],
		"none": [{"p5": "parent"}, [], []],
	}
	found := cases.answer("dvds_safety_plan", [
		{"op": "add", "path": "/context/facts/state/people", "value": object.union({"p2": "person_at_risk"}, row[0])},
		{"op": "add", "path": "/context/facts/state/children", "value": row[1]},
		{"op": "add", "path": "/context/step/plan/referrals", "value": []},
	])
	cases.codes(found) == row[2]
}

# A search that is no place to search, and a finding in place of one, make up no search.
test_searches_are_of_places[checks] if {
	some checks in [["moonlight"], ["both_sixteen_or_over"], ["pnc", "pnd", "visor", "moonlight"]]
	found := cases.answer("dvds_risk", cases.set("/context/step/checks", checks))
	cases.codes(found) == ["minimum_searches_missing"]
}

# A scheme without a list of least searches cannot say that they were made.
test_minimum_searches_without_a_list if {
	course := json.patch(data.proviso.schemes.dvds_ask, cases.without("/minimum_checks"))
	found := cases.answer("dvds_risk", []) with data.proviso.schemes as {"dvds_ask": course}
	cases.codes(found) == ["minimum_searches_missing"]
}

# Whoever is recorded as applicant applied, whatever the role among the people says.
test_applicant_recorded_without_the_role if {
	found := cases.answer("dsdas_checks_tell", cases.set("/context/facts/state/applicant", "p2"))
	cases.codes(found) == ["checks_in_presence", "step_incomplete"]
}
