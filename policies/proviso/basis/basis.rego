# METADATA
# title: Lawful basis
# description: >-
#   Under which law. Bases, conditions and enactments are dated reference data; who may rely on which is data too.
package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: What the sender relies on
relied_on := input.context.share.lawful_basis

given if relied_on.basis

entry := reference.bases[relied_on.basis]

in_force if dates.in_force(entry)

regime_fits if entry.regime == relied_on.regime

sender_may_rely if {
	entry
	not entry.private_only == true
}

sender_may_rely if private_sender

private_sender if agencies.private(cases.sender)

# METADATA
# title: The basis named may be relied on
# description: The positive counterpart of the reasons about the basis itself.
granted if {
	in_force
	regime_fits
	sender_may_rely
	not consent_alone
}

# METADATA
# title: A lawful basis is given
# description: In immediate danger the attested danger to life is the basis, and this is completed within a day.
# custom:
#   code: basis_missing
#   message: No lawful basis is given.
#   law: UK GDPR Art 5(1)(a) and Art 6(1); DPA 2018 s.35
#   remedy: Name the regime and the basis you rely on. A council or force usually relies on public task, Art 6(1)(e).
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis") if not given

# METADATA
# title: The basis is one the law knows
# description: Bases are named as in the reference data.
# custom:
#   code: basis_unknown
#   message: The basis named is not on the list.
#   law: UK GDPR Art 6(1); DPA 2018 s.35
#   remedy: Name a basis of the list.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/basis") if {
	given
	not entry
}

# METADATA
# title: The basis is in force on the day
# description: Recognised legitimate interests exist since 5 February 2026 only.
# custom:
#   code: basis_not_in_force
#   message: The basis named is not in force on this date.
#   law: Data (Use and Access) Act 2025 s.70; SI 2026/82
#   remedy: Rely on a basis that is in force today; a private body can consider legitimate interests, Art 6(1)(f).
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/basis") if {
	entry
	not in_force
}

# METADATA
# title: Basis and regime belong together
# description: Article 6 bases are UK GDPR; ss.35 and 36(3) are Part 3.
# custom:
#   code: basis_of_other_regime
#   message: The basis named does not belong to the regime named.
#   law: DPA 2018 s.4 and s.29
#   remedy: For a basis of Article 6 name UKGDPR, for DPA 2018 s.35 or s.36(3) name DPA_P3.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/regime") if {
	entry
	not regime_fits
}

# METADATA
# title: A public authority does not rely on legitimate interests for its own tasks
# description: >-
#   Articles 6(1)(ea) and (f) are closed to public authorities performing their tasks. Who is one is a dated fact.
# custom:
#   code: basis_barred_for_public_authority
#   message: Your agency is a public authority and may not rely on a legitimate interest for its own tasks.
#   law: UK GDPR Art 6(1), closing words; DPA 2018 s.7
#   remedy: Rely on public task, Art 6(1)(e), or legal obligation, Art 6(1)(c), and name the law that gives the power.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/basis") if {
	entry
	not sender_may_rely
}

# METADATA
# title: Consent is not the only basis where a child is at risk, or where power is unequal
# description: A parent who says no must not be able to stop the protection of a child.
# custom:
#   code: consent_sole_basis
#   message: Consent alone cannot carry this share.
#   law: UK GDPR Art 6(1)(a), Art 7 and Recital 43; protocol 2.1 and 2.6
#   remedy: >-
#     Rely on public task or legal obligation, or as a private body on a recognised legitimate interest. You need no
#     consent to protect a child; telling the family, where it is safe, stays good practice.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/basis") if consent_alone

consent_alone if {
	entry.consent_only == true
	input.context.share.purpose == "safeguarding_child"
}

consent_alone if {
	entry.consent_only == true
	some person in input.context.share.people
	person.role == "child"
}

consent_alone if {
	entry.consent_only == true
	not private_sender
}

consent_alone if {
	entry.consent_only == true
	not relied_on.consent == "given"
}
