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
	_told_granted
}

granted if {
	input.action.name in _follow_ups
	proviso.who.granted
	proviso.followup.granted
}

granted if {
	input.action.name == "undertaking.breach"
	proviso.who.granted
	proviso.undertaking.granted
}

granted if {
	input.action.name == "clock.record"
	proviso.who.granted
	proviso.clock.granted
}

# What a request for information tells itself is judged as a share.
_told_granted if not _request_tells

_told_granted if {
	_request_tells
	proviso.need.granted
	_basis_granted
}

_request_tells if {
	input.action.name == "disclosure.open"
	input.context.share
}

# METADATA
# title: Something is shared, by a share or by a request for information
default sharing := false

sharing if input.action.name == "share.create"

sharing if _request_tells

granted if {
	input.action.name == "idempotency.replay"
	proviso.who.granted
}

_reads := {"share.read", "share.list", "inbox.list", "disclosure.list", "undertaking.read"}

_follow_ups := {"share.outcome", "share.attach", "involvement.change"}

_of_records := (_reads | _follow_ups) | {"disclosure.step", "disclosure.read", "undertaking.record", "undertaking.breach"}

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
	sharing
	some reason in share_reasons
}

against contains reason if {
	input.action.name in _follow_ups
	some reason in proviso.followup.deny
}

against contains reason if {
	input.action.name == "clock.record"
	some reason in proviso.clock.deny
}

against contains reason if {
	input.action.name in _of_records
	some reason in proviso.records.deny
}

against contains reason if {
	input.action.name in (_scheme_actions | {"undertaking.breach"})
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
