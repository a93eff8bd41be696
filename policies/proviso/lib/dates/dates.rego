# METADATA
# title: Dates
# description: Time comes from the input alone. Days are UTC days; the last day of a period belongs to it.
package proviso.lib.dates

# METADATA
# title: The moment of the decision, in nanoseconds
now_ns := time.parse_rfc3339_ns(input.context.now)

# METADATA
# title: The day of the decision
today := substring(input.context.now, 0, 10)

# METADATA
# title: The law this product knows begins with the UK GDPR
# description: A clock before that day is wrong, and rules dated later would silently not apply.
clock_valid if {
	now_ns > 0
	today >= "2018-05-25"
}

# METADATA
# title: A dated entry is in force today
# description: An entry without a start date has not commenced.
in_force(entry) if {
	is_string(entry.effective_from)
	entry.effective_from <= today
	object.get(entry, "effective_to", "9999-12-31") >= today
}

# METADATA
# title: The text is a day of the calendar
is_day(text) if time.parse_ns("2006-01-02", text)

# METADATA
# title: A moment is not in the future
past(moment) if time.parse_rfc3339_ns(moment) <= now_ns

# METADATA
# title: A moment is still to come
future(moment) if time.parse_rfc3339_ns(moment) > now_ns

# METADATA
# title: A moment, so many hours after a start
hours_after(start, hours) := _moment(time.parse_rfc3339_ns(start) + (hours * 3600000000000))

# METADATA
# title: A moment, so many days after a start
days_after(start, days) := hours_after(start, days * 24)

# METADATA
# title: A moment, so many working days after a start, at the same clock time
# description: >-
#   A working day is neither a weekend nor a bank holiday of the nation, by the clocks of London: the day on which the
#   limit begins does not count, and clocks change on Sundays, so the clock time always exists on the day it ends.
#   Outside the years of the calendar, and for a nation it does not have, only weekends are known. A limit then comes
#   out earlier than the law's, never later. Banking and Financial Dealings Act 1971 s.1; Summer Time Act 1972 s.1.
working_days_after(nation, start, days) := _moment(local_end - _summer_time(local_end)) if {
	start_ns := time.parse_rfc3339_ns(start)
	local_start := start_ns + _summer_time(start_ns)
	ahead := [n |
		some n in numbers.range(1, (days * 2) + 14)
		_works(nation, local_start + (n * _day_ns))
	]
	local_end := local_start + (ahead[days - 1] * _day_ns)
}

# METADATA
# title: The day is a bank holiday of the nation
bank_holiday(nation, day) if data.proviso.calendar.nations[nation][day]

_day_ns := 86400000000000

_works(nation, local_ns) if {
	not time.weekday(local_ns) in {"Saturday", "Sunday"}
	not bank_holiday(nation, time.format([local_ns, "UTC", "2006-01-02"]))
}

# How far the clocks of London are ahead, in nanoseconds. A local time of a weekday may be given too: they change at
# one o'clock on a Sunday, and no weekday has both.
_summer_time(ns) := 3600000000000 if time.format([ns, "Europe/London", "-0700"]) == "+0100"

_summer_time(ns) := 0 if time.format([ns, "Europe/London", "-0700"]) == "+0000"

_moment(ns) := sprintf("%sZ", [time.format([ns, "UTC", "2006-01-02T15:04:05.000"])])
