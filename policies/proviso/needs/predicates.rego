package proviso.needs

import data.proviso.lib.dates
import data.proviso.reference

_application := input.context.application

_step := input.context.step

_state := input.context.facts.state

# METADATA
# title: A need is met
# description: One rule for each need of the list.
met("applicant_named") if {
	some person in _application.people
	person.role == "applicant"
}

met("named_child") if {
	some person in _application.people
	person.ref == _application.child
	person.role == "child"
}

met("named_child") if _state.people[_state.child] == "child"

met("named_subject") if {
	some person in _application.people
	person.ref == _application.subject
	person.role == "subject"
}

met("contact_test") if reference.contact_kinds[_application.contact_kind].enough == true

met("contact_test") if reference.contact_kinds[_state.contact.kind].enough == true

met("safe_contact") if {
	some person in _application.people
	person.role == "applicant"
	person.safe_contact_given == true
}

met("concern_given") if _application.concern.given == true

met("received_not_future") if dates.past(_application.received_at)

met("reasons") if _step.reasons.given == true

met("checks_done") if {
	count(_step.checks) > 0
	every check in _step.checks {
		reference.checks[check]
	}
}

met("identity_of_applicant") if _state.people[_step.identity.person] == "applicant"

met("identity_seen") if _identity_seen

_identity_seen if {
	_state.people[_step.identity.person]
	_step.identity.verified == true
	count(_step.identity.documents) > 0
	every document in _step.identity.documents {
		reference.documents[document]
	}
}

met("identity_unverified") if {
	_state.people[_step.identity.person]
	_step.identity.verified == false
}

met("identity_verified") if _state.identity[_state.recipient] == true

met("identity_verified") if {
	_step.identity.person == _state.recipient
	_identity_seen
}

met("recipient_named") if {
	role := _state.people[_step.recipient]
	not role in {"subject", "child"}
	_step.recipient != object.get(_state, "subject", "")
	_step.recipient != object.get(_state, "child", "")
}

met("recipient_best_placed") if {
	reference.best_placed[_step.best_placed].roles[_state.people[_step.recipient]] == true
}

# Each limb is answered, true or false: CSODS guidance on the presumption to disclose.
met("tests_present") if {
	every limb in ["conviction", "risk", "necessary", "proportionate"] {
		is_boolean(_step.tests[limb])
	}
}

# With a conviction there is a presumption, without one a discretion; both need risk, necessity and proportionality.
met("presumption_or_discretion") if {
	every limb in ["risk", "necessary", "proportionate"] {
		_step.tests[limb] == true
	}
	object.get(_step.tests, "lawful", true) == true
}

# X (South Yorkshire) [2012] EWHC 2954 (Admin): asked for and considered, or a coded reason why not.
met("representations") if {
	_step.representations.sought == true
	_step.representations.considered == true
}

met("representations") if {
	_step.representations.sought == false
	reference.representation_reasons[_step.representations.reason]
}
