package proviso.undertaking

import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference
import data.proviso.scheme

_reported := input.context.breach

_breach_reported if {
	input.action.name == "undertaking.breach"
	scheme.visible
}

# METADATA
# title: A breach may be reported
# description: >-
#   By the agency that holds the request, about an undertaking of this request. A request that already stands still
#   because of another report stands still; the report is recorded all the same.
granted if {
	_breach_reported
	_held
	_of_this_request
	count(_lacking) == 0
}

_held if scheme.party == "holder"

# Those of earlier decisions bind as well.
_of_this_request if _reported.undertaking == scheme.state.undertaking.id

_of_this_request if _reported.undertaking in scheme.state.undertakings

# METADATA
# title: The undertaking is one of this request
# description: A report about one recipient does not stop the disclosure to another.
# custom:
#   code: undertaking_of_other_request
#   message: The undertaking is not one of this request.
#   law: UK GDPR Art 5(1)(d)
#   remedy: Name the request that the undertaking belongs to.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "request_id") if {
	_breach_reported
	not _of_this_request
}

# METADATA
# title: The agency that holds the request takes the report
# description: Whoever made a request tells the holder, who knows what was disclosed and to whom.
# custom:
#   code: breach_not_by_holder
#   message: A breach is recorded by the agency that holds the request.
#   law: UK GDPR Art 5(1)(f) and 33; DPA 2018 s.67
#   remedy: Tell the agency that holds the request at once; it records the breach.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	_breach_reported
	not _held
}

# METADATA
# title: What a report lacks
_lacking := {"words", "kind", "learned_at"} - _said

_said contains "words" if _reported.words.given == true

_said contains "kind" if reference.breach_kinds[_reported.kind]

_said contains "learned_at" if dates.past(_reported.learned_at)

# METADATA
# title: A report says what was done, and when it became known
# description: The 72 hours run from when it became known, so this is not in the future.
# custom:
#   code: breach_incomplete
#   message: The report does not say what was done, or when it became known.
#   law: UK GDPR Art 33(1) and 33(5); DPA 2018 s.67
#   remedy: Complete what is named and report again at once.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place) if {
	_breach_reported
	some place in _lacking
}

# METADATA
# title: What is told after a report
# description: Nothing may come next but what goes over the freeze.
breach_view := object.union(scheme.view, {"next": over_freeze}) if _breach_reported

over_freeze := [step | some step in scheme.view.next; scheme.course.steps[step.step].over_freeze == true]

# METADATA
# title: The duty that comes with a report
# description: Within 72 hours of when it became known it is decided whether the Information Commissioner is told.
obligations contains {
	"code": "breach_incident",
	"due": dates.hours_after(_reported.learned_at, reference.obligations.breach_incident.hours),
	"agency": scheme.holder,
	"detail": [_reported.kind],
} if {
	_breach_reported
}
