package proviso.lib.dates

# METADATA
# title: The first time after a moment that it is this hour of a working day
# description: >-
#   By the clocks of London and the bank holidays of the nation. A school day is a working day, but not every working
#   day is a school day: for schools the time comes out early in their holidays, never late.
working_morning_after(nation, moment, hour) := _moment(first - _summer_time(first)) if {
	ns := time.parse_rfc3339_ns(moment)
	local := ns + _summer_time(ns)
	midnight := time.parse_rfc3339_ns(time.format([local, "UTC", "2006-01-02T00:00:00Z"]))
	first := min({at |
		some n in numbers.range(0, 14)
		at := (midnight + (n * _day_ns)) + (hour * 3600000000000)
		at > local
		_works(nation, at)
	})
}
