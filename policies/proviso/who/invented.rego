package proviso.who

import data.proviso.lib.reasons

# METADATA
# title: Everybody here is real
# description: >-
#   The decision point says where it stands. A question that does not say so comes from no deployment: from a bench, or
#   from a test.
_real if {
	standing := input.context.environment
	not standing in {"sandbox", "test"}
}

_invented(agency) if data.proviso.directory.agencies[agency].sandbox == true

# METADATA
# title: The agencies that a request names, with the place where it names them
_named contains [sprintf("recipients/%d/agency", [i]), recipient.agency] if {
	some i, recipient in input.context.share.recipients
}

_named contains ["to", input.context.application.to]

_named contains ["school", input.context.step.school]

_named contains ["agency", input.context.change.agency]

_named contains ["to", input.context.change.to]

# METADATA
# title: The asker's agency is real
# description: The directory has agencies of the sandbox, for demonstrations and tests. In production nobody is one of theirs.
# custom:
#   code: agency_invented
#   message: Your agency is invented. It exists for tests, and here information is about real people.
#   law: UK GDPR Art 5(1)(d), 5(1)(f) and 32
#   remedy: Sign in for the agency that you work for. To try something out, use the sandbox.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	_real
	_invented(input.subject.properties.agency)
}

# METADATA
# title: The token's issuer is real
# description: Issuers of the sandbox sign for anybody who tries something out. In production their word counts for nothing.
# custom:
#   code: issuer_invented
#   message: The sign-in service that vouched for you is one of the sandbox. Here information is about real people.
#   law: UK GDPR Art 5(1)(f) and 32
#   remedy: Sign in through your own agency's service and send the request again. To try something out, use the sandbox.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "") if {
	_real
	data.proviso.directory.issuers[input.subject.properties.issuer].sandbox == true
}

# METADATA
# title: The agencies that the request names are real
# description: Nobody at an invented agency can act on what is told to it.
# custom:
#   code: agency_named_invented
#   message: An agency that you named is invented. It exists for tests, and here information is about real people.
#   law: UK GDPR Art 5(1)(d) and 5(1)(f)
#   remedy: Name the agency that is meant, as the directory has it. To try something out, use the sandbox.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), place) if {
	_real
	some [place, agency] in _named
	_invented(agency)
}
