package proviso.need

import data.proviso.lib.agencies
import data.proviso.lib.cases
import data.proviso.lib.codes
import data.proviso.lib.dates
import data.proviso.lib.reasons
import data.proviso.reference

# METADATA
# title: A recipient has something to do with the case
# description: Involvement, the area's duty, or a ground on which it is brought in.
# custom:
#   code: recipient_no_ground
#   message: A recipient is not involved in this case, is not the area's duty holder, and no ground is given for it.
#   law: UK GDPR Art 5(1)(b) and 5(1)(c); protocol 2.7
#   remedy: >-
#     Send it to the council or police force of the person's area; or, as that council, give the ground on which this
#     agency is brought in (for example that it treats, teaches, supervises or houses the person).
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/ground", [i])) if {
	some i, recipient in _unentitled
	not recipient.ground
}

# METADATA
# title: Only the council, or the police in a police scheme, bring others in
# description: Everyone else sends to those who have the duty, and they decide whom they need.
# custom:
#   code: ground_not_yours_to_give
#   message: Your agency may not bring another agency into the case.
#   law: Children Act 1989 s.47; Children Act 2004 s.10; protocol 2.7
#   remedy: Send it to the council of the person's area and ask it to bring this agency in.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/ground", [i])) if {
	some i, recipient in _unentitled
	recipient.ground
	not may_bring_in
}

# METADATA
# title: The ground fits the kind of agency
# description: A health body treats, a school teaches; an agency cannot be brought in on what it does not do.
# custom:
#   code: ground_wrong_for_agency
#   message: The ground given is not one on which this kind of agency can be brought in.
#   law: UK GDPR Art 5(1)(c); Children Act 1989 s.27 and s.47(9)
#   remedy: Give the ground that describes what this agency does for the person, or take the agency out.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), sprintf("recipients/%d/ground", [i])) if {
	some i, recipient in _unentitled
	recipient.ground
	may_bring_in
}

# Silent while the sender itself has no part in the case: see sender_not_involved.
_unentitled := {i: recipient |
	sender_may_send
	purpose_known
	some i, recipient in input.context.share.recipients
	agencies.known(recipient.agency)
	recipient.agency != cases.sender
	not entitled(i)
}

# METADATA
# title: What each recipient will see
# description: >-
#   For each recipient the items shown and withheld, the ground on which it becomes involved, and until when. The
#   first ground in the order ground given, duty, earlier involvement is the one recorded.
view := {"recipients": [seen_by |
	some i, recipient in input.context.share.recipients
	shown := seen(i)
	ground := _recorded_ground(entitling_grounds(i), recipient)
	seen_by := object.union(
		{
			"agency": recipient.agency,
			"role": recipient.role,
			"items": [s.item | some s in input.context.share.statements; s.item in shown],
			"withheld": [s.item | some s in input.context.share.statements; not codes.has(shown, s.item)],
			"ground": ground,
		},
		_until(ground),
	)
]}

_recorded_ground(grounds, recipient) := recipient.ground if _given_among(recipient, grounds)

_recorded_ground(grounds, recipient) := "area_duty" if {
	not _given_among(recipient, grounds)
	"area_duty" in grounds
}

_recorded_ground(grounds, recipient) := "received" if {
	not _given_among(recipient, grounds)
	not "area_duty" in grounds
}

_given_among(recipient, grounds) if recipient.ground in grounds

_until(ground) := {"until": dates.days_after(input.context.now, reference.grounds[ground].days)} if reference.grounds[ground].days

_until(ground) := {} if not codes.has(reference.grounds[ground], "days")
