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

asked := object.keys(scheme.current.needs) | _by_outcome if scheme.in_turn

_by_outcome := object.keys(scheme.outcome.needs) if scheme.outcome

_by_outcome := set() if not scheme.outcome

# METADATA
# title: What is asked for and not met
unmet := {need | some need in asked; not met(need)}

# METADATA
# title: Where in the request a need is looked for
place(need) := object.get(_places, need, need)

_places := {
	"applicant_named": "people",
	"named_child": "contact/child",
	"named_subject": "contact/subject",
	"contact_test": "contact/kind",
	"safe_contact": "people/safe_contact",
	"concern_given": "concern",
	"received_not_future": "received/at",
	"checks_done": "checks",
	"identity_of_applicant": "identity/person",
	"identity_seen": "identity",
	"identity_unverified": "identity/verified",
	"recipient_named": "recipient",
	"recipient_best_placed": "best_placed",
	"tests_present": "tests",
	"presumption_or_discretion": "tests",
	"identity_verified": "identity",
	"in_person": "delivery/mode",
	"nothing_left": "delivery/items_left",
	"words_recorded": "delivery/words",
	"delivered_not_future": "delivery/at",
	"undertaking_signed_or_second_decision": "step",
	"use_limited": "step",
	"recipient_as_decided": "recipient",
	"five_facts": "facts",
	"five_facts_if_delivered": "facts",
	"emergency_recorded": "step",
	"warnings_read": "warnings_read",
	"present_recorded": "present",
	"person_is_recipient": "person",
	"undertaking_not_future": "at",
	"place_recorded": "place",
	"signature_evidenced": "signature",
}

_with_their_own_code := {
	"reasons", "checks_done", "recipient_best_placed", "tests_present", "presumption_or_discretion",
	"representations", "identity_verified", "in_person", "nothing_left", "warnings_read", "present_recorded",
	"undertaking_signed_or_second_decision", "use_limited", "five_facts", "five_facts_if_delivered", "emergency_recorded",
	"person_is_recipient", "signature_evidenced",
}

# METADATA
# title: What an application needs
# description: A named child, a named person of concern, the contact between them, a safe way to reach the applicant.
# custom:
#   code: application_incomplete
#   message: Something that an application under this scheme needs is missing.
#   law: Child sex offender disclosure scheme guidance, initial contact
#   remedy: >-
#     Complete what is named; the applicant with a safe way of contact, the child, the person of concern, the kind of
#     contact between them (enough to be a real risk), the concern in words, and when it was received.
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
	not need in _with_their_own_code
}
