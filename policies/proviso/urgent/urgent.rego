# METADATA
# title: Urgent
# description: >-
#   In immediate danger, attested by the one who shares, what is missing of paperwork becomes a duty within 24 hours.
#   Purpose, who asks, each recipient's need and whatever the law forbids still hold: only reasons that are marked as
#   paperwork are put off.
package proviso.urgent

import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: Paperwork is put off
relief if {
	_danger
	input.context.share.attested == true
}

_danger if input.context.share.urgency == "immediate_danger"

# METADATA
# title: The urgency is of the closed list
# description: Routine, urgent or immediate danger.
# custom:
#   code: urgency_unknown
#   message: The urgency is not on the list.
#   law: UK GDPR Art 5(1)(c)
#   remedy: Choose routine, urgent or immediate_danger.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "urgency") if not _urgency_known

_urgency_known if reference.urgencies[input.context.share.urgency]

# METADATA
# title: Immediate danger is attested
# description: Someone says in their own words that life or safety is at stake now, and answers for it.
# custom:
#   code: attestation_missing
#   message: Immediate danger is claimed, and nobody attests it.
#   law: UK GDPR Art 6(1)(d) and 5(2); ICO data sharing code, emergencies
#   remedy: Say in your own words what the immediate danger is; if there is none, share as urgent.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "attestation") if {
	_danger
	not input.context.share.attested == true
}

# METADATA
# title: The duties that come with relief
# description: To complete what was left out, and to have a supervisor review the emergency.
obligations(put_off) := _to_complete(put_off) | {_to_review}

_to_complete(put_off) := {{"code": "complete_paperwork", "due": _due("complete_paperwork"), "detail": sort(put_off)} |
	count(put_off) > 0
}

_to_review := {"code": "review_urgent_access", "due": _due("review_urgent_access")}

_due(code) := dates.hours_after(input.context.now, reference.obligations[code].hours)
