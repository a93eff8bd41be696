package proviso.decision

import data.proviso

# METADATA
# title: What may be seen, by action
seen := object.union(proviso.need.view, _referral_clock) if input.action.name == "share.create"

seen := proviso.followup.view if input.action.name in _follow_ups

seen := proviso.undertaking.breach_view if input.action.name == "undertaking.breach"

seen := proviso.clock.view if input.action.name == "clock.record"

seen := proviso.records.view if input.action.name in _reads

seen := object.union(proviso.scheme.view, _agreed) if input.action.name in _scheme_actions

default _referral_clock := {}

_referral_clock := proviso.followup.referral_clock

default _agreed := {}

_agreed := proviso.undertaking.agreed if input.action.name == "undertaking.record"

# METADATA
# title: The duties owed, by action
owed contains duty if {
	sharing
	some duty in proviso.informed.obligations
}

owed contains {"code": "regularise_agreement", "agency": input.subject.properties.agency} if {
	sharing
	not input.context.share.lawful_basis.agreement == true
}

owed contains duty if {
	sharing
	proviso.urgent.relief
	some duty in proviso.urgent.obligations(put_off)
}

owed contains duty if {
	input.action.name in _scheme_actions
	some duty in proviso.scheme.obligations
}

owed contains duty if {
	input.action.name in (_follow_ups | {"share.create"})
	some duty in proviso.followup.obligations
}

owed contains duty if {
	input.action.name == "undertaking.breach"
	some duty in proviso.undertaking.obligations
}

owed contains duty if {
	input.action.name == "clock.record"
	some duty in proviso.clock.obligations
}
