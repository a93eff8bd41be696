package proviso.followup

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: What is said to have become of the share holds
outcome_holds if {
	_in_turn
	_explained
	_passed_on_well
}

_said := input.context.outcome

_meaning := reference.share_outcomes[_said.outcome]

_state := object.get(input.context.facts, "state", {})

_at_outcome if {
	input.action.name == "share.outcome"
	visible
	received
}

# METADATA
# title: What the caller's agency has said of it last
default _last := "nothing"

_last := _earlier[count(_earlier) - 1].outcome

_earlier := [entry | some entry in _state.history; entry.by.agency == cases.sender]

_in_turn if _meaning.after[_last] == true

_explained if not _meaning.explained

_explained if _said.words.given == true

_explained if _said.passed_to

_passed_on_well if not _said.passed_to

_passed_on_well if {
	_meaning.passes_on == true
	_said.passed_to != cases.sender
	agencies.active(_said.passed_to)
}

# METADATA
# title: What an agency says of a share follows on what it said before
# description: What was dealt with is not received again. Each agency that received it answers for itself.
# custom:
#   code: outcome_out_of_turn
#   message: This cannot be said after what your agency has said of this share already.
#   law: UK GDPR Art 5(1)(d); Working Together 2023; protocol 1.2
#   remedy: Read the share and what was said of it; say what comes next, or send what is new as a share.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "outcome") if {
	_at_outcome
	not _in_turn
}

# METADATA
# title: Whoever says that it is not theirs says why, or whose it is
# description: A referral that is turned away without a word is how a child is lost between two agencies.
# custom:
#   code: outcome_unexplained
#   message: It is said not to be yours, without a word why, and without the agency whose it is.
#   law: Children Act 2004 s.10 and s.11; Working Together 2023; protocol 1.2
#   remedy: Say in a sentence why it is not yours, or name the agency to which you passed it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "words") if {
	_at_outcome
	not _explained
}

# METADATA
# title: It is passed to an agency that is there
# description: Only what is not the recipient's own is passed on, to another agency that exists today.
# custom:
#   code: passed_to_wrong
#   message: The agency to which it is said to be passed does not exist on this date, is your own, or does not go with this outcome.
#   law: UK GDPR Art 5(1)(d); Children Act 2004 s.10
#   remedy: Name another agency of the directory, with the outcome that it is not yours; or leave it out.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "passed_to") if {
	_at_outcome
	not _passed_on_well
}

# METADATA
# title: What an outcome changes
# description: >-
#   Accepted, not ours and action taken answer the share; received alone does not. Where a council has to answer a
#   referral in time, its own answer counts. The sender's role is told.
outcome_view := object.union(
	{
		"next_state": _next_state,
		"holder": object.get(_state, "agency", cases.sender),
		"tells": [{"agency": shared.sender.agency, "role": shared.sender.role}],
	},
	_clock_after,
)

_next_state := "answered" if _answers

_next_state := object.get(_state, "state", "awaiting_answer") if not _answers

_answers if {
	_meaning.answers == true
	not _state.clock
}

_answers if {
	_meaning.answers == true
	_state.agency == cases.sender
}

_clock_after := {"clock": {"dues": {}, "paused": false}, "next": []} if {
	_state.clock
	_answers
}

_clock_after := {"clock": _state.clock, "next": [_to_answer(shared, _state.agency)]} if {
	_state.clock
	not _answers
}

_clock_after := {} if not _state.clock
