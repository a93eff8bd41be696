package proviso.followup

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.reference

# METADATA
# title: The clock of a referral
# description: >-
#   A referral that a council receives is answered within the limit for its purpose, in working days of that council's
#   nation. Source: Working Together to Safeguard Children 2023, chapter 3.
referral_clock := {"clock": clock, "answerer": answerer, "next": next} if {
	input.action.name == "share.create"
	cases.referral
	limit := reference.referral_answers[input.context.share.purpose]
	due := dates.working_days_after(agencies.nation(answerer), input.context.now, limit.working_days)
	next := [_to_answer(input.context.share, answerer)]
	clock := {
		"dues": {"awaiting_answer": due},
		"due": due,
		"tick": due,
		"longest_step_ahead_hours": limit.usual_hours,
		"at_risk_from": dates.hours_after(due, 0 - limit.usual_hours),
		"paused": false,
		"next": next,
	}
}

# METADATA
# title: Who answers a referral
# description: The council of the area where it receives the referral, otherwise the first children's council that does.
answerer := cases.area if {
	cases.area in {recipient.agency | some recipient in input.context.share.recipients}
	agencies.childrens_council(cases.area)
} else := [recipient.agency |
	some recipient in input.context.share.recipients
	agencies.childrens_council(recipient.agency)
][0]

# METADATA
# title: What is next, as a queue shows it
_to_answer(said, agency) := {
	"step": "outcome",
	"roles": sort({recipient.role | some recipient in said.recipients; recipient.agency == agency}),
}
