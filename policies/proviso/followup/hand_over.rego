package proviso.followup

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: The case can go to the next council
# description: >-
#   The child moves: the council of the new area is brought in, and the old one's part ends, now or after a while in
#   which both know it. What the old council received it does not see by that: the old council shares what is needed.
hand_over_holds if {
	change.change == "hand_over"
	may_hand_over
	_next_council
	_hand_over_ground
	ends_well
}

may_hand_over if {
	change.agency == cases.sender
	agencies.childrens_council(cases.sender)
}

_next_council if other_council(change.to, change.agency)

_hand_over_ground if change_rule.grounds[change.ground] == true

# METADATA
# title: A council hands over its own part
# description: The duty is the council's. Nobody else can say that it has gone to another.
# custom:
#   code: hand_over_not_yours
#   message: The part that is to be handed over is not that of your own council with children's social care.
#   law: Children Act 1989 s.47(1); Children Act 2004 s.10
#   remedy: Ask the council whose case it is to hand over; your own part you can end.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "agency") if {
	at_change({"hand_over"})
	not may_hand_over
}

# METADATA
# title: The next council holds the duty today
# description: Districts do not hold children's social care, and councils that were replaced hold nothing.
# custom:
#   code: next_council_wrong
#   message: No council is named that takes over, or not another one that holds children's social care on this date.
#   law: Children Act 1989 s.47(1); Local Authority Social Services Act 1970 s.1
#   remedy: Name the council with children's social care in whose area the child lives now.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "to") if {
	at_change({"hand_over"})
	not _next_council
}

# METADATA
# title: The next council has its ground
# description: It takes over because the child is in its area now; nothing else makes the duty its own.
# custom:
#   code: hand_over_ground_wrong
#   message: No ground is given on which the next council takes over, or not one on which a case goes over.
#   law: Children Act 1989 s.47(1); UK GDPR Art 5(1)(b)
#   remedy: Say that the child lives in its area, or that it holds the duty of the area.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "ground") if {
	at_change({"hand_over"})
	not _hand_over_ground
}

# METADATA
# title: The parts when a case goes over
# description: The council's area is recorded with both, so that what they share goes to the council that has the duty.
parts := [
	{"agency": change.agency, "ends": end, "area": change.to},
	object.union({"agency": change.to, "ground": change.ground, "area": change.to}, _new_end),
] if {
	change.change == "hand_over"
}

default _new_end := {}

_new_end := {"until": dates.days_after(input.context.now, days)} if days := reference.grounds[change.ground].days
