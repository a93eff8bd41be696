package proviso.scheme

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates

# METADATA
# title: The request may be opened
openable if {
	input.action.name == "disclosure.open"
	_in_force
	some _ in opening_part
	_runs_here
	_role_opens
	_told_as_the_scheme_says
}

# METADATA
# title: The scheme is run by the caller's kind of agency
run_by_us if "holder" in opening_part

# METADATA
# title: How the caller comes to open it
# description: As the agency that runs the scheme and will hold it, or as one that puts it to such an agency.
opening_part contains "holder" if {
	not course.told_by_share
	course.agency_kinds[agencies.kind(cases.sender)] == true
	holder == cases.sender
}

opening_part contains "requester" if {
	_may_request
	_holder_fits
}

_may_request if {
	input.action.name == "disclosure.open"
	course.open.requester_kinds[agencies.kind(cases.sender)] == true
	input.context.application.to
	holder != cases.sender
}

_holder_fits if {
	course.agency_kinds[agencies.kind(holder)] == true
	agencies.active(holder)
	_holder_of_the_area
}

# Whom to ask for information is judged like the recipient of a share; an application goes to the force of the area.
_holder_of_the_area if course.told_by_share

_holder_of_the_area if {
	agencies.active(input.context.application.area)
	data.proviso.directory.agencies[input.context.application.area].force == holder
}

# METADATA
# title: The state in which a request begins
first_state := object.get(course.open, "requester_to", course.open.to) if not run_by_us

first_state := course.open.to if run_by_us

_in_force if dates.in_force(course)

_runs_here if course.jurisdiction[agencies.nation(holder)] == true

_role_opens if course.open.roles[input.subject.properties.role] == true

_told_as_the_scheme_says if {
	course.told_by_share == true
	[recipient.agency | some recipient in input.context.share.recipients] == [holder]
	every recipient in input.context.share.recipients { not recipient.practitioner }
	every told in data.proviso.need.view.recipients { count(told.withheld) == 0 }
}

_told_as_the_scheme_says if {
	not course.told_by_share
	not input.context.share
}
