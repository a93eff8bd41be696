package proviso.needs

import data.proviso.lib.reasons

# METADATA
# title: Reasons are given
# description: In every case, for yes and for no. The words are sealed.
# custom:
#   code: reasons_missing
#   message: No reasons are given.
#   law: Criminal Justice Act 2003 s.327A(7)-(8); protocol, Child Sex Offender Disclosure Scheme
#   remedy: Give the reasons in words, for disclosing or for not disclosing.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "reasons") if "reasons" in unmet

# METADATA
# title: Checks are made
# description: Which systems and partners were asked is recorded.
# custom:
#   code: checks_missing
#   message: It is not said which systems and partners were checked.
#   law: Guidance of the scheme, risk assessment
#   remedy: Name the systems checked and the partners asked, from the list.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "checks") if "checks_done" in unmet

# METADATA
# title: The recipient is best placed to protect the child
# description: A parent, guardian or carer; it may not be the applicant, and it is never the person of concern.
# custom:
#   code: recipient_not_best_placed
#   message: It is not shown that the recipient is the person best placed to protect the child.
#   law: Guidance of the scheme; protocol, Child Sex Offender Disclosure Scheme
#   remedy: Name as recipient the parent, guardian or carer who can protect the child, and say in what capacity.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "best_placed") if "recipient_best_placed" in unmet

# METADATA
# title: Each limb of the test is answered
# description: Conviction, risk, necessity and proportionality; each with yes or no.
# custom:
#   code: tests_missing
#   message: A limb of the test for disclosure is not answered.
#   law: Guidance of the scheme; Criminal Justice Act 2003 s.327A(2)-(4)
#   remedy: Answer each limb with yes or no; conviction, risk, necessary, proportionate.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "tests") if "tests_present" in unmet

# METADATA
# title: The test for disclosure is met
# description: With a conviction there is a presumption, without one a discretion; both need the other three limbs.
# custom:
#   code: tests_not_met
#   message: Disclosure needs a risk to the child, and must be lawful, necessary and proportionate; a limb is not met.
#   law: Guidance of the scheme; Human Rights Act 1998 Sch 1 Art 8
#   remedy: If a limb is not met, decide not to disclose, with reasons; if it was answered wrongly, correct it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "tests") if "presumption_or_discretion" in unmet

# METADATA
# title: The subject's representations are considered
# description: There is no rigid rule, but the question is always put.
# custom:
#   code: representations_missing
#   message: It is not said whether the person of concern was asked for representations, and if not, why not.
#   law: X (South Yorkshire) [2012] EWHC 2954 (Admin); R (A) v SSHD [2021] UKSC 37
#   remedy: Say that they were asked and considered, or choose the reason why they were not asked.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "representations") if "representations" in unmet

# METADATA
# title: The recipient's identity is verified
# description: No disclosure is made to someone who has not been identified.
# custom:
#   code: identity_not_verified
#   message: The recipient's identity has not been verified.
#   law: Guidance of the scheme, identity
#   remedy: See the recipient's documents and record them, with this step or as a check of identity before it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "identity") if "identity_verified" in unmet

# METADATA
# title: An emergency's records are completed
# description: In immediate danger the assessment comes after; closure waits for it.
# custom:
#   code: emergency_records_missing
#   message: What was put off in immediate danger has not been recorded.
#   law: Guidance of the scheme; protocol 1.3
#   remedy: Record what was put off (the risk assessment, that the forum was told, and whatever else the clocks list), then close.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if "emergency_recorded" in unmet

# METADATA
# title: A presumption is answered
# description: Every limb holds, so it is presumed that it is disclosed; whoever decides otherwise says why.
# custom:
#   code: presumption_not_answered
#   message: Every limb of the test holds and it is decided not to disclose, without one of the reasons against.
#   law: Guidance of the scheme; Criminal Justice Act 2003 s.327A(3)-(4)
#   remedy: Disclose; or give the reason that stands against it from the list, with your reasons in words.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "rebuttal") if "presumption_answered" in unmet
