package proviso.needs

import data.proviso.reference

met("pause_reason") if reference.pause_reasons[_step.pause]

met("paused") if {
	last := _state.pauses[count(_state.pauses) - 1]
	not last.until
}

met("frozen") if _state.frozen

met("forum_named") if {
	reference.decision_bodies[_step.forum.body]
	_step.forum.reference_given == true
}

met("attempts_made") if _step.attempts > 0

# Where every limb holds there is a presumption to disclose: not to disclose then needs one of the coded rebuttals.
met("presumption_answered") if false in {answer | some answer in _step.tests}

met("presumption_answered") if reference.rebuttals[_step.rebuttal]

place_of["pause_reason"] := "pause"

place_of["paused"] := "step"

place_of["frozen"] := "step"

place_of["forum_named"] := "forum"

place_of["attempts_made"] := "attempts"

place_of["presumption_answered"] := "rebuttal"

own_code contains "presumption_answered"
