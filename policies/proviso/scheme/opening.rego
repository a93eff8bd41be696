package proviso.scheme

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons

# METADATA
# title: The application may be opened
openable if {
	input.action.name == "disclosure.open"
	_in_force
	run_by_us
	_runs_here
	course.open.roles[input.subject.properties.role] == true
}

# METADATA
# title: The scheme is run by the caller's kind of agency
run_by_us if course.agency_kinds[agencies.kind(cases.sender)] == true

_in_force if dates.in_force(course)

_runs_here if course.jurisdiction[agencies.nation(cases.sender)] == true

# METADATA
# title: The scheme is one we know, in force
# description: A scheme is a folder of data; one without data cannot be applied to.
# custom:
#   code: scheme_unknown
#   message: The scheme is not one that can be applied to here on this date.
#   law: The guidance that sets up the scheme
#   remedy: Name a scheme of the list, for example csods.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "scheme") if {
	input.action.name == "disclosure.open"
	not _in_force
}

# METADATA
# title: Only the police open an application
# description: The scheme is managed by the police, and information comes through application to them only.
# custom:
#   code: apply_to_the_police
#   message: Applications under this scheme are made to the police, and only they open them here.
#   law: Child sex offender disclosure scheme guidance; protocol, Child Sex Offender Disclosure Scheme
#   remedy: >-
#     Apply to the police force of the area; at a police station, online, or by telephone on 101; in danger 999. If
#     you have a concern about a child yourself, send a referral to the council.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "scheme") if {
	input.action.name == "disclosure.open"
	course
	not run_by_us
}

# METADATA
# title: The scheme runs in the force's nation
# description: Scotland has a scheme of its own.
# custom:
#   code: scheme_of_other_nation
#   message: The scheme does not run in the nation your agency works in.
#   law: The guidance that sets up the scheme
#   remedy: Use your own nation's scheme, or pass the application to a force where this one runs.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "scheme") if {
	input.action.name == "disclosure.open"
	course
	not _runs_here
}
