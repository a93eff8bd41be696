package proviso.needs

import data.proviso.lib.reasons

# METADATA
# title: Less intrusive ways come first
# description: A condition, supervision, or the offender telling it; disclosure is for where these do not do.
# custom:
#   code: less_intrusive_not_tried
#   message: No less intrusive way than disclosure is named as tried or considered, or its reason is not on the list.
#   law: MAPPA guidance on disclosure to a third party; Human Rights Act 1998 Sch 1 Art 8
#   remedy: Name each less intrusive way, for example a licence condition, with the reason why it does not do.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "less_intrusive") if "less_intrusive_tried" in unmet

# METADATA
# title: Each limb of the legal test is answered
# description: Whether it is a child sex offender decides whether there is a presumption to disclose.
# custom:
#   code: legal_test_missing
#   message: A limb of the legal test is not answered.
#   law: MAPPA guidance on disclosure to a third party; Criminal Justice Act 2003 s.327A(2)-(4)
#   remedy: >-
#     Answer each with yes or no; conviction (a child sex offender), risk (of serious harm), reasonable, necessary,
#     lawful, proportionate.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "tests") if "legal_test_answered" in unmet

# METADATA
# title: The legal test is met
# description: Reasonable, necessary, lawful and proportionate, against a risk of serious harm.
# custom:
#   code: legal_test_not_met
#   message: Disclosure must answer a risk of serious harm and be reasonable, necessary, lawful and proportionate.
#   law: MAPPA guidance on disclosure to a third party; Human Rights Act 1998 Sch 1 Art 8
#   remedy: If a limb is not met, reject the disclosure, with reasons; if it was answered wrongly, correct it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "tests") if "legal_test_met" in unmet

# METADATA
# title: Every owner of the information permits it
# description: Information stays the responsibility of the agency that owns it, which answers for it.
# custom:
#   code: owner_refuses
#   message: An agency that owns some of the information does not permit the disclosure, or is not in the directory.
#   law: MAPPA guidance on ownership of information; UK GDPR Art 5(1)(b)
#   remedy: Leave that information out and take its owner out; or get the owner's permission and record it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "owners") if "owners_permit" in unmet

# METADATA
# title: With a MAPPA body one shares
# description: Disclosure is to anyone else. A professional says for which agency they act.
# custom:
#   code: mappa_body_is_shared_with
#   message: The recipient acts for a body of MAPPA, or it is not said for which agency of the directory they act.
#   law: Criminal Justice Act 2003 s.325; MAPPA guidance on sharing and disclosure
#   remedy: >-
#     Share it with the body under s.325 instead. For a professional of another agency give that agency in `acts_for`;
#     enter an employer, or anyone else outside of the directory, as other_adult.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "acts_for") if "recipient_outside_mappa" in unmet

# METADATA
# title: The record that the statute asks for
# description: Reasons for and against, what was disclosed, conditions, and the name and address of who was told.
# custom:
#   code: account_327a_missing
#   message: The record of the disclosure lacks a part that the statute asks for.
#   law: Criminal Justice Act 2003 s.327A(7)-(8)
#   remedy: >-
#     Give the reasons to disclose, the reasons not to, what was disclosed, the conditions (or that there are none), and
#     the recipient's name and address.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "account_327a") if "account_327a" in unmet
