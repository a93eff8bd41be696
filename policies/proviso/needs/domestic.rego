package proviso.needs

import data.proviso.reference

# Who is who: a domestic abuse scheme knows the person at risk and the subject, perhaps children, perhaps an applicant.
_who := _application.parties

met("applicant_party") if _applies

_applies if _refs_of("applicant") == {_who.applicant}

_refs_of(role) := {person.ref | some person in _application.people; person.role == role}

met("at_risk_named") if {
	some person in _application.people
	person.ref == _who.at_risk
	person.details_given == true
	_may_be_at_risk(person)
}

_may_be_at_risk(person) if person.role in {"person_at_risk", "adult_at_risk"}

_may_be_at_risk(person) if {
	person.role == "applicant"
	person.ref == _who.applicant
}

met("subject_named_party") if {
	some person in _application.people
	person.ref == _who.subject
	person.role == "subject"
	person.details_given == true
}

met("children_named") if _refs_of("child") == {ref | some ref in _who.children}

met("relationship_given") if {
	reference.partner_relationships[_who.relationship]
	reference.relationship_statuses[_who.status]
}

met("information_given") if _informed

_informed if reference.information_sources[_application.information]

# What came without an application: nobody learns of it by having asked.
met("no_applicant") if _nobody_applies

met("no_applicant") if {
	is_object(_state.people)
	not _somebody_applied
}

_nobody_applies if {
	is_object(_who)
	count(_refs_of("applicant")) == 0
	not _who.applicant
}

met("with_applicant") if _somebody_applied

_somebody_applied if "applicant" in {role | some role in _state.people}

_somebody_applied if _state.applicant

# Where one scheme is asked and told of its own accord: somebody applies and can be reached, or it is information.
met("applicant_or_information") if {
	_applies
	_can_be_reached
}

met("applicant_or_information") if {
	_informed
	_nobody_applies
}

_can_be_reached if {
	some person in _application.people
	person.role == "applicant"
	person.safe_contact_given == true
}

# What the scheme is for: partners, now or once; both 16 or over; to protect, not to vet.
met("partners") if reference.partner_relationships[_state.relationship].partners == true

met("relationship_current") if _state.status == "current"

met("relationship_current") if {
	_state.status == "unknown"
	"relationship_current" in _step.checks
}

met("both_sixteen") if "both_sixteen_or_over" in _step.checks

met("no_vetting") if "not_for_vetting" in _step.checks

place_of["applicant_party"] := "parties/applicant"

place_of["at_risk_named"] := "parties/at_risk"

place_of["subject_named_party"] := "parties/subject"

place_of["children_named"] := "parties/children"

place_of["relationship_given"] := "parties/relationship"

place_of["information_given"] := "information"

place_of["no_applicant"] := "parties/applicant"

place_of["with_applicant"] := "outcome"

place_of["applicant_or_information"] := "parties/applicant"

place_of["partners"] := "parties/relationship"

place_of["relationship_current"] := "parties/status"

place_of["both_sixteen"] := "checks"

place_of["no_vetting"] := "checks"

own_code contains "partners"

own_code contains "relationship_current"

own_code contains "both_sixteen"

own_code contains "no_vetting"
