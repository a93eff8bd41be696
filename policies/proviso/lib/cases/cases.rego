# METADATA
# title: Cases
# description: What an agency has to do with the case in question.
package proviso.lib.cases

import data.proviso.lib.agencies
import data.proviso.lib.dates

# METADATA
# title: The agency that asks
sender := input.subject.properties.agency

# METADATA
# title: The agency is involved in the case now
involved(agency) if some _ in live_grounds(agency)

# METADATA
# title: The grounds on which an agency is involved now
live_grounds(agency) := {g.ground |
	some g in input.context.facts.involvements[agency].grounds
	dates.past(g.from)
	_open(g)
}

_open(ground) if not ground.until

_open(ground) if dates.future(ground.until)

# METADATA
# title: A referral opens a case, so there is none yet
# description: So does a request for information without a case.
referral if {
	input.action.name in {"share.create", "disclosure.open"}
	input.context.share
	not input.resource.case
}

# METADATA
# title: The council area of the case
# description: >-
#   In a case, what is recorded with the sender's involvement, as long as that council still holds the duty. In a
#   referral (or where nothing that holds is recorded) what the sender states, or the sender's own area when it is a
#   council with children's social care.
area := input.context.facts.involvements[sender].area if _area_recorded

area := input.context.share.area if {
	not _area_recorded
	input.context.share.area
}

area := sender if {
	not _area_recorded
	not input.context.share.area
	agencies.childrens_council(sender)
}

_area_recorded if {
	input.resource.case
	agencies.childrens_council(input.context.facts.involvements[sender].area)
}
