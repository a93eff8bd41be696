package proviso.needs

import data.proviso.lib.reasons

own_code contains "missing_named"

own_code contains "searches_recorded"

own_code contains "share_tests_answered"

own_code contains "share_tests_met"

own_code contains "refusal_grounded"

own_code contains "refusal_left_open"

own_code contains "detriment_answered"

own_code contains "review_ahead"

own_code contains "answered_by_share"

own_code contains "escalated_further"

own_code contains "limit_passed"

# METADATA
# title: Whoever returns a request says what is missing
# description: A request that comes back without a word is lost time.
# custom:
#   code: missing_not_named
#   message: The request is returned, and it is not said what is missing.
#   law: UK GDPR Art 5(1)(d) and 5(2); ICO data sharing code
#   remedy: Name what is missing from the list; what the list does not hold, say in the reasons.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "missing") if "missing_named" in unmet

# METADATA
# title: Searches are recorded
# description: Which systems were searched, and which were not, so that silence is not taken for an answer.
# custom:
#   code: searches_not_recorded
#   message: It is not said which systems were searched, or one is named both as searched and as not searched.
#   law: UK GDPR Art 5(1)(d); DPA 2018 s.38(4)
#   remedy: Name the systems searched, and those that were not, each once.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "checks") if "searches_recorded" in unmet

# METADATA
# title: The decision whether to share answers each limb
# description: Lawful, necessary, proportionate; whichever way it is decided.
# custom:
#   code: share_tests_missing
#   message: A limb of the decision whether to share is not answered.
#   law: UK GDPR Art 5(1)(a), 5(1)(c) and 5(2); Human Rights Act 1998 Sch 1 Art 8
#   remedy: Answer each limb with yes or no; lawful, necessary, proportionate.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "tests") if "share_tests_answered" in unmet

# METADATA
# title: What is shared is lawful, necessary and proportionate
# description: All three, for a part as for the whole.
# custom:
#   code: share_tests_not_met
#   message: It is decided to share, and it is not lawful, necessary and proportionate.
#   law: UK GDPR Art 5(1)(a) and 5(1)(c); Human Rights Act 1998 Sch 1 Art 8
#   remedy: Share only the part for which all three hold, or decide not to share and name the ground.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "tests") if "share_tests_met" in unmet

# METADATA
# title: What is refused has its ground
# description: One of the list; that sharing would do a child more harm than not sharing needs the answer to that test.
# custom:
#   code: refusal_ground_missing
#   message: It is decided not to share, or only part, without a ground, or on detriment that is not said to be there.
#   law: UK GDPR Art 5(2); Children Act 2004 s.16LA; Working Together 2023
#   remedy: Name the ground from the list; for detriment to the child, say also that sharing would be more detrimental.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "refusal") if "refusal_grounded" in unmet

# METADATA
# title: A duty to answer leaves only certain ways out
# description: The law under which it was asked says when it need not be answered.
# custom:
#   code: refusal_barred_by_duty
#   message: The law under which this was asked obliges your agency, and the ground named is not one that it leaves.
#   law: Children Act 1989 s.27 and s.47(9)-(10); Care Act 2014 s.45; Children Act 2004 s.16LA
#   remedy: Share what is asked for, or name a ground that this law leaves; the reference data lists them.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "refusal") if "refusal_left_open" in unmet

# METADATA
# title: Whoever declines to share about a child answers the test of detriment
# description: The duty ends only where sharing would be more detrimental to the child than not sharing.
# custom:
#   code: detriment_not_answered
#   message: Sharing about a child is declined, and it is not said whether it would be more detrimental to the child.
#   law: Children Act 2004 s.16LA
#   remedy: Answer yes or no whether sharing would be more detrimental to the child than not sharing.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "detriment") if "detriment_answered" in unmet

# METADATA
# title: What is deferred has its day
# description: A request that is put off without a day is refused without a reason.
# custom:
#   code: review_not_set
#   message: The decision is deferred, and the moment to look at it again is missing, past, or too far ahead.
#   law: UK GDPR Art 5(1)(a) and 5(2)
#   remedy: Name in review_at when it is looked at again, within the longest time of the scheme, or decide now.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "review_at") if "review_ahead" in unmet

# METADATA
# title: What is said to be shared was shared
# description: By the holder, in answer to this request, with the agency that asked; each share answers once.
# custom:
#   code: answer_not_shared
#   message: The share named is not one by which your agency answered this request, or it was named before.
#   law: UK GDPR Art 5(1)(d) and 5(2)
#   remedy: Send the share first, to the agency that asked, with this request in in_reply_to; then name it here.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "share") if "answered_by_share" in unmet

# METADATA
# title: An escalation goes to the next level
# description: To ask the same person again settles no difference.
# custom:
#   code: escalation_level_wrong
#   message: The level of the escalation is missing, or not above the last one.
#   law: Working Together 2023, professional differences
#   remedy: Name the next level, from team manager up to the safeguarding partners.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "escalation") if "escalated_further" in unmet

# METADATA
# title: A request is closed over the other agency's head only after its time
# description: Until then it may still receive, challenge or escalate.
# custom:
#   code: limit_not_passed
#   message: The agency that asked still has time to receive, accept, challenge or escalate.
#   law: UK GDPR Art 5(1)(a); Working Together 2023, professional differences
#   remedy: Wait until the limit of this state has passed, or ask the agency that asked to accept the answer.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if "limit_passed" in unmet
