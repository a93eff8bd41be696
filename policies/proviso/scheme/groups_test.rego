package proviso.scheme_test

import data.testing.cases

# Each reason of groups.rego: refused for exactly the reasons the table says, allowed when its remedy is followed.
test_groups_refused_and_remedied[case] if {
	some case, row in cases.about({"step_brings_what_is_anothers"})
	cases.holds(row)
}

# Only the steps that are judged for it can bring a delivery, the five facts, or a recipient.
test_groups_that_change_where_it_stands if {
	course := data.proviso.schemes.csods
	{[group, step] |
		some step, entry in course.steps
		some group, _ in entry.groups
		group in {"delivery", "facts"}
	} == {["delivery", "delivery"], ["facts", "disclosure_record"], ["facts", "late_disclosure_record"]}
}
