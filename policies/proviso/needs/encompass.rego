package proviso.needs

import data.proviso.lib.agencies
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference
import data.proviso.scheme

met("incident_attended") if {
	_application.incident.reference_given == true
	dates.past(_application.incident.at)
	dates.seconds_between(_application.incident.at, _application.received_at) >= 0
}

met("area_given") if agencies.childrens_council(_application.area)

met("children_counted") if _step.children_found > 0

met("children_none") if _step.children_found == 0

# A school is what has a designated safeguarding lead.
met("school_active") if {
	agencies.active(_step.school)
	agencies.holds_role(_step.school, "safeguarding_lead")
}

met("notice_to_school") if _notice_reaches(_state.told.school, "safeguarding_lead")

met("notice_to_council") if _notice_reaches(_state.told.area, "social_worker")

# The share of this case that the step names, as it is kept; a share of another case is not looked at.
_notice := object.get(input.context.facts, "referred", {})

_notice_reaches(agency, role) if {
	_notice.kind == "share"
	_notice.sender.agency == scheme.holder
	_notice.enactment == "Domestic Abuse Act 2021 s.49A"
	every moment in _notice_follows {
		dates.seconds_between(moment, _notice.at) >= 0
	}
	some recipient in _notice.recipients
	recipient.agency == agency
	recipient.role == role
	count(recipient.items) > 0
}

# What was told before the incident, or before it was opened again on something new, does not tell of it.
_notice_follows := {_state.told.incident.at} | {entry.at | some entry in _state.history; entry.step == "reopen"}

# A limit that the scheme's data computes from the incident: kept, or the reason why not is of the list.
met("lateness_reasoned") if {
	told_at := object.get(_notice, "at", input.context.now)
	dates.seconds_between(told_at, scheme.overall_limit_passes) >= 0
}

met("lateness_reasoned") if _lateness_told(reference.lateness_reasons[_step.lateness])

_lateness_told(reason) if not reason.needs_words

_lateness_told(reason) if {
	reason.needs_words
	_step.reasons.given == true
}

met("support_told") if is_boolean(_step.plan.made)

place_of["incident_attended"] := "incident"

place_of["area_given"] := "area"

place_of["children_counted"] := "children_found"

place_of["children_none"] := "children_found"

place_of["notice_to_school"] := "share"

place_of["notice_to_council"] := "share"

place_of["support_told"] := "plan"

own_code contains "school_active"

own_code contains "notice_to_school"

own_code contains "notice_to_council"

own_code contains "lateness_reasoned"

# METADATA
# title: The school is one of the directory, today
# description: A notice to a school that has closed, or to another body, is read by nobody who could help the child.
# custom:
#   code: school_not_active
#   message: The school named is missing, is not a school, or does not exist on this date.
#   law: Domestic Abuse Act 2021 s.49A; UK GDPR Art 5(1)(d)
#   remedy: Look the school up in the directory; for a child taught at home, choose la_route; if it cannot be found, unmatched.
#   effective_from: "2025-11-07"
deny contains reasons.at(rego.metadata.rule(), "school") if "school_active" in unmet

# METADATA
# title: The notice is a share of this case
# description: By the force that attended, to the school's safeguarding lead or to the council, under the duty, and new.
# custom:
#   code: notice_not_shared
#   message: >-
#     The share named is not a notice of this incident to the safeguarding lead of the school that was found, or to
#     children's social care of the council.
#   law: Domestic Abuse Act 2021 s.49A
#   remedy: >-
#     Share it in this case with the school's safeguarding_lead, or with the council's social_worker for a child taught
#     at home, relying on Domestic Abuse Act 2021 s.49A; then name that share.
#   effective_from: "2025-11-07"
deny contains reasons.at(rego.metadata.rule(), "share") if some _ in ({"notice_to_school", "notice_to_council"} & unmet)

# METADATA
# title: Lateness has its reason
# description: The limit is computed from the time of the incident; in practice before the next school day begins.
# custom:
#   code: lateness_not_reasoned
#   message: The notice came after the next school day had begun, and it is not said why.
#   law: Domestic Abuse Act 2021 s.49A (as soon as is reasonably practicable)
#   remedy: Choose the reason for the lateness from the list; for a reason that is not listed, give it in words too.
#   effective_from: "2025-11-07"
deny contains reasons.at(rego.metadata.rule(), "lateness") if "lateness_reasoned" in unmet
