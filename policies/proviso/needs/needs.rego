# METADATA
# title: Needs
# description: >-
#   What the step in hand asks for, by the scheme's data, and what of it is not met. Each need is a predicate of a
#   finite list, written once and positively: what is absent is not met, and a need that nobody wrote never is.
package proviso.needs

import data.proviso.lib.reasons
import data.proviso.scheme

# METADATA
# title: What is asked for
asked := object.keys(scheme.course.open.needs) if {
	input.action.name == "disclosure.open"
	scheme.run_by_us
}

asked := object.keys(object.get(scheme.course.open, "requester_needs", scheme.course.open.needs)) if {
	input.action.name == "disclosure.open"
	not scheme.run_by_us
	"requester" in scheme.opening_part
}

asked := object.keys(scheme.current.needs) | _by_outcome if scheme.in_turn

_by_outcome := object.keys(scheme.outcome.needs) if scheme.outcome

_by_outcome := set() if not scheme.outcome

# METADATA
# title: What is asked for and not met
unmet := {need | some need in asked; not met(need)}

# METADATA
# title: Where in the request a need is looked for
place(need) := object.get(place_of, need, need)

# METADATA
# title: What an application needs
# description: A named child, a named person of concern, the contact between them, a safe way to reach the applicant.
# custom:
#   code: application_incomplete
#   message: Something that an application under this scheme needs is missing.
#   law: Guidance of the scheme, initial contact
#   remedy: >-
#     Complete what is named; who is who, a safe way to reach the applicant, what ties the person of concern to the one
#     at risk (for a child enough contact to be a real risk), the concern in words, and when it was received.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place(need)) if {
	input.action.name == "disclosure.open"
	some need in unmet
}

# METADATA
# title: What a step needs
# description: The smaller needs of a step; those that the law names have codes of their own.
# custom:
#   code: step_incomplete
#   message: Something that this step needs is missing, or does not fit.
#   law: The guidance that sets up the scheme
#   remedy: Complete what is named and take the step again.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place(need)) if {
	input.action.name != "disclosure.open"
	some need in unmet
	not need in own_code
}
