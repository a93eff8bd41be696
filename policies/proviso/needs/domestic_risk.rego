package proviso.needs

import data.proviso.lib.agencies
import data.proviso.reference
import data.proviso.scheme

# A check of the list is a place that was searched, or something that was found.
_searched := {check | some check in _step.checks; reference.checks[check]} - _findings

_findings := {code | some code, entry in reference.checks; entry.finding == true}

met("systems_checked") if some _ in _searched

met("minimum_searches") if {
	some _ in scheme.course.minimum_checks.checks
	every check, _ in scheme.course.minimum_checks.checks {
		check in _searched
	}
}

# The screen that shows the checks is not to be seen by somebody who may not be told.
met("apart_from_applicant") if count(_searched) == 0

met("apart_from_applicant") if "apart_from_applicant" in _step.checks

met("apart_from_applicant") if {
	is_object(_state.people)
	not _somebody_applied
}

met("applicant_warned") if "applicant_warned" in _step.checks

met("risk_graded") if {
	reference.risk_grades[_step.risk.grade]
	reference.risk_tools[_step.risk.tool]
}

met("risk_not_high") if _step.risk.grade in {"standard", "medium"}

# Another agency than the holder took part, and who took part or refused to share is an agency that there is.
met("forum_held") if {
	some other in _step.forum.members
	other != scheme.holder
	every agency in array.concat(_step.forum.members, object.get(_step.forum, "refusals", [])) {
		agencies.active(agency)
	}
}

# The power is the common law's: lawful, necessary and proportionate, to meet a pressing need to prevent crime.
_limbs := {"lawful", "necessary", "proportionate", "pressing_need"}

met("pressing_need_answered") if {
	every limb in _limbs {
		is_boolean(_step.tests[limb])
	}
}

met("pressing_need_shown") if {
	every limb in _limbs {
		_step.tests[limb] == true
	}
}

# Only the person at risk is told, or whoever is best placed to protect that person; never a child of the two.
met("recipient_at_risk_or_protector") if {
	_step.best_placed == "person_at_risk"
	_step.recipient == _state.at_risk
}

met("recipient_at_risk_or_protector") if {
	_step.best_placed == "protector_of_adult"
	_step.recipient != _state.at_risk
	reference.best_placed.protector_of_adult.roles[_state.people[_step.recipient]] == true
	not _is_child(_step.recipient)
}

_is_child(ref) if ref in _state.children

met("plan_recorded") if {
	is_boolean(_step.plan.made)
	every referral in _step.plan.referrals {
		reference.referrals[referral]
	}
}

met("safety_advice") if _step.plan.made == true

met("children_referred") if not _has_children

met("children_referred") if "childrens_social_care" in _step.plan.referrals

_has_children if some _ in _state.children

_has_children if "child" in {role | some role in _state.people}

place_of["systems_checked"] := "checks"

place_of["minimum_searches"] := "checks"

place_of["apart_from_applicant"] := "checks"

place_of["applicant_warned"] := "checks"

place_of["risk_graded"] := "risk"

place_of["risk_not_high"] := "risk/grade"

place_of["forum_held"] := "forum/members"

place_of["pressing_need_answered"] := "tests"

place_of["pressing_need_shown"] := "tests"

place_of["recipient_at_risk_or_protector"] := "recipient"

place_of["plan_recorded"] := "plan"

place_of["safety_advice"] := "plan/made"

place_of["children_referred"] := "plan/referrals"

own_code contains "minimum_searches"

own_code contains "apart_from_applicant"

own_code contains "pressing_need_answered"

own_code contains "pressing_need_shown"

own_code contains "recipient_at_risk_or_protector"

own_code contains "children_referred"
