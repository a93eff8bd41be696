package proviso.lib.dates_test

import data.proviso.lib.dates

# The next working day's morning: the same day while it is not yet that hour, over weekends and bank holidays, by
# London's clocks.
test_working_morning_after[name] if {
	some name, row in {
		"in the small hours of a Tuesday": ["england", "2026-11-24T02:00:00Z", "2026-11-24T09:00:00.000Z"],
		"in the morning itself": ["england", "2026-11-24T09:00:00Z", "2026-11-25T09:00:00.000Z"],
		"on a Friday evening": ["england", "2026-11-20T21:30:00Z", "2026-11-23T09:00:00.000Z"],
		"before dawn on a Saturday": ["england", "2026-11-21T03:00:00Z", "2026-11-23T09:00:00.000Z"],
		"before dawn on a Sunday": ["england", "2026-11-22T03:00:00Z", "2026-11-23T09:00:00.000Z"],
		"before Easter": ["wales", "2026-04-02T20:00:00Z", "2026-04-07T08:00:00.000Z"],
		"in summer": ["england", "2026-07-14T22:30:00Z", "2026-07-15T08:00:00.000Z"],
		"after midnight in London, before it in UTC": ["england", "2026-07-14T23:30:00Z", "2026-07-15T08:00:00.000Z"],
		"when the clocks go forward": ["england", "2026-03-28T22:00:00Z", "2026-03-30T08:00:00.000Z"],
		"when the clocks go back": ["england", "2026-10-24T22:00:00Z", "2026-10-26T09:00:00.000Z"],
		"over Christmas": ["england", "2026-12-24T18:00:00Z", "2026-12-29T09:00:00.000Z"],
		"a whole second before": ["england", "2026-11-24T08:59:59.999Z", "2026-11-24T09:00:00.000Z"],
	}
	dates.working_morning_after(row[0], row[1], 9) == row[2]
}
