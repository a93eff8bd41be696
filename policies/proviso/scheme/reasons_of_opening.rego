package proviso.scheme

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.reasons

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
# description: A scheme is managed by the police, and information comes through application to them only.
# custom:
#   code: apply_to_the_police
#   message: Applications under this scheme are made to the police, and only they open them here.
#   law: Guidance of the scheme; protocol, Child Sex Offender Disclosure Scheme
#   remedy: >-
#     Apply to the police force of the area; at a police station, online, or by telephone on 101; in danger 999. If
#     you have a concern about a child yourself, send a referral to the council.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "scheme") if {
	input.action.name == "disclosure.open"
	course
	count(opening_part) == 0
	not _could_request
}

_could_request if course.open.requester_kinds[agencies.kind(cases.sender)] == true

# METADATA
# title: A request goes to an agency that can hold it
# description: A trigger goes to the police force of the area; a request for information to the agency that is asked.
# custom:
#   code: holder_wrong
#   message: The agency that is to hold the request is missing, or is not the one that this scheme sends it to.
#   law: Guidance of the scheme; UK GDPR Art 5(1)(f)
#   remedy: Name in `to` the police force of the area named, or for a request for information the agency that is asked.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "to") if {
	input.action.name == "disclosure.open"
	course
	count(opening_part) == 0
	_could_request
}

# METADATA
# title: The role opens requests under the scheme
# description: Which roles may open one is the scheme's data.
# custom:
#   code: scheme_role_may_not_open
#   message: Your role does not open requests under this scheme.
#   law: UK GDPR Art 5(1)(f) and 32(4)
#   remedy: Ask a colleague of one of the roles that the scheme lists for opening.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "scheme") if {
	input.action.name == "disclosure.open"
	some _ in opening_part
	not _role_opens
}

# METADATA
# title: The scheme runs in the holder's nation
# description: Scotland has a scheme of its own.
# custom:
#   code: scheme_of_other_nation
#   message: The scheme does not run in the nation of the agency that is to hold it.
#   law: The guidance that sets up the scheme
#   remedy: Use that nation's scheme, or pass the application to a force where this one runs.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "scheme") if {
	input.action.name == "disclosure.open"
	course
	not _runs_here
}

# METADATA
# title: A request tells what the scheme lets it tell, to the one who is asked
# description: >-
#   A request for information tells something itself, so it is a share to the agency that is asked, and tells no more
#   than that agency's role needs. An application tells nothing to another agency.
# custom:
#   code: request_tells_otherwise
#   message: >-
#     What the request tells is missing, goes to another than the one role of the agency asked, holds more than this
#     role needs, or does not belong to this scheme.
#   law: UK GDPR Art 5(1)(c); protocol 2.7
#   remedy: >-
#     For a request for information give in `sharing` what the asked agency must know to answer, to one role of that
#     agency and to no named practitioner, in categories that this role needs. Under another scheme leave `sharing` out.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "sharing") if {
	input.action.name == "disclosure.open"
	course
	not _told_as_the_scheme_says
}
