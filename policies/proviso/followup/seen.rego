package proviso.followup

import data.proviso.lib.cases

# METADATA
# title: What a reader of a share sees of its answers
# description: >-
#   The recipients' words are for the sender: its role sees all of them. Each recipient's role sees what its own agency
#   said. By their numbers, as the share's state holds them.
answers_seen := object.union(
	{"outcomes": [entry.n | some entry in _spoken.history; _may_see(entry)]},
	_awaited,
) if {
	input.action.name == "share.read"
}

_spoken := input.context.facts.state if input.action.name == "share.read"

_may_see(_) if _reads_as_sender

_may_see(entry) if entry.by.agency == cases.sender

_reads_as_sender if {
	input.context.facts.record.sender.agency == cases.sender
	input.context.facts.record.sender.role == input.subject.properties.role
}

# METADATA
# title: Whether a referral is answered, and by when it must be
# description: For its sender and for the council that answers.
_awaited := {"answer": object.union(object.filter(_spoken, ["state", "agency"]), object.filter(_spoken.clock, ["due"]))} if {
	_spoken.clock
	_concerned
}

default _awaited := {}

_concerned if _reads_as_sender

_concerned if _spoken.agency == cases.sender

# METADATA
# title: The record of a follow-up is there for this caller
# description: >-
#   Why a referral was put to a case, or why a part changed: for the agencies that it concerns, while they have a part in
#   the case, and for the roles that the referral itself is for.
note_visible if {
	input.action.name == "share.read"
	cases.involved(cases.sender)
	_note.kind in {"attachment", "involvement_change"}
	not _kept_out
	some reader in _note.readers
	reader.agency == cases.sender
	_role in object.get(reader, "roles", [_role])
	object.get(_note.only, _role, input.subject.id) == input.subject.id
}

_note := input.context.facts.record

_kept_out if input.subject.id in _note.excluded

_role := input.subject.properties.role
