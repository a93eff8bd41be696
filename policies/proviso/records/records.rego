# METADATA
# title: Records
# description: >-
#   Reading. A record that the caller may not see and one that does not exist give exactly the same answer: one
#   reason, not_found, whatever else is asked.
package proviso.records

import data.proviso.followup
import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.reasons
import data.proviso.reference
import data.proviso.scheme

# METADATA
# title: What is asked for is there for this caller
# description: The positive ground of every read.
granted if {
	visible
	reason_fits
}

visible if {
	input.action.name == "share.read"
	cases.involved(cases.sender)
	some _ in share_items
}

visible if {
	input.action.name == "share.list"
	cases.involved(cases.sender)
}

visible if input.action.name in {"inbox.list", "disclosure.list"}

visible if {
	input.action.name == "undertaking.read"
	cases.involved(cases.sender)
	input.context.facts.record.kind in {"undertaking", "incident"}
	_takes_undertakings
}

visible if {
	input.action.name in {"disclosure.read", "disclosure.step", "undertaking.record", "undertaking.breach"}
	scheme.visible
}

visible if followup.visible

visible if followup.note_visible

# The police, and whoever else runs a scheme that has them.
_takes_undertakings if {
	some course in data.proviso.schemes
	course.undertaking
	course.agency_kinds[agencies.kind(cases.sender)] == true
}

reason_fits if input.action.name != "share.read"

reason_fits if reference.access_reasons[input.context.reason]

# METADATA
# title: The items of a share that this caller sees
# description: >-
#   As decided when it was shared: all of them for the sender's role, what its entry says for a recipient's role. An
#   entry that names a practitioner is for that practitioner. Whoever is excluded by name sees nothing.
share_items := {item | some item in (_as_sender | _as_recipient)} if {
	_record.kind == "share"
	not _excluded
}

_excluded if input.subject.id in _record.excluded

_record := input.context.facts.record

_caller := input.subject.properties

_as_sender := {item.id |
	_record.sender.agency == _caller.agency
	_record.sender.role == _caller.role
	some item in _record.items
}

_as_recipient := {item |
	some recipient in _record.recipients
	recipient.agency == _caller.agency
	recipient.role == _caller.role
	object.get(recipient, "practitioner", input.subject.id) == input.subject.id
	some item in recipient.items
}

# METADATA
# title: There is something here for this caller
# description: >-
#   Only the sender and the recipients read a share; involvement alone does not open it, and it is needed as well.
#   The chronology of a case is for the agencies involved in it, an application for the force whose case it is.
# custom:
#   code: not_found
#   message: There is nothing here for you under this number.
#   law: UK GDPR Art 5(1)(f) and 32; protocol 2.7
#   remedy: Check the number. If you need to know, ask the council or the police force of the area.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if not visible

# METADATA
# title: Whoever reads says why
# description: The reason for access is kept with the decision, for reviews and audits.
# custom:
#   code: access_reason_missing
#   message: It is not said why you read this, or the reason is not on the list.
#   law: DPA 2018 s.62; UK GDPR Art 5(2)
#   remedy: Give the reason for access that fits from the list and read again.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "reason") if {
	visible
	not reason_fits
}

# METADATA
# title: What the reader sees
# description: >-
#   For a share the items and what was said of it; for the inbox and the chronology the role whose pointers are shown.
view := object.union(
	{"items": [item.id | some item in _record.items; item.id in share_items]},
	followup.answers_seen,
) if {
	input.action.name == "share.read"
}

view := {"roles": [input.subject.properties.role]} if input.action.name in {"share.list", "inbox.list", "disclosure.list"}

view := {} if input.action.name == "undertaking.read"
