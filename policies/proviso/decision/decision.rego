# METADATA
# title: The decision
# description: >-
#   The one question that is put to these rules. Allowed needs three things at once: valid input, a positive ground,
#   and no reason against it.
package proviso.decision

import data.proviso
import data.proviso.lib.dates
import data.proviso.lib.reasons as said

# METADATA
# title: The answer to the decision point
# description: allow, reasons, obligations, view, policy_revision; of exactly this shape, whatever the input.
# entrypoint: true
decision := {
	"allow": allow,
	"reasons": reasons,
	"obligations": obligations,
	"view": view,
	"policy_revision": proviso.revision,
}

# METADATA
# title: Allowed
default allow := false

allow if {
	input_valid
	granted
	count(standing) == 0
}

# METADATA
# title: The reasons that were found
found contains reason if {
	some reason in _found
	_in_effect(reason.rule)
}

_in_effect(rule) if rule.effective_from <= dates.today

_in_effect(_) if not dates.clock_valid

_found := _always if not input_valid

_found := _always | against if input_valid

_always := deny | proviso.who.deny

# METADATA
# title: The codes that immediate danger puts off
put_off := {reason.rule.code |
	data.proviso.urgent.relief
	sharing
	some reason in found
	reason.rule.paperwork == true
}

# METADATA
# title: The reasons that stand
standing := {reason | some reason in found; not _is_put_off(reason)}

_is_put_off(reason) if reason.rule.code in put_off

# METADATA
# title: The reasons as answered
# description: A refusal is never without one.
reasons := said.answered(standing | _last_resort)

# METADATA
# title: The duties that come with an allow
default obligations := []

obligations := [duty | some duty in owed] if allow

# METADATA
# title: What may be seen, or what comes next
default view := {}

view := seen if allow
