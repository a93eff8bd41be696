package proviso.basis

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.codes
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: The law under which information is asked for
# description: >-
#   It may be left out: then the one who is asked may answer, and is not obliged. Whoever asks relies besides on a law
#   of its own for what the request tells.
gateway := reference.enactments[input.context.application.asked.gateway]

_asked := input.context.application.to

# METADATA
# title: The law asked under is in force
# description: Some are passed and not commenced; a request under them obliges nobody.
# custom:
#   code: gateway_not_in_force
#   message: The law under which this is asked is not in force on this date.
#   law: The commencement provisions of the law named
#   remedy: Name in asked/gateway a law that is in force today, or leave it out and ask without one.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "asked/gateway") if {
	gateway
	not _gateway_in_force
}

_gateway_in_force if dates.in_force(gateway)

# METADATA
# title: The law asked under is of the nation of both
# description: Wales has its own provisions for much of this.
# custom:
#   code: gateway_of_other_nation
#   message: The law under which this is asked does not apply in the nation of your agency, or of the one that is asked.
#   law: The extent provisions of the law named
#   remedy: Name the provision of the nation of both, or leave it out and ask without one.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "asked/gateway") if {
	gateway
	some agency in {cases.sender, _asked}
	agencies.known(agency)
	not _runs_for(agency)
}

_runs_for(agency) if gateway.nations[agencies.nation(agency)] == true

# METADATA
# title: Your agency may ask under the law named
# description: The council is the enquirer under s.47, the police ask for victim information, nobody under guidance.
# custom:
#   code: gateway_not_yours
#   message: The law named does not let your kind of agency ask for information under it.
#   law: UK GDPR Art 6(3); Children Act 1989 s.47(1) and (9); the law named
#   remedy: Name a law under which your agency may ask, or leave it out; the reference data lists who may.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "asked/gateway") if {
	input.context.application.asked.gateway
	not _may_ask
	not _only_guidance
}

_only_guidance if gateway.nature == "guidance"

_may_ask if {
	gateway.asked_by[agencies.kind(cases.sender)] == true
	_has_the_duty
}

_has_the_duty if not gateway.asking_council

_has_the_duty if agencies.childrens_council(cases.sender)

# METADATA
# title: The law named speaks to the one who is asked
# description: The persons who must assist a council's enquiries are listed; a school or a charity is not among them.
# custom:
#   code: gateway_not_for_the_asked
#   message: The law named says nothing of the kind of agency that is asked.
#   law: Children Act 1989 s.27(3) and s.47(11); the law named
#   remedy: Name the law that speaks to this agency, or leave it out and ask without one.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "asked/gateway") if {
	gateway.asked_of
	agencies.known(_asked)
	not _speaks_to_the_asked
}

_speaks_to_the_asked if gateway.asked_of[agencies.kind(_asked)] == true

# METADATA
# title: The law asked under serves the purpose
# description: A power to enquire about a child carries no other purpose.
# custom:
#   code: gateway_wrong_purpose
#   message: The law under which this is asked does not serve the purpose of the request.
#   law: UK GDPR Art 5(1)(b) and 6(3); the law named
#   remedy: Name the law that serves this purpose, or correct the purpose.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "asked/gateway") if {
	gateway
	not _gateway_serves
}

_gateway_serves if gateway.purposes[input.context.share.purpose] == true

# METADATA
# title: Whoever asks shows the threshold of its enquiry
# description: A council enquires under s.47 where it has reasonable cause to suspect significant harm.
# custom:
#   code: gateway_threshold_missing
#   message: The law under which this is asked has a threshold, and it is not said that it is met.
#   law: Children Act 1989 s.47(1)(b) and s.17(10); Care Act 2014 s.42(1)
#   remedy: Give the threshold in lawful_basis, if it is met; if it is not, name another law or leave it out.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "lawful_basis/threshold") if {
	gateway.asker_shows_threshold == true
	gateway != enactment
	not codes.allows(gateway.thresholds, relied_on, "threshold")
}
