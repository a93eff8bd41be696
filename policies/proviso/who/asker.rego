package proviso.who

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.reference

# METADATA
# title: The clock puts its one question
# description: >-
#   It is no person, has no role and comes through no client: the decision point knows it by the alias through which it
#   is let in. The agency is the one that holds what has run out of time, whether or not that agency still exists.
clock_asks if {
	input.subject.type == "clock"
	input.subject.id == "clock"
	input.action.name == "clock.record"
}

agency_entered if agencies.known(cases.sender)

agency_entered if clock_asks

agency_active if agencies.active(cases.sender)

agency_active if clock_asks

role_held if agencies.holds_role(cases.sender, input.subject.properties.role)

role_held if clock_asks

role_may_act if reference.roles[input.subject.properties.role].actions[input.action.name] == true

role_may_act if clock_asks

client_active if input.context.facts.client.status == "active"

client_active if clock_asks

presented := input.subject.properties.certificate

# Which certificates must be presented is the gateway's and the token's to say; a client that nobody knows is refused
# as such. A list of revoked ones that is not there revokes what was presented.
certificate_in_use if not presented

certificate_in_use if not input.context.facts.client

certificate_in_use if {
	every revoked in input.context.facts.client.revoked_certificates { revoked != presented }
}

issuer_trusted if agencies.trusted_issuer(input.subject.properties.issuer, cases.sender)

issuer_trusted if clock_asks

practitioner_named if {
	input.subject.type == "practitioner"
	startswith(input.subject.id, "practitioner:")
}

practitioner_named if clock_asks
