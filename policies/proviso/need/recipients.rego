package proviso.need

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: The recipient is in the directory
# description: An agency that nobody has entered cannot receive.
# custom:
#   code: recipient_unknown
#   message: An agency named as recipient is not in the directory.
#   law: UK GDPR Art 5(1)(f); protocol 2.7
#   remedy: Look the agency up in the directory and use its identifier there.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/agency", [i])) if {
	some i, recipient in input.context.share.recipients
	not agencies.known(recipient.agency)
}

# METADATA
# title: The recipient exists today
# description: On the day of a change the old council is gone and its successors hold the duty.
# custom:
#   code: recipient_not_active
#   message: An agency named as recipient does not exist on this date. It was replaced, or has not begun yet.
#   law: UK GDPR Art 5(1)(d) and 5(1)(f)
#   remedy: Look the agency up in the directory; name the successor whose area the person lives in.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/agency", [i])) if {
	some i, recipient in input.context.share.recipients
	agencies.known(recipient.agency)
	not agencies.active(recipient.agency)
}

# METADATA
# title: The recipient's role belongs to its kind of agency
# description: What is sent to a role that nobody there holds is seen by nobody, or by the wrong person.
# custom:
#   code: recipient_role_wrong
#   message: A recipient agency has no such role.
#   law: UK GDPR Art 5(1)(f); protocol 2.7
#   remedy: Name a role that this kind of agency has; the directory lists them.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/role", [i])) if {
	some i, recipient in input.context.share.recipients
	agencies.known(recipient.agency)
	not agencies.holds_role(recipient.agency, recipient.role)
}

# METADATA
# title: The sender does not send to itself
# description: A share goes to another agency; colleagues work in the agency's own records.
# custom:
#   code: recipient_is_sender
#   message: Your own agency is named as a recipient.
#   law: UK GDPR Art 5(1)(c)
#   remedy: Take your own agency out of the recipients; use your own records for colleagues.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/agency", [i])) if {
	some i, recipient in input.context.share.recipients
	recipient.agency == cases.sender
}

# METADATA
# title: A recipient is named once
# description: Two entries for one role could say different things about why it needs to know.
# custom:
#   code: recipient_named_twice
#   message: The same role of the same agency is named twice.
#   law: UK GDPR Art 5(1)(c) and 5(1)(d)
#   remedy: Keep one entry for each role of an agency.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d", [i])) if {
	some i, _ in input.context.share.recipients
	_named_twice(i)
}

# METADATA
# title: It is said why the recipient needs to know
# description: Need to know is decided for each recipient, in danger too.
# custom:
#   code: need_not_stated
#   message: It is not said why a recipient needs to know.
#   law: UK GDPR Art 5(1)(c); protocol 2.7
#   remedy: Say in a sentence what this recipient is to do or decide with the information.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/need", [i])) if {
	some i, recipient in input.context.share.recipients
	not recipient.need.given == true
}

# METADATA
# title: A named recipient is not excluded
# description: An officer who is the subject, or close to the subject, is kept out by name.
# custom:
#   code: recipient_excluded
#   message: A practitioner named as recipient is also excluded from this share.
#   law: UK GDPR Art 5(1)(f) and 32(4)
#   remedy: Name another practitioner, or none, or take the name off the excluded list if it stands there by mistake.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/practitioner", [i])) if {
	some i, recipient in input.context.share.recipients
	_named_and_excluded(recipient)
}

# METADATA
# title: Something is left for each recipient to see
# description: What a role does not need for the purpose is withheld; a recipient who would see nothing has no need.
# custom:
#   code: recipient_needs_nothing
#   message: A recipient's role needs none of these statements for this purpose, so nothing is left to show it.
#   law: UK GDPR Art 5(1)(c); protocol 2.7
#   remedy: >-
#     Take this recipient out, name the role that does need it, or send a statement that holds only categories which
#     this role needs.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/role", [i])) if {
	purpose_known
	some i, recipient in input.context.share.recipients
	reference.roles[recipient.role]
	count(seen(i)) == 0
}
