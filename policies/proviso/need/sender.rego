# METADATA
# title: Need to know
# description: Who sends, who receives and why they need it. Receiving follows from the case, never from asking.
package proviso.need

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: Sender, purpose and every recipient hold
# description: The positive ground of a share.
granted if {
	sender_may_send
	purpose_known
	area_settled
	count(input.context.share.recipients) > 0
	every i, _ in input.context.share.recipients {
		recipient_holds(i)
	}
}

# METADATA
# title: The sender may send about this case
# description: It is involved, or it makes a referral, which opens a case of its own.
sender_may_send if cases.referral

sender_may_send if cases.involved(cases.sender)

purpose_known if reference.purposes[input.context.share.purpose]

# METADATA
# title: The area is settled
# description: >-
#   A referral needs the council area where the person lives or is found, and that must be a council which holds
#   children's social care today. In a case the area is only looked at when it is known.
area_settled if agencies.childrens_council(cases.area)

area_settled if {
	not cases.referral
	not cases.area
}

# METADATA
# title: The sender is involved in the case
# description: >-
#   A case that does not exist and one that the sender has nothing to do with are the same here. What depends on the
#   other agencies' part in the case is not judged at all then, or the refusal would tell who is involved.
# custom:
#   code: sender_not_involved
#   message: Your agency is not involved in this case.
#   law: UK GDPR Art 5(1)(b), 5(1)(c) and 5(1)(f); protocol 2.7
#   remedy: >-
#     Check the case number. If you have a concern of your own, send a referral: leave the case out and name the
#     council area; or ask the council whose case it is to bring your agency in.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "case_id") if not sender_may_send

# METADATA
# title: The purpose is of the closed list
# description: Everything else is measured against the purpose.
# custom:
#   code: purpose_unknown
#   message: The purpose is not one that information is shared for here.
#   law: UK GDPR Art 5(1)(b)
#   remedy: Name one purpose of the list. If none fits, ask your data protection officer before you share.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "purpose") if not purpose_known

# METADATA
# title: A referral names an area
# description: Without the area nobody can tell which council and which force have the duty.
# custom:
#   code: area_missing
#   message: The referral does not say in which council's area the person lives or is found.
#   law: Children Act 1989 s.47(1); Care Act 2014 s.42(1)
#   remedy: Name the council of the area where the person lives or is found.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "area") if {
	cases.referral
	not cases.area
}

# METADATA
# title: The area is a council that holds the duty today
# description: Districts do not hold children's social care, and councils that were replaced hold nothing.
# custom:
#   code: area_not_a_childrens_council
#   message: The area named is not a council that holds children's social care on this date.
#   law: Children Act 1989 s.47(1); Local Authority Social Services Act 1970 s.1
#   remedy: Name the unitary, metropolitan, London or county council of the area; look up the successor of one that ended.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "area") if {
	cases.area
	not area_settled
}

# METADATA
# title: There is a recipient
# description: Information is shared with someone by name of agency and role.
# custom:
#   code: recipients_missing
#   message: Nobody is named to receive it.
#   law: UK GDPR Art 5(1)(c); protocol 2.7
#   remedy: Name at least one agency and the role in it that needs to know.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "recipients") if count(input.context.share.recipients) == 0
