package proviso.needs

import data.proviso.lib.reasons

# METADATA
# title: The disclosure is made in person
# description: Not in writing, not by phone.
# custom:
#   code: not_in_person
#   message: The disclosure was not made in person.
#   law: Protocol, Child Sex Offender Disclosure Scheme
#   remedy: See the recipient in person and disclose then.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "delivery/mode") if "in_person" in unmet

# METADATA
# title: Nothing is left with the recipient
# description: A paper can be passed on.
# custom:
#   code: documents_left
#   message: Something in writing was left with the recipient, or it is not said that nothing was.
#   law: Protocol, Child Sex Offender Disclosure Scheme; scheme guidance
#   remedy: Leave nothing in writing; if something was left, get it back first.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "delivery/items_left") if "nothing_left" in unmet

# METADATA
# title: The warnings are read
# description: Purpose only; confidential, with an undertaking; proceedings if it is breached.
# custom:
#   code: warnings_not_read
#   message: Not all of the scheme's warnings were read to the recipient.
#   law: Protocol, Child Sex Offender Disclosure Scheme (Home Office 2011, p16); DPA 2018 s.170
#   remedy: Read all three warnings, purpose_only, confidential and proceedings, before anything is signed or said.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "warnings_read") if "warnings_read" in unmet

# METADATA
# title: Everyone present is recorded
# description: Anyone who was there can pass it on, so each is named by reference or role; an officer is one of them.
# custom:
#   code: present_not_recorded
#   message: Not everyone present is recorded, or the recipient or an officer is not among them.
#   law: DPA 2018 s.170; protocol 3.1
#   remedy: Record everyone present, with the recipient and at least one officer.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "present") if "present_recorded" in unmet

# METADATA
# title: An undertaking is signed, or another officer decided after its refusal
# description: There is no other way from decided to disclosed.
# custom:
#   code: undertaking_missing
#   message: The recipient has signed no undertaking, and nobody decided to disclose still.
#   law: Protocol, Child Sex Offender Disclosure Scheme
#   remedy: Ask the recipient for the undertaking; if it is refused, have another officer decide whether to disclose still.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if "undertaking_signed_or_second_decision" in unmet

# METADATA
# title: Use is limited to the named child
# description: What is disclosed may be used to keep the child in question safe, and for nothing else.
# custom:
#   code: use_not_limited
#   message: The decision does not limit the use of what is disclosed to the named child.
#   law: Protocol, Child Sex Offender Disclosure Scheme; UK GDPR Art 5(1)(b)
#   remedy: Decide again, naming the recipient for the child of this application.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if "use_limited" in unmet

# METADATA
# title: The five facts are recorded
# description: When, who, to whom, how, what.
# custom:
#   code: five_facts_missing
#   message: One of the five facts of the disclosure is not recorded; when, who, to whom, how, what.
#   law: Protocol 3.1; Criminal Justice Act 2003 s.327A(8)
#   remedy: Record all five facts of the disclosure first.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "facts") if some _ in (unmet & {"five_facts", "five_facts_if_delivered"})
