package proviso.needs

import data.proviso.lib.agencies
import data.proviso.lib.dates
import data.proviso.reference

met("managed_under_mappa") if {
	_application.mappa_category
	_application.mappa_level
}

met("less_intrusive_tried") if {
	count(_step.less_intrusive) > 0
	every way in _step.less_intrusive {
		reference.options[way.option]
		reference.why_not[way.why_not]
	}
}

# MAPPA guidance: reasonable, necessary, lawful, proportionate. The other two are those of the presumption in s.327A:
# a child sex offender (`conviction`), and a risk of serious harm.
met("legal_test_answered") if {
	every limb in {"conviction"} | _mappa_limbs {
		is_boolean(_step.tests[limb])
	}
}

met("legal_test_met") if {
	every limb in _mappa_limbs {
		_step.tests[limb] == true
	}
}

_mappa_limbs := {"risk", "reasonable", "necessary", "lawful", "proportionate"}

# At level 2 and 3 agencies manage the offender together, so a meeting of theirs considers it.
met("meeting_of_its_level") if _state.told.mappa_level == 1

met("meeting_of_its_level") if {
	_step.forum.body == "mappa"
	_step.forum.reference_given == true
}

met("meeting_of_its_level") if _state.emergency == true

# The answer that each owner gave last. In immediate danger the owners are told afterwards.
met("owners_permit") if {
	every owner, permits in object.union(_owners_said_before, _owners_say) {
		agencies.known(owner)
		permits == true
	}
}

met("owners_permit") if _state.emergency == true

_owners_said_before := {owner.agency: owner.permission | some owner in _state.told.owners}

_owners_say := {owner.agency: owner.permission | some owner in _step.owners}

# With a body of MAPPA one shares. An associate is one only where it was brought in as such.
met("recipient_outside_mappa") if {
	agencies.active(_step.acts_for)
	not _mappa_body(agencies.kind(_step.acts_for))
}

met("recipient_outside_mappa") if {
	not _step.acts_for
	_state.people[_step.recipient] != "professional"
}

_mappa_body(kind) if {
	body := reference.mappa_bodies[kind]
	not body.on_ground
	dates.in_force(body)
}

met("not_asked_with_reason") if {
	_step.representations.sought == false
	reference.representation_reasons[_step.representations.reason]
}

met("disclosed_before") if _state.delivered == true

met("account_327a") if {
	every part in ["reasons_for", "reasons_against", "content", "conditions", "recipient_name", "recipient_address"] {
		_step.account_327a[part] == true
	}
}

place_of["managed_under_mappa"] := "mappa"

place_of["less_intrusive_tried"] := "less_intrusive"

place_of["legal_test_answered"] := "tests"

place_of["legal_test_met"] := "tests"

place_of["meeting_of_its_level"] := "forum"

place_of["owners_permit"] := "owners"

place_of["recipient_outside_mappa"] := "acts_for"

place_of["not_asked_with_reason"] := "representations/reason"

place_of["disclosed_before"] := "step"

own_code contains "less_intrusive_tried"

own_code contains "legal_test_answered"

own_code contains "legal_test_met"

own_code contains "owners_permit"

own_code contains "recipient_outside_mappa"

own_code contains "account_327a"
