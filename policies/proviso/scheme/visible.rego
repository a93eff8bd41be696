# METADATA
# title: Disclosure schemes
# description: >-
#   The course of an application. States, steps, who may take them, what each needs, separation of duties and clocks
#   are the scheme's data; this package only knows how to read them. Managed by the police: to everyone else an
#   application is not there.
package proviso.scheme

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.reasons

# METADATA
# title: The application's state, as stored
state := input.context.facts.state

# METADATA
# title: The scheme in question
# description: Of the application that is opened, or of the one that exists.
course := data.proviso.schemes[input.context.application.scheme] if input.action.name == "disclosure.open"

course := data.proviso.schemes[state.scheme] if input.action.name != "disclosure.open"

# METADATA
# title: The application is there for this caller
# description: It exists, the caller's agency is of the kind that runs the scheme, and it is that agency's case.
visible if {
	course.states[state.state]
	course.agency_kinds[agencies.kind(cases.sender)] == true
	cases.involved(cases.sender)
}

# METADATA
# title: The role may follow applications
# description: Which roles of the force may look is the scheme's data.
# custom:
#   code: scheme_role_may_not_read
#   message: Your role may not look at applications under this scheme.
#   law: UK GDPR Art 5(1)(f) and 32(4)
#   remedy: Ask the force's child protection team.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	input.action.name == "disclosure.read"
	visible
	not _may_read
}

_may_read if course.read_roles[input.subject.properties.role] == true

# METADATA
# title: The positive ground of each action under a scheme
granted if {
	input.action.name == "disclosure.open"
	openable
}

granted if {
	input.action.name in {"disclosure.step", "undertaking.record"}
	visible
	step_possible
}

granted if {
	input.action.name == "disclosure.read"
	visible
	_may_read
}
