package proviso.needs

import data.proviso.lib.dates
import data.proviso.reference
import data.proviso.scheme

_delivery := input.context.step.delivery

_undertaking := input.context.undertaking

_told := object.get(input.context, ["step", "facts"], {})

met("in_person") if reference.delivery_modes[_delivery.mode].in_person == true

met("nothing_left") if _delivery.items_left == false

met("words_recorded") if _delivery.words.given == true

met("delivered_not_future") if dates.past(_delivery.at)

met("warnings_read") if _all_warnings(_delivery.warnings_read)

met("warnings_read") if _all_warnings(_undertaking.warnings_read)

met("present_recorded") if _all_recorded(_delivery.present)

met("present_recorded") if _all_recorded(_undertaking.present)

met("undertaking_signed_or_second_decision") if {
	_state.undertaking.outcome == "signed"
	_state.undertaking.person == _state.recipient
}

met("undertaking_signed_or_second_decision") if {
	_state.undertaking.outcome == "refused"
	_state.second_decision.outcome == "proceed"
}

met("recipient_as_decided") if object.get(_step, "recipient", _state.recipient) == _state.recipient

met("use_limited") if _state.use_limited_to == _state[scheme.course.use_limited_to]

met("use_limited") if scheme.course.use_limited_to == "nothing"

met("five_facts") if _five_facts

_five_facts if {
	every fact in ["when", "who", "to_whom", "how", "what"] {
		true in {_state.five_facts[fact], object.get(_told, fact, false)}
	}
}

met("five_facts_if_delivered") if _state.delivered == false

met("five_facts_if_delivered") if _five_facts

# What was put off in an emergency is recorded after the last one.
met("emergency_recorded") if count(scheme.unrecorded) == 0

met("person_is_recipient") if _undertaking.person == _state.recipient

met("undertaking_not_future") if dates.past(_undertaking.at)

met("place_recorded") if _undertaking.place_given == true

met("signature_evidenced") if {
	reference.signature_methods[_undertaking.signature_method]
	true in {_undertaking.evidence_hash_given, _undertaking.witness_given}
}

_all_warnings(read) if {
	every warning, _ in scheme.course.warnings {
		warning in read
	}
}

# Everyone present is entered, the recipient and an officer among them: anyone present can pass it on.
_all_recorded(present) if {
	_state.recipient in {entry.ref | some entry in present}
	some entry in present
	scheme.course.officer_roles[entry.role] == true
	every somebody in present {
		_entered(somebody)
	}
}

_entered(somebody) if _state.people[somebody.ref]

_entered(somebody) if {
	not somebody.ref
	reference.present_roles[somebody.role]
}
