package proviso.scheme

import data.proviso.lib.dates

# METADATA
# title: A start, later by all pauses
shifted(start) := start if count(_pauses) == 0

shifted(start) := dates.seconds_after(start, sum([pause | some pause in _pauses])) if count(_pauses) > 0

_pauses := [seconds |
	course.overall.pausable
	some pause in state.pauses
	dates.seconds_between(started_at, pause.from) >= 0
	seconds := dates.seconds_between(pause.from, object.get(pause, "until", input.context.now))
]

# METADATA
# title: Work on it is paused
# description: By this step, or since an earlier one when nothing is done now but look. Any other step ends a pause.
default paused := false

paused if input.context.step.step == "pause"

paused if {
	not input.context.step
	not input.context.undertaking
	last := state.pauses[count(state.pauses) - 1]
	not last.until
}
