package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: The laws that are named, by where they are named
named_laws["lawful_basis/enactment"] := enactment

named_laws["lawful_basis/authority"] := reference.enactments[relied_on.authority]

named_laws["asked/gateway"] := gateway

# METADATA
# title: A body may rely on a law by acting for one that is listed
# description: A provider who does the work of a council, force or health body stands where that body stands.
acts_for_a_listed_body(law) if {
	law.acting_for[agencies.kind(cases.sender)] == true
	agencies.active(relied_on.acting_for)
	law.kinds[agencies.kind(relied_on.acting_for)] == true
}

# METADATA
# title: A body may rely on a law by telling only those that are listed
tells_listed_bodies(law) if {
	law.towards_listed[agencies.kind(cases.sender)] == true
	every recipient in input.context.share.recipients { law.kinds[agencies.kind(recipient.agency)] == true }
}

# METADATA
# title: Guidance gives no power
# description: Section 77 obliges chief officers to have regard to guidance. What lets them disclose is the common law.
# custom:
#   code: enactment_gives_no_power
#   message: The provision named is about guidance; it gives nobody a power or duty to share.
#   law: Domestic Abuse Act 2021 s.77; UK GDPR Art 6(3)
#   remedy: Name the power itself; for the police that is the common law, with its pressing need.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place) if {
	some place, law in named_laws
	law.nature == "guidance"
}

# METADATA
# title: Whoever relies on the duty to share for a child's welfare answers the test of detriment
# description: The duty ends where disclosure would be more detrimental to the child than not disclosing.
# custom:
#   code: detriment_not_considered
#   message: The law named does not hold where sharing does the child more harm than not sharing; this is not answered.
#   law: Children Act 2004 s.16LA
#   remedy: Say in more_detrimental whether sharing would be more detrimental to the child than not sharing.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/more_detrimental") if {
	_relied_on_with("detriment")
	not _detriment_answered
}

_detriment_answered if is_boolean(relied_on.more_detrimental)

# METADATA
# title: A duty that is off cannot be relied on
# description: Where sharing would be more detrimental to the child there is no duty.
# custom:
#   code: more_detrimental_to_the_child
#   message: Sharing is said to be more detrimental to the child, so the law named does not oblige you to share.
#   law: Children Act 2004 s.16LA
#   remedy: >-
#     Do not share, and record why; or, if somebody has to be told all the same, name the law that carries it in spite
#     of the detriment.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/more_detrimental") if {
	_relied_on_with("detriment")
	relied_on.more_detrimental == true
}

# METADATA
# title: A board's request is shown
# description: >-
#   A person must comply with a safeguarding adults board's request that is made for the board's functions, about that
#   person, its functions or its clients, or about what it was given on an earlier request; used for nothing else.
# custom:
#   code: board_request_incomplete
#   message: >-
#     The law named is about a safeguarding adults board's request; which request, how the information relates to the
#     one who holds it, or that it is used for the board's functions alone, is not said.
#   law: Care Act 2014 s.45
#   remedy: Give in board_request the board's reference, how it relates, and that it is used for its functions alone.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/board_request") if {
	_named_with("board_request")
	not _board_request_shown
}

_board_request_shown if {
	relied_on.board_request.reference_given == true
	reference.board_relations[relied_on.board_request.relates_to]
	relied_on.board_request.used_only_for_board == true
}

# METADATA
# title: A request for victim information is justified in writing
# description: A reasonable line of enquiry, necessary and proportionate; what is asked, why, and how it will be used.
# custom:
#   code: victim_information_unjustified
#   message: >-
#     Information about a victim is asked for, without the reasonable line of enquiry, without necessity and
#     proportionality, or without saying how it will be used.
#   law: Police, Crime, Sentencing and Courts Act 2022 ss.44A-44E
#   remedy: >-
#     Give in victim_information the line of enquiry and the use, and that it is necessary and proportionate; if it is
#     not, do not ask.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/victim_information") if {
	_named_with("victim_information")
	not _victim_information_justified
}

_victim_information_justified if {
	every said in ["line_of_enquiry_given", "use_given", "necessary", "proportionate"] {
		relied_on.victim_information[said] == true
	}
}

_relied_on_with(guard) if {
	some place in {"lawful_basis/enactment", "lawful_basis/authority"}
	_guarded(named_laws[place], guard)
}

_named_with(guard) if {
	some law in named_laws
	_guarded(law, guard)
}

# What is not in force is refused as such, and nothing else is asked about it.
_guarded(law, guard) if {
	law.guards[guard] == true
	dates.in_force(law)
}
