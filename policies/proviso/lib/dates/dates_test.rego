package proviso.lib.dates_test

import data.proviso.lib.dates

# A working day is Monday to Friday: five of them after a Thursday end on the next Thursday.
test_working_days_after[start] if {
	some start, row in {
		"2026-11-19T10:00:00Z": [1, "2026-11-20T10:00:00.000Z"],
		"2026-11-20T10:00:00Z": [1, "2026-11-23T10:00:00.000Z"],
		"2026-11-21T10:00:00Z": [5, "2026-11-27T10:00:00.000Z"],
	}
	dates.working_days_after(start, row[0]) == row[1]
}

test_days_and_hours_after if {
	dates.days_after("2026-02-27T23:30:00Z", 2) == "2026-03-01T23:30:00.000Z"
	dates.hours_after("2026-11-21T10:00:00Z", 24) == "2026-11-22T10:00:00.000Z"
}

# The last day belongs to the period, the day after does not; without a start nothing has begun.
test_in_force[day] if {
	some day, expected in {"2026-02-04": [], "2026-02-05": ["y"], "2026-03-01": ["y"], "2026-03-02": []}
	entry := {"effective_from": "2026-02-05", "effective_to": "2026-03-01"}
	found := ["y" | dates.in_force(entry)] with input.context.now as sprintf("%sT00:00:00Z", [day])
	found == expected
}

test_in_force_never_commenced if {
	not dates.in_force({"effective_from": null}) with input.context.now as "2026-02-04T00:00:00Z"
	not dates.in_force({}) with input.context.now as "2026-02-04T00:00:00Z"
}
