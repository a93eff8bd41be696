package proviso.need

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.reference

# METADATA
# title: A recipient holds in every respect
# description: The positive counterpart of all reasons about recipients.
recipient_holds(i) if {
	recipient := input.context.share.recipients[i]
	agencies.active(recipient.agency)
	agencies.holds_role(recipient.agency, recipient.role)
	recipient.agency != cases.sender
	recipient.need.given == true
	entitled(i)
	not _named_and_excluded(recipient)
	not _named_twice(i)
	some _ in seen(i)
}

# METADATA
# title: A recipient is entitled to hear of the case
# description: It is involved, or the area's duty holder for this purpose, or brought in on a coded ground.
entitled(i) if some _ in entitling_grounds(i)

# METADATA
# title: On what grounds a recipient is entitled
entitling_grounds(i) := (_by_involvement(i) | _by_duty(i)) | _by_ground(i)

_by_involvement(i) := {"received" |
	not cases.referral
	cases.involved(input.context.share.recipients[i].agency)
}

_by_duty(i) := {"area_duty" | duty_holder(input.context.share.recipients[i].agency)}

_by_ground(i) := {ground |
	ground := input.context.share.recipients[i].ground
	ground_fits(ground, input.context.share.recipients[i].agency)
	may_bring_in
}

# METADATA
# title: The area's duty holder for this purpose
# description: The council of the area with children's social care, and the area's police force.
duty_holder(agency) if {
	_duties.council == true
	agency == cases.area
	agencies.childrens_council(agency)
}

duty_holder(agency) if {
	_duties.police == true
	agencies.active(cases.area)
	data.proviso.directory.agencies[cases.area].force == agency
}

_duties := reference.purposes[input.context.share.purpose].duty_holders

# METADATA
# title: The ground is one that this kind of agency can be brought in on
ground_fits(ground, agency) if {
	reference.grounds[ground].bring_in == true
	reference.grounds[ground].kinds[agencies.kind(agency)] == true
}

# METADATA
# title: The sender may bring another agency in
# description: A council with children's social care may; in the case of a scheme the agency that runs it there may.
may_bring_in if agencies.childrens_council(cases.sender)

may_bring_in if {
	some ground in cases.live_grounds(cases.sender)
	reference.grounds[ground].police_case == true
	reference.grounds[ground].kinds[agencies.kind(cases.sender)] == true
}

# METADATA
# title: The items that a recipient sees
# description: An item is shown when the role has a need, for this purpose, for each category that it holds.
seen(i) := {s.item |
	some s in input.context.share.statements
	count(s.categories) > 0
	every category in s.categories {
		_needs(i)[category] == true
	}
}

_needs(i) := reference.roles[input.context.share.recipients[i].role].needs[input.context.share.purpose]

_named_and_excluded(recipient) if recipient.practitioner in input.context.share.excluded

_named_twice(i) if {
	some j, other in input.context.share.recipients
	j < i
	other.agency == input.context.share.recipients[i].agency
	other.role == input.context.share.recipients[i].role
}
