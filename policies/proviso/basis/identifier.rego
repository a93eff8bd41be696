package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: A child's consistent identifier goes along
# description: >-
#   Where regulations name an identifier and whom they bind, it is included about every child, unless that would be more
#   detrimental to the child, or it is not known and finding it would delay unreasonably.
# custom:
#   code: child_identifier_missing
#   message: The identifier that the law wants with every child is missing, and it is not said why.
#   law: Children Act 2004 s.16LC
#   remedy: Add the child's identifier, or say in identifier_left_out which of the two exceptions holds.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("people/%d/identifiers", [i])) if {
	some law in reference.enactments
	law.identifier
	_binds_us(law)
	some i, person in input.context.share.people
	person.role == "child"
	not _identified(person, law.identifier)
	not _exception_given
}

_binds_us(law) if {
	dates.in_force(law)
	law.nations[agencies.nation(cases.sender)] == true
	law.kinds[agencies.kind(cases.sender)] == true
	law.purposes[input.context.share.purpose] == true
}

_identified(person, wanted) if wanted in person.identifiers

_exception_given if reference.identifier_reasons[relied_on.identifier_left_out]
