# METADATA
# title: Informed, or why not
# description: >-
#   Each person is told that information is shared, or it is written down why not and when to look again.
package proviso.informed

import data.proviso.lib.codes
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

_answers[entry.who] contains i if some i, entry in input.context.share.informed

_people := {person.ref | some person in input.context.share.people}

# METADATA
# title: Each person is answered for
# description: Consent is not needed; telling is the rule.
# custom:
#   code: informed_missing
#   message: For a person it is not said whether they were told of the sharing.
#   law: UK GDPR Arts 5(1)(a), 13 and 14; protocol 2.1 and 2.6
#   remedy: Say for each person whether they were told; if not, choose the reason and a date to look again.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("people/%d", [i])) if {
	some i, person in input.context.share.people
	not codes.listed(_answers, person, "ref")
}

# METADATA
# title: An answer is about a person of the request
# description: A reference to nobody answers nothing.
# custom:
#   code: informed_person_unknown
#   message: It is said of someone who is not among the people of this request whether they were told.
#   law: UK GDPR Art 5(1)(d)
#   remedy: Use the reference of a person in the list of people, or add the person.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("informed/%d/who", [i])) if {
	some i, entry in input.context.share.informed
	not _of_the_request(entry)
}

_of_the_request(entry) if entry.who in _people

# METADATA
# title: One answer for a person
# description: Told and not told cannot both hold.
# custom:
#   code: informed_twice
#   message: For one person it is said more than once whether they were told.
#   law: UK GDPR Art 5(1)(d)
#   remedy: Keep one answer for each person.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("informed/%d/who", [i])) if {
	some who, places in _answers
	count(places) > 1
	some i in places
}

# METADATA
# title: Not telling has a reason
# description: The reason is of a closed list.
# custom:
#   code: not_informed_reason_missing
#   message: A person was not told, and the reason is missing or not on the list.
#   law: UK GDPR Art 14(5) and DPA 2018 Sch 2 para 2 and Sch 3; DPA 2018 s.44(4)
#   remedy: Choose the reason that fits, for example that telling would increase the risk.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("informed/%d/reason", [i])) if {
	some i, entry in input.context.share.informed
	entry.told == "no"
	not codes.listed(reference.informed_reasons, entry, "reason")
}

# METADATA
# title: Not telling is looked at again
# description: What stands in the way today may be gone in a month.
# custom:
#   code: review_date_missing
#   message: A person was not told, and there is no date (or no real date) to look at that again.
#   law: UK GDPR Art 5(1)(a) and 14; protocol 2.6
#   remedy: Give a date, today or later, on which you look again at whether the person can be told.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("informed/%d/review_by", [i])) if {
	some i, entry in input.context.share.informed
	entry.told == "no"
	not _day_given(entry)
}

_day_given(entry) if dates.is_day(entry.review_by)

# METADATA
# title: The date to look again is to come
# description: A date in the past reviews nothing.
# custom:
#   code: review_date_past
#   message: The date to look again at telling a person has passed.
#   law: UK GDPR Art 5(1)(a) and 14; protocol 2.6
#   remedy: Give a date, today or later.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), sprintf("informed/%d/review_by", [i])) if {
	some i, entry in input.context.share.informed
	entry.told == "no"
	entry.review_by < dates.today
}

# METADATA
# title: The duties to look again
# description: One for each person who was not told, due at the end of the day given.
obligations contains {"code": "inform_person", "due": sprintf("%sT23:59:59Z", [entry.review_by]), "detail": [entry.who]} if {
	some entry in input.context.share.informed
	entry.told == "no"
	dates.is_day(entry.review_by)
	entry.review_by >= dates.today
}
