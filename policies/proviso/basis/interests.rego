package proviso.basis

import data.proviso.lib.codes
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: A recognised legitimate interest names which
# description: Article 6(1)(ea) rests on one of the conditions of Annex 1.
# custom:
#   code: recognised_interest_missing
#   message: It is not said which recognised legitimate interest is relied on, or it is not on the list.
#   law: UK GDPR Art 6(1)(ea) and Annex 1
#   remedy: Name the Annex 1 condition; for protecting a child or an adult at risk, safeguarding_vulnerable_individual.
#   effective_from: "2026-02-05"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/recognised_interest") if {
	entry.needs_interest == true
	not _interest
}

# METADATA
# title: The recognised interest fits the purpose
# description: An interest in crime does not carry a welfare purpose.
# custom:
#   code: recognised_interest_wrong_purpose
#   message: The recognised legitimate interest named does not fit the purpose.
#   law: UK GDPR Annex 1
#   remedy: Name the Annex 1 condition that fits the purpose of this share.
#   effective_from: "2026-02-05"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/recognised_interest") if {
	entry.needs_interest == true
	_interest
	not codes.allows(_interest.purposes, input.context.share, "purpose")
}

# METADATA
# title: An answer to a public task names the request
# description: Annex 1 covers disclosure to a body that asked because it needs the data for its public task.
# custom:
#   code: public_task_request_missing
#   message: The request from the public body, which this interest depends on, is not named.
#   law: UK GDPR Annex 1 para 1
#   remedy: Name the request that asked you, with its date; if nobody asked, rely on another condition.
#   effective_from: "2026-02-05"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/public_task_request") if {
	entry.needs_interest == true
	_interest.needs_request == true
	not relied_on.public_task_request_given == true
}

# METADATA
# title: Legitimate interests are balanced
# description: Article 6(1)(f) holds only where the person's interests do not override.
# custom:
#   code: balancing_test_missing
#   message: The balancing test that legitimate interests need is not recorded.
#   law: UK GDPR Art 6(1)(f)
#   remedy: Record how the interest was balanced against the person's own, or rely on a recognised interest.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/balancing_test") if {
	entry.needs_balancing == true
	not relied_on.balancing_test_given == true
}

# METADATA
# title: Vital interests are about life or serious harm
# description: Article 6(1)(d) is for emergencies.
# custom:
#   code: vital_interests_threshold
#   message: Vital interests are relied on, but it is not said that life or serious harm is at stake.
#   law: UK GDPR Art 6(1)(d) and Recital 46
#   remedy: If it is so, give the threshold life_or_serious_harm; if not, rely on another basis.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/threshold") if {
	entry.needs_threshold
	not relied_on.threshold == entry.needs_threshold
}

_interest := reference.recognised_interests[relied_on.recognised_interest]
