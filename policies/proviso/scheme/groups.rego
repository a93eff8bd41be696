package proviso.scheme

import data.proviso.lib.reasons

# METADATA
# title: A step brings what belongs to it, and nothing of another
# description: >-
#   What a step carries becomes part of where the application stands. A delivery told along with a check of identity
#   would be a disclosure that nobody judged.
# custom:
#   code: step_brings_what_is_anothers
#   message: The step carries something that belongs to another step.
#   law: The guidance that sets up the scheme; UK GDPR Art 5(1)(d)
#   remedy: Take out what is named, and take the step that it belongs to when its turn comes.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), group) if {
	_at_step
	some group in brought
	not _belongs(group)
}

# METADATA
# title: The groups that the step in hand carries
brought := {group |
	some group, given in input.context.step
	group in _groups
	not given in [[], null]
}

_groups := {
	"recipient", "best_placed", "tests", "representations", "identity", "checks", "not_checked", "delivery", "facts",
	"risk", "plan", "forum", "owners", "account_327a", "share", "school", "children_found", "pause", "lateness",
	"rebuttal", "refusal", "detriment", "review_at", "missing", "escalation", "attempts",
	"less_intrusive", "acts_for",
}

_belongs(group) if current.groups[group] == true

_belongs(group) if outcome.groups[group] == true
