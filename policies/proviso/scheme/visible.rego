# METADATA
# title: Disclosure schemes
# description: >-
#   The course of a request. States, steps, who may take them, what each needs, separation of duties and clocks are
#   the scheme's data; this package only knows how to read them. To whoever has no part in it a request is not there.
package proviso.scheme

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons

# METADATA
# title: The request's state, as stored
state := input.context.facts.state

# METADATA
# title: The scheme in question
# description: >-
#   Of the request that is opened, or of the one that exists; as the agency that holds it runs it: where that agency
#   has a variant of its own in force, the variant.
course := data.proviso.variants[holder][_code] if _varied

course := data.proviso.schemes[_code] if not _varied

_varied if dates.in_force(data.proviso.variants[holder][_code])

_code := input.context.application.scheme if input.action.name == "disclosure.open"

_code := state.scheme if input.action.name != "disclosure.open"

# METADATA
# title: The agency that holds the request
holder := object.get(input.context.application, "to", cases.sender) if input.action.name == "disclosure.open"

holder := state.agency if input.action.name != "disclosure.open"

# METADATA
# title: The caller's part in the request
party := "holder" if {
	holder == cases.sender
	course.agency_kinds[agencies.kind(cases.sender)] == true
}

party := "requester" if {
	state.requester == cases.sender
	holder != cases.sender
	some _ in course.requester_reads
}

# METADATA
# title: The request is there for this caller
# description: >-
#   It exists, the caller's agency holds it and is of the kind that runs the scheme, or made the request where the
#   scheme lets it follow; and the agency has a part in the case.
visible if {
	course.states[state.state]
	party
	cases.involved(cases.sender)
	not _excluded
}

# Whom a request for information keeps out by name, as a share does.
_excluded if input.subject.id in state.excluded

# METADATA
# title: The role may follow requests
# description: Which roles of the agency may look is the scheme's data.
# custom:
#   code: scheme_role_may_not_read
#   message: Your role may not look at requests under this scheme.
#   law: UK GDPR Art 5(1)(f) and 32(4)
#   remedy: Ask a colleague whose role the scheme lists for reading.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	input.action.name == "disclosure.read"
	visible
	not _may_read
}

_may_read if {
	party == "holder"
	course.read_roles[input.subject.properties.role] == true
}

_may_read if {
	party == "requester"
	course.requester_reads[input.subject.properties.role] == true
}

# METADATA
# title: A broken undertaking stops what rests on it
# description: >-
#   Until another officer has decided, nothing more is disclosed or opened under it. Immediate danger goes over it,
#   and so does that decision: it never stops a warning that saves a life.
# custom:
#   code: undertaking_broken
#   message: A breach of the undertaking was reported, so nothing is disclosed or opened under it now.
#   law: Protocol, Child Sex Offender Disclosure Scheme; DPA 2018 s.170; UK GDPR Art 32
#   remedy: >-
#     Ask another officer than the one who reported it to take the step freeze_decision with reasons; in immediate
#     danger take the step emergency.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if {
	visible
	not freeze_allows
}

# METADATA
# title: What is asked goes on in spite of a freeze, or there is none
freeze_allows if not state.frozen

freeze_allows if current.over_freeze == true

freeze_allows if {
	input.action.name == "disclosure.read"
	not input.context.open
}

freeze_allows if input.action.name in {"undertaking.breach", "disclosure.open"}

# METADATA
# title: The positive ground of each action under a scheme
granted if {
	input.action.name == "disclosure.open"
	openable
}

granted if {
	input.action.name in {"disclosure.step", "undertaking.record"}
	visible
	freeze_allows
	step_possible
}

granted if {
	input.action.name == "disclosure.read"
	visible
	freeze_allows
	_may_read
}
