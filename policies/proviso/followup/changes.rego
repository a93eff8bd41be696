package proviso.followup

import data.proviso.lib.cases
import data.proviso.lib.reasons
import data.proviso.need
import data.proviso.reference

# METADATA
# title: The change of a part in the case holds
change_holds if {
	change_reasoned
	part_there
	count(not_its_own) == 0
	_of_its_kind
}

_of_its_kind if extension_holds

_of_its_kind if ending_holds

_of_its_kind if hand_over_holds

change := input.context.change

change_rule := reference.involvement_changes[change.change]

# METADATA
# title: A change of a part is asked for, of a share that the caller can read
at_change(kinds) if {
	input.action.name == "involvement.change"
	visible
	change.change in kinds
}

ends := {"end", "hand_over"}

# METADATA
# title: The change is the caller's to make
# description: >-
#   Until that holds, nothing that depends on the part in question is judged: a refusal would tell whoever asks which
#   agencies are involved, and until when.
theirs_to_make if {
	change.change == "extend"
	need.may_bring_in
}

theirs_to_make if {
	change.change == "end"
	may_end
}

theirs_to_make if {
	change.change == "hand_over"
	may_hand_over
}

change_reasoned if change.why.given == true

part_there if cases.involved(change.agency)

# METADATA
# title: What belongs to another change
not_its_own := {field |
	some field in {"to", "ground", "until"}
	change[field]
	not _takes(field)
}

_takes(field) if change_rule.takes[field] == true

# METADATA
# title: The change has its reason
# description: That an agency learns more of a family, or no more, is a decision that somebody answers for.
# custom:
#   code: change_reason_missing
#   message: It is not said why the agency's part in the case changes.
#   law: UK GDPR Art 5(1)(b) and 5(2); protocol 1.3 and 2.7
#   remedy: Say in a sentence what has changed for the child and why this agency's part changes with it.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "why") if {
	at_change({"extend", "end", "hand_over"})
	not change_reasoned
}

# METADATA
# title: Only a part that is there can change
# description: An agency that has none is brought in by sharing with it on a ground.
# custom:
#   code: part_not_there
#   message: The agency named has no part in this case now.
#   law: UK GDPR Art 5(1)(b) and 5(1)(c)
#   remedy: Name an agency that is involved; to bring another in, share with it and give the ground.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), "agency") if {
	at_change({"extend", "end", "hand_over"})
	theirs_to_make
	not part_there
}

# METADATA
# title: A change brings what belongs to it
# description: A successor named where a part is made longer would be read by one as a hand-over and by another not.
# custom:
#   code: change_brings_what_is_anothers
#   message: The request carries something that belongs to another change.
#   law: UK GDPR Art 5(1)(d)
#   remedy: Take out what is named, or ask for the change that it belongs to.
#   effective_from: "2018-05-25"
deny contains reasons.at(rego.metadata.rule(), field) if {
	at_change({"extend", "end", "hand_over"})
	some field in not_its_own
}

# METADATA
# title: What a change does, and who learns of it
# description: The parts as they are to be written, the agencies in whose chronology it stands, the roles that are told.
change_view := {
	"parts": parts,
	"agencies": [agency | some agency in _concerned_agencies],
	"tells": [told | some told in _told_of_change],
}

_concerned_agencies := {cases.sender, change.agency} | {agency | change.change == "hand_over"; agency := change.to}

_told_of_change contains {"agency": change.to, "role": change_rule.tells}

# Roles of the agency whose part it is, as the share names them, when another agency changes it.
_told_of_change contains object.filter(party, ["agency", "role"]) if {
	change.agency != cases.sender
	some party in array.concat([shared.sender], shared.recipients)
	party.agency == change.agency
}
