# METADATA
# title: Looking back at a whole case
# description: >-
#   What no single step shows: put to a case as it stands in the end, with every fact folded again from its steps. It
#   decides nothing, and no decision point loads it; `proviso recheck` puts it beside the bundle that it judges by.
package recheck

import data.proviso.lib.reasons
import data.proviso.scheme

_state := input.context.facts.state

_told := object.get(_state, "told", {})

# METADATA
# title: Where every limb holds, it is told, or a reason against is given
# description: >-
#   Each limb of the test was answered with yes, and yet it was decided not to disclose. Either an answer is wrong, or
#   somebody who should have been told was not.
# custom:
#   code: every_limb_held
#   message: Every limb of the test was answered with yes, and it was decided not to disclose, without a reason against.
#   law: Guidance of the scheme, decision to disclose; Human Rights Act 1998 Sch 1 Arts 2, 3 and 8
#   remedy: Assess the risk anew and decide again, with reasons.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "decision") if {
	_state.decision.outcome == "not_disclose"
	some _ in _told.tests
	every answer in _told.tests { answer == true }
	not _told.rebuttal
}

# METADATA
# title: Nothing is decided without the least searches
# description: A wrong "nothing to disclose" comes from a search that nobody made. No step of the case made it.
# custom:
#   code: decided_unsearched
#   message: It was decided, and no step of the case makes every search that the scheme asks for at least.
#   law: Guidance of the scheme, full risk assessment
#   remedy: Make every search of the scheme's list now; if anything is found, open the case again and decide again.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "decision") if {
	_state.decision
	some search, _ in scheme.course.minimum_checks.checks
	not _searched(search)
}

_searched(search) if search in _told.checks

# METADATA
# title: Nothing is closed while its record is not complete
# description: What was told is accounted for, whichever step it was closed with.
# custom:
#   code: closed_incomplete
#   message: It is closed, and one of the five facts of the disclosure is recorded nowhere.
#   law: Protocol 3.1; Criminal Justice Act 2003 s.327A(8)
#   remedy: Ask whoever disclosed it while it can be remembered, and record all five facts; when, who, to whom, how, what.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "close") if {
	scheme.course.states[_state.state].final == true
	_state.delivered == true
	some _, given in _state.five_facts
	given == false
}

# METADATA
# title: When the time for an answer ran out, in the words of the rules; empty where the scheme has no such limit
default overall_limit := ""

overall_limit := scheme.overall_limit_passes
