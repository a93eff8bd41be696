package proviso.scheme

import data.proviso.lib.reasons

# METADATA
# title: The step in hand
# description: An undertaking is judged like a step.
current := course.steps[input.context.step.step] if input.action.name == "disclosure.step"

current := course.undertaking if input.action.name == "undertaking.record"

_taken := input.context.step if input.action.name == "disclosure.step"

_taken := input.context.undertaking if input.action.name == "undertaking.record"

# METADATA
# title: The step in hand, where it is in turn
in_turn if {
	_at_step
	current.from[state.state] == true
}

# METADATA
# title: The outcome in question
# description: As given; where a step has only one outcome it need not be named.
outcome_code := outcome_of(current, _taken)

outcome_of(step, taken) := taken.outcome if step.outcomes[taken.outcome]

outcome_of(step, taken) := only if {
	not taken.outcome
	count(step.outcomes) == 1
	some only, _ in step.outcomes
}

outcome := current.outcomes[outcome_code]

# METADATA
# title: The step can be taken, now, by this role
step_possible if {
	in_turn
	_role_takes_it
	_party_takes_it
	outcome
}

_at_step if {
	input.action.name in {"disclosure.step", "undertaking.record"}
	visible
}

# METADATA
# title: The step can be taken now
# description: The scheme says from which states each step leads on.
# custom:
#   code: step_not_possible_now
#   message: This step cannot be taken where the application stands now.
#   law: The guidance that sets up the scheme
#   remedy: Read where the application stands and take one of the steps listed as next.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if {
	_at_step
	not in_turn
}

# METADATA
# title: The role takes this step
# description: Who may take each step is the scheme's data.
# custom:
#   code: step_not_for_role
#   message: Your role does not take this step.
#   law: The guidance that sets up the scheme; UK GDPR Art 32(4)
#   remedy: Ask an officer of one of the roles that are listed for this step.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if {
	_at_step
	current
	not _role_takes_it
}

_role_takes_it if current.roles[input.subject.properties.role] == true

# METADATA
# title: The step belongs to the caller's agency
# description: >-
#   What the holder of a request does and what the one who made it does are different steps.
# custom:
#   code: step_not_for_party
#   message: This step belongs to the other agency of the request.
#   law: UK GDPR Art 5(1)(f); the scheme
#   remedy: Take one of the steps that are listed as yours, or ask the other agency to take this one.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if {
	_at_step
	current
	not _party_takes_it
}

_party_takes_it if object.get(current, "by", {"holder": true})[party] == true

# METADATA
# title: The outcome is one of the step's
# description: Each step ends in one of its coded outcomes.
# custom:
#   code: step_outcome_wrong
#   message: The outcome is missing, or not one that this step can have.
#   law: The guidance that sets up the scheme
#   remedy: Name one of the outcomes that are listed for this step.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "outcome") if {
	_at_step
	current
	not outcome
}

# METADATA
# title: Nobody takes two parts that must be apart
# description: Who decides is not who opened it; who decides again is neither of the two. A person keeps one id.
# custom:
#   code: other_officer_needed
#   message: You have already taken a part in this application that another officer must take now.
#   law: Guidance of the scheme; UK GDPR Art 5(1)(a); separation of duties
#   remedy: Ask another officer of the roles listed for this step to take it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "step") if {
	_at_step
	some part, _ in current.separate_from
	not _apart_from(part)
}

_apart_from("opener") if _person_of(state.opened_by) != input.subject.id

_apart_from("decider") if _person_of(state.decision.by) != input.subject.id

# An answer that nothing is held, or one in danger, has no decider to be apart from.
_apart_from("any_decider") if not state.decision

_apart_from("any_decider") if _person_of(state.decision.by) != input.subject.id

_apart_from("reporter") if {
	state.frozen.by != input.subject.id
	not _reported_too
}

_reported_too if input.subject.id in state.frozen.reporters

_person_of(by) := by if is_string(by)

_person_of(by) := by.person if is_object(by)
