package proviso.followup

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.reference

# METADATA
# title: The part can end
ending_holds if {
	change.change == "end"
	may_end
	case_stays_held
	ends_well
}

# METADATA
# title: Nothing keeps the part from ending, now or on the day named
ends_well if {
	not police_case
	not owes_an_answer
	end_in_time
}

may_end if change.agency == cases.sender

may_end if agencies.childrens_council(cases.sender)

# METADATA
# title: Somebody still holds the case
# description: >-
#   Another than a children's council may leave; a council's part may be ended by another council, which stays. A
#   council that leaves by itself names who stays: another council with a part in the case, or the force whose case it
#   is. Which other agencies are involved is not looked through, so who stays has to be named.
case_stays_held if not agencies.childrens_council(change.agency)

case_stays_held if change.agency != cases.sender

case_stays_held if {
	other_council(change.to, change.agency)
	cases.involved(change.to)
}

case_stays_held if {
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

police_case if {
	some held in cases.live_grounds(change.agency)
	_of_police(held)
}

# METADATA
# title: The council has not answered the referral yet
owes_an_answer if {
	input.context.facts.state.clock
	input.context.facts.state.state == "awaiting_answer"
	input.context.facts.state.agency == change.agency
}

# METADATA
# title: When the part ends
end := object.get(change, "until", input.context.now)

end_in_time if not change.until

end_in_time if {
	dates.future(change.until)
	dates.seconds_between(change.until, dates.days_after(input.context.now, change_rule.latest_days)) >= 0
}

# METADATA
# title: The part that ends
parts := [{"agency": change.agency, "ends": end}] if change.change == "end"
