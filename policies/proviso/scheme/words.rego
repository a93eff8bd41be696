package proviso.scheme

import data.proviso.lib.cases
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: Words are for those to whom they were said
# description: >-
#   Whoever made a request reads what it said itself and what the holder addressed to it, and none of the holder's own
#   words. What a request for information tells is for the role that was told, and for roles that need all of it.
# custom:
#   code: step_words_not_yours
#   message: The words of this step are not for your role or your agency.
#   law: UK GDPR Art 5(1)(c) and 5(1)(f); protocol 2.7
#   remedy: >-
#     Read the request without its words, where it stands is told there; open your own agency's steps; or ask a colleague
#     of the role to which the request was sent.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "open") if {
	input.action.name == "disclosure.read"
	visible
	input.context.open >= 0
	not _words_for_us(input.context.open)
}

_words_for_us(0) if not course.told_by_share

_words_for_us(0) if {
	course.told_by_share
	_told_to_our_role
}

_words_for_us(n) if {
	n > 0
	party == "holder"
}

_words_for_us(n) if {
	party == "requester"
	state.history[n - 1].by.agency == cases.sender
}

_words_for_us(n) if course.steps[state.history[n - 1].step].words_for[party] == true

_telling := state.told.telling

_told_to_our_role if _told_role[party] == input.subject.properties.role

_told_role := {"holder": _telling.to_role, "requester": _telling.from_role}

_told_to_our_role if {
	every category in _telling.categories {
		reference.roles[input.subject.properties.role].needs[_telling.purpose][category] == true
	}
}
