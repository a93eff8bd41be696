package proviso.decision

import data.proviso

# METADATA
# title: The positive ground of each action
granted if {
	input.action.name == "share.create"
	proviso.who.granted
	proviso.need.granted
	_basis_granted
}

granted if {
	input.action.name in _reads
	proviso.who.granted
	proviso.records.granted
}

granted if {
	input.action.name in _scheme_actions
	proviso.who.granted
	proviso.scheme.granted
}

granted if {
	input.action.name == "idempotency.replay"
	proviso.who.granted
}

_reads := {"share.read", "share.list", "inbox.list", "undertaking.read"}

_of_records := _reads | {"disclosure.step", "disclosure.read", "undertaking.record"}

_scheme_actions := {"disclosure.open", "disclosure.step", "disclosure.read", "undertaking.record"}

_basis_granted if proviso.basis.granted

# The attested danger to life stands in for a basis that nobody has had the time to name.
_basis_granted if {
	proviso.urgent.relief
	not proviso.basis.given
}

# METADATA
# title: The reasons against each action
against contains reason if {
	input.action.name == "share.create"
	some reason in share_reasons
}

against contains reason if {
	input.action.name in _of_records
	some reason in proviso.records.deny
}

against contains reason if {
	input.action.name in _scheme_actions
	some reason in union({proviso.scheme.deny, proviso.needs.deny, proviso.undertaking.deny})
}

# METADATA
# title: The reasons against a share
share_reasons := union({
	proviso.need.deny,
	proviso.basis.deny,
	proviso.necessity.deny,
	proviso.informed.deny,
	proviso.statements.deny,
	proviso.urgent.deny,
})

# METADATA
# title: What may be seen, by action
seen := proviso.need.view if input.action.name == "share.create"

seen := proviso.records.view if input.action.name in _reads

seen := proviso.scheme.view if input.action.name in _scheme_actions

# METADATA
# title: The duties owed, by action
owed contains duty if {
	input.action.name == "share.create"
	some duty in proviso.informed.obligations
}

owed contains {"code": "regularise_agreement", "agency": input.subject.properties.agency} if {
	input.action.name == "share.create"
	not input.context.share.lawful_basis.agreement == true
}

owed contains duty if {
	input.action.name == "share.create"
	proviso.urgent.relief
	some duty in proviso.urgent.obligations(put_off)
}

owed contains duty if {
	input.action.name in _scheme_actions
	some duty in proviso.scheme.obligations
}
