package proviso.followup

import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.need
import data.proviso.reference

# METADATA
# title: The part can be made longer
extension_holds if {
	change.change == "extend"
	need.may_bring_in
	_extension_ground
	_extension_in_time
	not _stands_as_long
}

_extension_ground if need.ground_fits(change.ground, change.agency)

_longest := dates.days_after(input.context.now, reference.grounds[change.ground].days)

# METADATA
# title: Until when it lasts
# description: As asked, or as long as the ground allows.
_until := object.get(change, "until", _longest)

_extension_in_time if {
	dates.future(_until)
	dates.seconds_between(_until, _longest) >= 0
}

_stands_as_long if {
	some held in input.context.facts.involvements[change.agency].grounds
	held.ground == change.ground
	_lasts(held)
}

_lasts(held) if not held.until

_lasts(held) if dates.seconds_between(_until, held.until) >= 0

# METADATA
# title: Whoever may bring an agency in may keep it in
# description: The council, and in the case of a police scheme the police.
# custom:
#   code: extend_not_yours
#   message: Your agency may not make another's part in the case longer.
#   law: Children Act 1989 s.47; Children Act 2004 s.10; protocol 2.7
#   remedy: Ask the council whose case it is to do so.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "change") if {
	at_change({"extend"})
	not need.may_bring_in
}

# METADATA
# title: A longer part has a ground of its own
# description: What was true of the child a year ago need not be true today, so the ground is given anew.
# custom:
#   code: extend_ground_wrong
#   message: No ground is given for the longer part, or not one on which this kind of agency has a part.
#   law: UK GDPR Art 5(1)(b) and 5(1)(e); Children Act 1989 s.27 and s.47(9)
#   remedy: Give the ground that says what this agency does for the person now.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "ground") if {
	at_change({"extend"})
	not _extension_ground
}

# METADATA
# title: A part lasts no longer than its ground
# description: Each ground has a longest time, after which somebody has to look again.
# custom:
#   code: extend_until_wrong
#   message: The end is in the past, or later than this ground allows.
#   law: UK GDPR Art 5(1)(e); DPA 2018 s.39(2)
#   remedy: Name an end that is still to come and within the longest time of the ground, or leave it out.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "until") if {
	at_change({"extend"})
	_extension_ground
	not _extension_in_time
}

# METADATA
# title: A longer part is longer
# description: To make a part shorter is to end it, with the reason for that.
# custom:
#   code: extend_changes_nothing
#   message: The part lasts as long as this already, on the same ground.
#   law: UK GDPR Art 5(1)(d)
#   remedy: Leave it as it is; to make it shorter, end it on the day you mean.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "until") if {
	at_change({"extend"})
	theirs_to_make
	_extension_in_time
	_stands_as_long
}

# METADATA
# title: The longer part
parts := [{"agency": change.agency, "ground": change.ground, "until": _until}] if change.change == "extend"
