package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: The enactment named
# description: A statute or the common law. A public authority names its power; a private body needs none.
enactment := reference.enactments[relied_on.enactment]

_power_needed if {
	given
	not private_sender
}

_power_needed if entry.needs_enactment == true

# METADATA
# title: The enactment carries this share
# description: The positive counterpart of the reasons about enactments.
enactment_fits(law) if {
	dates.in_force(law)
	_in_our_nation(law)
	_for_our_kind(law)
	_for_the_purpose(law)
}

_enactment_in_force if dates.in_force(enactment)

_in_our_nation(law) if law.nations[agencies.nation(cases.sender)] == true

_for_our_kind(law) if {
	law.kinds[agencies.kind(cases.sender)] == true
	_with_the_functions(law)
}

_for_our_kind(law) if acts_for_a_listed_body(law)

_for_our_kind(law) if tells_listed_bodies(law)

_with_the_functions(law) if not law.social_services_council

# Districts are councils too, and these duties are not theirs.
_with_the_functions(_) if agencies.childrens_council(cases.sender)

_for_the_purpose(law) if law.purposes[input.context.share.purpose] == true

# METADATA
# title: A public authority names its power
# description: Public task and legal obligation rest on a law; a public authority acts only by one.
# custom:
#   code: power_missing
#   message: The law that gives the power or duty to share is not named.
#   law: UK GDPR Art 6(3); DPA 2018 s.8; DPA 2018 s.35(2)
#   remedy: Name the enactment, or the common law power of the police. Your legal team can say which; tell it the purpose.
#   effective_from: "2018-05-25"
#   paperwork: true
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/enactment") if {
	_power_needed
	not relied_on.enactment
}

# METADATA
# title: The enactment is one we know
# description: A law that is not in the reference data has not been checked by anyone.
# custom:
#   code: enactment_unknown
#   message: The enactment named is not on the list.
#   law: UK GDPR Art 6(3)
#   remedy: Name an enactment of the list, or ask the policy owners to add this one with who may rely on it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/enactment") if {
	relied_on.enactment
	not enactment
}

# METADATA
# title: The enactment is in force
# description: Some Acts are passed and not commenced; their start date is not set.
# custom:
#   code: enactment_not_in_force
#   message: The enactment named is not in force on this date.
#   law: The commencement provisions of the enactment named
#   remedy: Name a law that is in force today; for children, s.47 or s.17 of the 1989 Act, or s.11 of the 2004 Act.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/enactment") if {
	enactment
	not _enactment_in_force
}

# METADATA
# title: The enactment applies in the sender's nation
# description: Wales has its own provisions for much of this.
# custom:
#   code: enactment_of_other_nation
#   message: The enactment named does not apply in the nation your agency works in.
#   law: The extent provisions of the enactment named
#   remedy: Name the provision of your nation; the list says where each one applies.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/enactment") if {
	enactment
	not _in_our_nation(enactment)
}

# METADATA
# title: This kind of agency may rely on the enactment
# description: The council is the one who enquires under s.47; the police rely on s.11, s.115 or the common law.
# custom:
#   code: enactment_not_for_this_body
#   message: The enactment named gives its power or duty to another kind of agency, not to yours.
#   law: UK GDPR Art 6(3); the enactment named
#   remedy: Name the law that speaks to your kind of agency; police may consider s.11 of the 2004 Act or the common law.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/enactment") if {
	enactment
	not _for_our_kind(enactment)
}

# METADATA
# title: The enactment serves the purpose
# description: A power to protect children does not carry another purpose.
# custom:
#   code: enactment_wrong_purpose
#   message: The enactment named does not serve the purpose of this share.
#   law: UK GDPR Art 5(1)(b) and 6(3); the enactment named
#   remedy: Name the law that serves this purpose, or correct the purpose.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/enactment") if {
	enactment
	not _for_the_purpose(enactment)
}
