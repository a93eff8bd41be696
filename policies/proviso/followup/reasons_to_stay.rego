package proviso.followup

import data.proviso.lib.reasons

# METADATA
# title: The council ends another's part, everyone their own
# description: Who needs to know of a case is the council's to judge.
# custom:
#   code: end_not_yours
#   message: Your agency may not end another agency's part in the case.
#   law: Children Act 1989 s.47; UK GDPR Art 5(1)(c); protocol 2.7
#   remedy: Ask the council whose case it is to do so; your own part you can end yourself.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "agency") if {
	at_change({"end"})
	not may_end
}

# METADATA
# title: No case without a council
# description: A child is not left without the council that has the duty. The council that leaves hands over first.
# custom:
#   code: case_would_have_no_council
#   message: The case would be left without a council with children's social care.
#   law: Children Act 1989 s.17 and s.47; Children Act 2004 s.11; Working Together 2023
#   remedy: Hand over to the next council; or name, as the one that stays, another council that has a part in the case.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "to") if {
	at_change({"end"})
	theirs_to_make
	not case_stays_held
}

# METADATA
# title: A force stays in its own case
# description: An application under a disclosure scheme is the force's. Without its part nobody could take the next step.
# custom:
#   code: police_case_stays
#   message: The agency holds an application under a disclosure scheme in this case, so its part cannot end.
#   law: The guidance that sets up the scheme; Domestic Abuse Act 2021 s.77
#   remedy: Close the application under its scheme; the force keeps its record of it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "agency") if {
	at_change(ends)
	theirs_to_make
	police_case
}

# METADATA
# title: A referral is answered before the council leaves
# description: Otherwise the referrer waits for an answer that nobody can give any more.
# custom:
#   code: referral_unanswered
#   message: The council has not said yet what became of this referral.
#   law: Working Together 2023; protocol 1.2
#   remedy: Say first what became of it; if the child moved, that it is not yours, and whose it is.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "agency") if {
	at_change(ends)
	theirs_to_make
	owes_an_answer
}

# METADATA
# title: An end is now or soon
# description: Whoever goes on knowing for longer has a part, and that needs its ground.
# custom:
#   code: end_until_wrong
#   message: The end is in the past, or later than a part may run on after it was decided to end it.
#   law: UK GDPR Art 5(1)(c) and 5(1)(e)
#   remedy: Leave the day out, and the part ends now; or name one within the time allowed.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "until") if {
	at_change(ends)
	not end_in_time
}
