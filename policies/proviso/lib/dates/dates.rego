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
# title: A moment, so many working days (Monday to Friday) after a start
# description: Bank holidays are not known here, so a limit can only come out earlier than the law's, never later.
working_days_after(start, days) := hours_after(start, ahead[days - 1] * 24) if {
	start_ns := time.parse_rfc3339_ns(start)
	ahead := [n |
		some n in numbers.range(1, (days * 2) + 5)
		_works(time.weekday(start_ns + (n * 86400000000000)))
	]
}

_works(weekday) if not weekday in {"Saturday", "Sunday"}

_moment(ns) := sprintf("%sZ", [time.format([ns, "UTC", "2006-01-02T15:04:05.000"])])
