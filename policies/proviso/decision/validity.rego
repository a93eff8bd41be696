package proviso.decision

import data.proviso.lib.dates
import data.proviso.lib.reasons as said
import data.proviso.reference

# METADATA
# title: The input can be judged
# description: >-
#   A known action with the group that belongs to it, a subject, a clock that can be right, and the tables the rules
#   read. Rules over undefined input would silently not fire, so nothing is allowed without this.
input_valid if {
	dates.clock_valid
	reference.actions[input.action.name]
	is_string(input.subject.id)
	is_string(input.subject.properties.agency)
	is_string(input.subject.properties.role)
	is_object(input.context.facts)
	_group_given
	data_valid
}

_group_given if not _has_group

_has_group if _group[input.action.name]

_group_given if {
	every pointer in _group[input.action.name] {
		object.get(input.context, pointer, null) != null
	}
}

_group := {
	"share.create": [["share"], ["share", "recipients"], ["share", "statements"]],
	"disclosure.open": [["application"]],
	"disclosure.step": [["step"]],
	"undertaking.record": [["undertaking"]],
	"undertaking.breach": [["breach"]],
	"share.outcome": [["outcome"]],
	"share.attach": [["attachment"]],
	"involvement.change": [["change"]],
}

# METADATA
# title: The tables are there
# description: >-
#   One entry of each table that rules cannot do without is looked up. To look at whole tables would cost more with
#   every entry; the build checks them whole, against their schema.
data_valid if {
	reference.actions["share.create"].title
	reference.agency_kinds.local_authority.title
	reference.roles.social_worker.needs
	reference.purposes.safeguarding_child.duty_holders
	reference.categories.injury.special
	reference.bases.UKGDPR_6_1_e.regime
	reference.conditions.DPA_SCH1_18.limbs
	reference.enactments["Children Act 1989 s.47"].nature
	reference.grounds.received.kinds
	reference.urgencies.immediate_danger.title
	reference.obligations.complete_paperwork.hours
}

# METADATA
# title: The input can be judged at all
# description: The decision point builds the input, so a refusal here is a fault of ours and not of the caller.
# custom:
#   code: input_invalid
#   message: The question put to the rules is not one that they can judge.
#   law: UK GDPR Art 5(2) and 25
#   remedy: Send the request again; if it is refused again, tell the service desk the decision's number.
#   effective_from: "2018-05-25"
deny contains said.at(rego.metadata.rule(), "") if {
	data_valid
	not input_valid
}

# METADATA
# title: The data the rules read is there
# description: Rules over missing tables would silently not fire.
# custom:
#   code: data_invalid
#   message: The reference data of the rules is incomplete, so nothing can be decided.
#   law: UK GDPR Art 5(2) and 25
#   remedy: Tell the service desk; in immediate danger telephone the police and the council's emergency duty team.
#   effective_from: "2018-05-25"
deny contains said.at(rego.metadata.rule(), "") if not data_valid

# METADATA
# title: There is a positive ground
# description: No reason stands against it and yet nothing speaks for it, so it is refused.
# custom:
#   code: no_positive_ground
#   message: Nothing in the rules allows this.
#   law: UK GDPR Art 5(1)(a) and 5(1)(f)
#   remedy: Ask your information governance lead; give the decision's number.
#   effective_from: "2018-05-25"
_last_resort contains said.at(rego.metadata.rule(), "") if {
	not allow
	count(standing) == 0
}
