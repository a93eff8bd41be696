package proviso.needs

import data.proviso.lib.agencies
import data.proviso.lib.dates
import data.proviso.reference
import data.proviso.scheme

met("asked_given") if {
	_application.asked.words.given == true
	count(_application.asked.categories) > 0
	every category in _application.asked.categories {
		reference.categories[category]
	}
}

met("asked_by_ahead") if not _application.asked.by

met("asked_by_ahead") if dates.future(_application.asked.by)

met("missing_named") if {
	count(_step.missing) > 0
	every item in _step.missing {
		reference.missing_items[item]
	}
}

# What was searched, and what was not: an answer that nothing is held says no more than that.
met("searches_recorded") if {
	count(_step.checks) > 0
	every check in array.concat(_step.checks, object.get(_step, "not_checked", [])) {
		reference.checks[check]
	}
	every check in object.get(_step, "not_checked", []) {
		not check in _step.checks
	}
}

met("searched") if count(_state.told.checks) > 0

_share_limbs := ["lawful", "necessary", "proportionate"]

met("share_tests_answered") if {
	every limb in _share_limbs {
		is_boolean(_step.tests[limb])
	}
}

met("share_tests_met") if {
	every limb in _share_limbs {
		_step.tests[limb] == true
	}
}

met("refusal_grounded") if {
	reference.refusal_grounds[_step.refusal]
	not _harm_claimed
}

met("refusal_grounded") if {
	_harm_claimed
	_step.detriment == true
}

_harm_claimed if reference.refusal_grounds[_step.refusal].detriment == true

# A law that obliges the one who is asked leaves only certain ways out.
met("refusal_left_open") if not _asked_law.refusals

met("refusal_left_open") if _asked_law.refusals[_step.refusal] == true

_asked_law := reference.enactments[_state.told.asked.gateway]

met("detriment_answered") if not _detriment_asked

met("detriment_answered") if is_boolean(_step.detriment)

# Under a duty to share for a child's welfare the test is answered when sharing is declined, too.
_detriment_asked if {
	"child" in {role | some role in _state.people}
	some law in reference.enactments
	law.guards.detriment == true
	dates.in_force(law)
	law.nations[agencies.nation(scheme.holder)] == true
	law.kinds[agencies.kind(scheme.holder)] == true
}

# Put off for long is refused in other words.
met("review_ahead") if {
	dates.future(_step.review_at)
	longest := scheme.course.states[scheme.outcome.to].clock.latest_days
	dates.seconds_between(_step.review_at, dates.days_after(input.context.now, longest)) >= 0
}

# The share was made by the holder, in answer to this request, for the agency that asked, and was not named before.
met("answered_by_share") if {
	answer := input.context.facts.referred
	answer.kind == "share"
	answer.sender.agency == scheme.holder
	answer.in_reply_to == input.resource.id
	{recipient.agency | some recipient in answer.recipients} == {_state.requester}
	not _named_before
}

_named_before if _step.share == _state.told.share

met("escalated_further") if {
	level := reference.escalation_levels[_step.escalation].level
	level > _last_level
}

# Above the last there is none: it can be put there again.
met("escalated_further") if reference.escalation_levels[_step.escalation].last == true

default _last_level := 0

_last_level := reference.escalation_levels[_state.told.escalation].level

met("limit_passed") if dates.past(_state.clock.dues[_state.state])

place_of["asked_given"] := "asked"

place_of["asked_by_ahead"] := "asked/by"

place_of["missing_named"] := "missing"

place_of["searches_recorded"] := "checks"

place_of["searched"] := "step"

place_of["share_tests_answered"] := "tests"

place_of["share_tests_met"] := "tests"

place_of["refusal_grounded"] := "refusal"

place_of["refusal_left_open"] := "refusal"

place_of["detriment_answered"] := "detriment"

place_of["review_ahead"] := "review_at"

place_of["answered_by_share"] := "share"

place_of["escalated_further"] := "escalation"

place_of["limit_passed"] := "step"
