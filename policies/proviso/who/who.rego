# METADATA
# title: Who asks
# description: >-
#   A named human, of an agency that exists today, in a role that may do this, through a client in use. Or the clock,
#   which asks one thing and nothing else.
package proviso.who

import data.proviso.lib.reasons

# METADATA
# title: The asker is who may ask
# description: The positive ground that every action shares.
granted if {
	agency_active
	role_held
	role_may_act
	client_active
	certificate_in_use
	issuer_trusted
	practitioner_named
}

# METADATA
# title: The asker is a named practitioner
# description: A decision is always some person's, so that it can be answered for.
# custom:
#   code: practitioner_not_named
#   message: The request does not come from a named practitioner.
#   law: UK GDPR Art 5(1)(f) and 5(2); DPA 2018 s.62
#   remedy: Sign in as yourself and send the request again. A system or a shared account cannot ask.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if not practitioner_named

# METADATA
# title: The asker's agency is in the directory
# description: An agency that nobody has entered in the directory cannot ask.
# custom:
#   code: agency_unknown
#   message: Your agency is not in the directory.
#   law: UK GDPR Art 5(1)(f) and 5(2)
#   remedy: Ask your information governance lead to have the agency entered in the directory.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if not agency_entered

# METADATA
# title: The asker's agency exists today
# description: Councils are merged and replaced; from that day the successor asks.
# custom:
#   code: agency_not_active
#   message: Your agency does not exist on this date. It was replaced, or it has not begun yet.
#   law: UK GDPR Art 5(1)(d) and 5(1)(f)
#   remedy: Look the agency up in the directory and ask through the successor that took over its duties.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	agency_entered
	not agency_active
}

# METADATA
# title: The asker's role belongs to the kind of agency
# description: A role is what a kind of agency has its people for.
# custom:
#   code: role_not_of_agency
#   message: Your role is not one that this kind of agency has.
#   law: UK GDPR Art 5(1)(f) and 32(4); protocol 2.7
#   remedy: Sign in with the role that you hold at this agency, or ask your manager to correct it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	agency_entered
	not role_held
}

# METADATA
# title: The asker's role may do this
# description: Which role may take which action is reference data.
# custom:
#   code: action_not_for_role
#   message: Your role may not do this.
#   law: UK GDPR Art 5(1)(f) and 32(4); protocol 2.7
#   remedy: Ask a colleague whose role may do this, or your manager.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if not role_may_act

# METADATA
# title: The client is in use
# description: A client that was suspended, or that nobody registered, cannot be asked through.
# custom:
#   code: client_not_active
#   message: The software you use is suspended or not registered.
#   law: UK GDPR Art 5(1)(f) and 32
#   remedy: Use another registered client, or ask your service desk to have this one registered again.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if not client_active

# METADATA
# title: The certificate is in use
# description: A certificate that the registrar revoked for this client proves it no longer.
# custom:
#   code: certificate_revoked
#   message: The certificate of the software you use was revoked.
#   law: UK GDPR Art 5(1)(f) and 32
#   remedy: Ask your service desk to have a new certificate issued and installed, then send the request again.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if not certificate_in_use

# METADATA
# title: The token's issuer is trusted for the agency
# description: Only the issuers that the directory names may vouch for an agency's people.
# custom:
#   code: issuer_not_trusted
#   message: The sign-in service that vouched for you is not trusted for your agency.
#   law: UK GDPR Art 5(1)(f) and 32
#   remedy: Sign in through your own agency's service and send the request again.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if not issuer_trusted
