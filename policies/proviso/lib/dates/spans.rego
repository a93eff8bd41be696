package proviso.lib.dates

# METADATA
# title: Seconds from one moment to a later one
seconds_between(start, end) := (time.parse_rfc3339_ns(end) - time.parse_rfc3339_ns(start)) / 1000000000

# METADATA
# title: A moment, so many seconds after a start
seconds_after(start, seconds) := _moment(time.parse_rfc3339_ns(start) + (seconds * 1000000000))

# METADATA
# title: Whole hours from one moment to another, rounded towards less time; negative when it is over
whole_hours_between(start, end) := floor(seconds_between(start, end) / 3600)
