package proviso.followup

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.reasons

# METADATA
# title: The referral can be put to the case
attachment_holds if {
	_holds_cases
	not in_the_same_case
	not input.context.facts.attached
	_attachment_reasoned
}

_holds_cases if agencies.childrens_council(cases.sender)

_attachment_reasoned if input.context.attachment.why.given == true

_at_attachment if {
	input.action.name == "share.attach"
	visible
	received
}

# METADATA
# title: A council puts referrals together
# description: What school and doctor report apart is put together by the council that has the duty to enquire.
# custom:
#   code: attach_for_councils
#   message: Only a council with children's social care puts a referral to a case.
#   law: Children Act 1989 s.47(1); Working Together 2023; protocol 1.2
#   remedy: Send what you know to the council whose case it is as a share, and say which referral it belongs to.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	_at_attachment
	not _holds_cases
}

# METADATA
# title: A referral is put to another case than its own
# description: In its own case it stands already.
# custom:
#   code: attach_to_its_own_case
#   message: The referral lies in this case already.
#   law: UK GDPR Art 5(1)(c)
#   remedy: Name the other case to which it belongs as well, or leave it as it is.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "case_id") if {
	_at_attachment
	in_the_same_case
}

# METADATA
# title: A referral is put to a case once
# description: Nothing is ever taken back or replaced, so a second entry would say the same twice.
# custom:
#   code: attached_already
#   message: Your agency has put this referral to this case already.
#   law: UK GDPR Art 5(1)(c) and 5(1)(d)
#   remedy: Read the chronology of the case, where it stands; if something is new, share it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "case_id") if {
	_at_attachment
	input.context.facts.attached
}

# METADATA
# title: It is said why the two belong together
# description: Two children may have one name. Why these are one picture is kept with the record.
# custom:
#   code: attach_reason_missing
#   message: It is not said why the referral belongs to this case.
#   law: UK GDPR Art 5(1)(d) and 5(2); protocol 1.3
#   remedy: Say in a sentence how you know that both are about the same child or family.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "why") if {
	_at_attachment
	not _attachment_reasoned
}

# METADATA
# title: What stands in the council's chronology of the case
# description: The referral by its number, and of it what the council's own roles see in the referral itself.
attachment_view := {
	"referral": {
		"record_id": input.resource.id,
		"case_id": shared.case,
		"at": shared.at,
		"from": object.filter(shared.sender, ["agency", "role"]),
		"purpose": shared.purpose,
	},
	"roles": sort({recipient.role | some recipient in _ours}),
	"items": [object.filter(item, ["id", "kind", "categories", "as_of"]) |
		some item in shared.items
		item.id in _items_of_ours
	],
	"excluded": shared.excluded,
	"only": {recipient.role: recipient.practitioner | some recipient in _ours; recipient.practitioner},
}

_ours := [recipient | some recipient in shared.recipients; recipient.agency == cases.sender]

_items_of_ours := {item | some recipient in _ours; some item in recipient.items}
