package proviso.followup

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: The part can end
ending_holds if {
	change.change == "end"
	_may_end
	_case_stays_held
	ends_well
}

# METADATA
# title: Nothing keeps the part from ending, now or on the day named
ends_well if {
	not _police_case
	not _owes_an_answer
	_end_in_time
}

_may_end if change.agency == cases.sender

_may_end if agencies.childrens_council(cases.sender)

# METADATA
# title: Somebody still holds the case
# description: >-
#   Another than a children's council may leave; a council's part may be ended by another council, which stays. A
#   council that leaves by itself names who stays: another council with a part in the case, or the force whose case it
#   is. Which other agencies are involved is not looked through, so who stays has to be named.
_case_stays_held if not agencies.childrens_council(change.agency)

_case_stays_held if change.agency != cases.sender

_case_stays_held if {
	other_council(change.to, change.agency)
	cases.involved(change.to)
}

_case_stays_held if {
	some held in cases.live_grounds(change.to)
	_of_police(held)
}

# METADATA
# title: A children's council other than the one that is meant
other_council(agency, than) if {
	agency != than
	agencies.childrens_council(agency)
}

_of_police(held) if reference.grounds[held].police_case == true

_police_case if {
	some held in cases.live_grounds(change.agency)
	_of_police(held)
}

# METADATA
# title: The council has not answered the referral yet
_owes_an_answer if {
	input.context.facts.state.clock
	input.context.facts.state.state == "awaiting_answer"
	input.context.facts.state.agency == change.agency
}

# METADATA
# title: When the part ends
end := object.get(change, "until", input.context.now)

_end_in_time if not change.until

_end_in_time if {
	dates.future(change.until)
	dates.seconds_between(change.until, dates.days_after(input.context.now, change_rule.latest_days)) >= 0
}

# METADATA
# title: The council ends another's part, everyone their own
# description: Who needs to know of a case is the council's to judge.
# custom:
#   code: end_not_yours
#   message: Your agency may not end another agency's part in the case.
#   law: Children Act 1989 s.47; UK GDPR Art 5(1)(c); protocol 2.7
#   remedy: Ask the council whose case it is to do so; your own part you can end yourself.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "agency") if {
	at_change({"end"})
	not _may_end
}

# METADATA
# title: No case without a council
# description: A child is not left without the council that has the duty. The council that leaves hands over first.
# custom:
#   code: case_would_have_no_council
#   message: The case would be left without a council with children's social care.
#   law: Children Act 1989 s.17 and s.47; Children Act 2004 s.11; Working Together 2023
#   remedy: Hand over to the next council; or name, as the one that stays, another council that has a part in the case.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "to") if {
	at_change({"end"})
	not _case_stays_held
}

# METADATA
# title: A force stays in its own case
# description: An application under a disclosure scheme is the force's. Without its part nobody could take the next step.
# custom:
#   code: police_case_stays
#   message: The agency holds an application under a disclosure scheme in this case, so its part cannot end.
#   law: The guidance that sets up the scheme; Domestic Abuse Act 2021 s.77
#   remedy: Close the application under its scheme; the force keeps its record of it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "agency") if {
	at_change(ends)
	_police_case
}

# METADATA
# title: A referral is answered before the council leaves
# description: Otherwise the referrer waits for an answer that nobody can give any more.
# custom:
#   code: referral_unanswered
#   message: The council has not said yet what became of this referral.
#   law: Working Together 2023; protocol 1.2
#   remedy: Say first what became of it; if the child moved, that it is not yours, and whose it is.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "agency") if {
	at_change(ends)
	_owes_an_answer
}

# METADATA
# title: An end is now or soon
# description: Whoever goes on knowing for longer has a part, and that needs its ground.
# custom:
#   code: end_until_wrong
#   message: The end is in the past, or later than a part may run on after it was decided to end it.
#   law: UK GDPR Art 5(1)(c) and 5(1)(e)
#   remedy: Leave the day out, and the part ends now; or name one within the time allowed.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "until") if {
	at_change(ends)
	not _end_in_time
}

# METADATA
# title: The part that ends
parts := [{"agency": change.agency, "ends": end}] if change.change == "end"
