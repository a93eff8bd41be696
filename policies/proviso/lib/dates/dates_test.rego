package proviso.lib.dates_test

import data.proviso.lib.dates

# A working day is Monday to Friday: five of them after a Thursday end on the next Thursday.
test_working_days_after_weekends[start] if {
	some start, row in {
		"2026-11-19T10:00:00Z": [1, "2026-11-20T10:00:00.000Z"],
		"2026-11-20T10:00:00Z": [1, "2026-11-23T10:00:00.000Z"],
		"2026-11-21T10:00:00Z": [5, "2026-11-27T10:00:00.000Z"],
		"2026-11-22T10:00:00Z": [400, "2028-06-23T09:00:00.000Z"],
	}
	dates.working_days_after("england", start, row[0]) == row[1]
}

# Bank holidays do not count: each nation has its own, and the same start ends on different days.
test_working_days_after_bank_holidays[name] if {
	some name, row in {
		"Good Friday and Easter Monday": ["england", "2026-04-02T09:00:00Z", 1, "2026-04-07T09:00:00.000Z"],
		"Easter Monday in Wales": ["wales", "2026-04-02T09:00:00Z", 2, "2026-04-08T09:00:00.000Z"],
		"Easter Monday is no holiday in Scotland": ["scotland", "2026-04-02T09:00:00Z", 1, "2026-04-06T09:00:00.000Z"],
		"St Andrew's Day": ["scotland", "2026-11-27T10:00:00Z", 1, "2026-12-01T10:00:00.000Z"],
		"St Andrew's Day is Scotland's alone": ["england", "2026-11-27T10:00:00Z", 1, "2026-11-30T10:00:00.000Z"],
		"St Andrew's Day on a Saturday": ["scotland", "2024-11-29T10:00:00Z", 1, "2024-12-03T10:00:00.000Z"],
		"2 January": ["scotland", "2025-12-31T10:00:00Z", 1, "2026-01-05T10:00:00.000Z"],
		"2 January counts in England": ["england", "2025-12-31T10:00:00Z", 1, "2026-01-02T10:00:00.000Z"],
		"two substitutes at a new year": ["scotland", "2021-12-31T10:00:00Z", 1, "2022-01-05T10:00:00.000Z"],
		"St Patrick's Day": ["northern_ireland", "2026-03-16T10:00:00Z", 1, "2026-03-18T10:00:00.000Z"],
		"the Boyne on a Sunday": ["northern_ireland", "2026-07-10T09:00:00Z", 1, "2026-07-14T09:00:00.000Z"],
		"Boxing Day on a Saturday": ["england", "2026-12-24T10:00:00Z", 1, "2026-12-29T10:00:00.000Z"],
		"Christmas on a Saturday": ["wales", "2027-12-24T10:00:00Z", 1, "2027-12-29T10:00:00.000Z"],
		"the year's end": ["england", "2026-12-31T23:59:59Z", 1, "2027-01-04T23:59:59.000Z"],
		"the jubilee of 2022": ["england", "2022-06-01T09:00:00Z", 1, "2022-06-06T09:00:00.000Z"],
		"no holiday at the end of May 2022": ["england", "2022-05-27T09:00:00Z", 1, "2022-05-30T09:00:00.000Z"],
		"the coronation of 2023": ["wales", "2023-05-05T09:00:00Z", 1, "2023-05-09T09:00:00.000Z"],
		"the World Cup of 2026 in Scotland": ["scotland", "2026-06-12T09:00:00Z", 1, "2026-06-16T09:00:00.000Z"],
		"and not in England": ["england", "2026-06-12T09:00:00Z", 1, "2026-06-15T09:00:00.000Z"],
	}
	dates.working_days_after(row[0], row[1], row[2]) == row[3]
}

# Days are those of London: 23:30 UTC on a Friday in summer is Saturday there, and the clock time stays when clocks change.
test_working_days_after_by_london_clocks[name] if {
	some name, row in {
		"23:30 on a Friday in winter": ["2026-11-20T23:30:00Z", 1, "2026-11-23T23:30:00.000Z"],
		"23:30 on a Friday in summer": ["2026-07-03T22:30:00Z", 1, "2026-07-06T22:30:00.000Z"],
		"00:30 on a Saturday in summer": ["2026-07-03T23:30:00Z", 1, "2026-07-05T23:30:00.000Z"],
		"clocks forward": ["2026-03-27T23:30:00Z", 1, "2026-03-30T22:30:00.000Z"],
		"clocks back": ["2026-10-23T22:30:00Z", 1, "2026-10-26T23:30:00.000Z"],
		"before the hour that does not exist": ["2026-03-29T00:59:00Z", 1, "2026-03-29T23:59:00.000Z"],
		"within the hour that comes twice": ["2026-10-25T00:30:00Z", 1, "2026-10-26T01:30:00.000Z"],
		"its second time": ["2026-10-25T01:30:00Z", 1, "2026-10-26T01:30:00.000Z"],
	}
	dates.working_days_after("england", row[0], row[1]) == row[2]
}

# Where the calendar says nothing only weekends are known: the limit can come out early, never late.
test_working_days_after_outside_the_calendar if {
	dates.working_days_after("england", "2031-12-24T10:00:00Z", 1) == "2031-12-25T10:00:00.000Z"
	dates.working_days_after("atlantis", "2026-12-24T10:00:00Z", 1) == "2026-12-25T10:00:00.000Z"
}

test_bank_holiday[nation] if {
	some nation, days in {
		"england": {"2026-04-06", "2026-12-28"},
		"wales": {"2026-04-06", "2026-12-28"},
		"scotland": {"2026-01-02", "2026-06-15", "2026-11-30", "2026-12-28"},
		"northern_ireland": {"2026-03-17", "2026-04-06", "2026-07-13", "2026-12-28"},
	}
	asked := {"2026-01-02", "2026-03-17", "2026-04-06", "2026-06-15", "2026-07-13", "2026-11-30", "2026-12-26", "2026-12-28"}
	{day | some day in asked; dates.bank_holiday(nation, day)} == days
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
