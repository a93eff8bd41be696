package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.codes
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: Legal obligation rests on a duty
# description: A power lets you share; only a duty obliges you.
# custom:
#   code: legal_obligation_needs_duty
#   message: Legal obligation is relied on, but the law named gives a power and not a duty.
#   law: UK GDPR Art 6(1)(c) and 6(3); protocol 2.2
#   remedy: Rely on public task, Art 6(1)(e), for a power; or name the law that obliges you.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/enactment") if {
	entry.needs_duty == true
	enactment
	enactment.nature != "duty"
}

# METADATA
# title: The threshold of the enactment is met
# description: Where a law asks for a state of affairs, the sender says that it is there.
# custom:
#   code: threshold_missing
#   message: The law named asks for a threshold, and it is not said that it is met.
#   law: The enactment named, for example Children Act 1989 s.47(1)(b)
#   remedy: Give the threshold that the law asks for, if it is met; if it is not, name another law.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/threshold") if {
	enactment.thresholds
	not codes.allows(enactment.thresholds, relied_on, "threshold")
}

# METADATA
# title: The enactment covers each recipient
# description: S.115 lets you tell a relevant authority, and a voluntary body is none.
# custom:
#   code: enactment_recipient_not_covered
#   message: The law named does not cover a recipient of this kind.
#   law: Crime and Disorder Act 1998 s.115; the enactment named
#   remedy: Name a law that covers this recipient, or send to it in a share of its own with its own basis.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/agency", [i])) if {
	enactment.recipients
	some i, recipient in input.context.share.recipients
	agencies.known(recipient.agency)
	not _recipient_covered(recipient)
}

_recipient_covered(recipient) if enactment.recipients[agencies.kind(recipient.agency)] == true

# METADATA
# title: The enactment covers what is shared
# description: S.16 of the 2022 Act leaves out patient information and what health and social care bodies hold.
# custom:
#   code: enactment_excludes_data
#   message: The law named does not let this information be shared.
#   law: Police, Crime, Sentencing and Courts Act 2022 s.16
#   remedy: Take the health information out, or name a law that covers it.
#   effective_from: "2023-01-31"
deny contains reasons.at(rego.metadata.rule(), sprintf("statements/%d/categories", [i])) if {
	enactment.excludes_patient_information == true
	some i, statement in input.context.share.statements
	_excluded_data(statement)
}

_excluded_data(statement) if {
	some category in statement.categories
	reference.categories[category].patient_information == true
}

_excluded_data(_) if enactment.excluded_roles[input.subject.properties.role] == true

# METADATA
# title: The duty of confidence is answered
# description: What was told in confidence may be shared by consent, by law, or in the public interest.
# custom:
#   code: confidentiality_unanswered
#   message: It is not said why the duty of confidence does not stand in the way.
#   law: Common law duty of confidence; Caldicott principles
#   remedy: Say which answer holds. For protection from harm that is usually the public interest.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/confidentiality") if not _confidence

# METADATA
# title: The answer on confidence fits the rest
# description: Consent must have been given, a legal duty must be a duty, and health data is confidential.
# custom:
#   code: confidentiality_answer_wrong
#   message: The answer given on the duty of confidence does not fit the rest of the request.
#   law: Common law duty of confidence; Caldicott principles
#   remedy: Give the answer that holds here, for protection from harm usually the public interest.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/confidentiality") if {
	_confidence
	not _confidence_fits
}

_confidence := reference.confidentiality[relied_on.confidentiality]

_confidence_fits if not _confidence_doubtful

_confidence_doubtful if {
	_confidence.needs_consent
	not relied_on.consent == _confidence.needs_consent
}

_confidence_doubtful if {
	_confidence.needs_duty == true
	not enactment.nature == "duty"
}

_confidence_doubtful if {
	_confidence.never_for_special == true
	some _ in special_statements
}
