package testing.cases

# METADATA
# title: The input that a row of the authorisation matrix describes
matrix_input(row) := built if {
	base := data.testing.base[_base_of[row.action]]
	asked := object.union(base, {"subject": _subject(row), "action": {"name": row.action}})
	built := json.patch(asked, array.concat(_facts(row), _request(row)))
}

_base_of := {
	"share.create": "share", "share.read": "read", "share.list": "list", "inbox.list": "inbox",
	"idempotency.replay": "replay", "disclosure.open": "open", "disclosure.step": "step_decision",
	"disclosure.read": "disclosure_read", "disclosure.list": "list_queue", "undertaking.record": "undertaking", "undertaking.read": "undertaking_read",
}

_subject(row) := {"id": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F77", "properties": {
	"agency": row.agency, "role": row.role,
	"issuer": sprintf("https://id.sandbox.example/%s", [replace(row.agency, ":", "-")]),
}}

_facts(row) := array.concat(set("/context/facts/involvements", _involvements(row)), _record(row))

# Another force has a part in the case already, or nobody could send it what concerns crime.
_involvements(row) := {row.agency: _part(row, {}), "force:13": _part(object.union(row, {"agency": "force:13"}), {})} if row.involvement in {"involved", "sender", "recipient", "involved_only", "excluded"}

_involvements(row) := {row.agency: _part(row, {"until": "2026-11-10T09:00:00Z"})} if row.involvement == "over"

_involvements(row) := {} if row.involvement in {"none", "referral", "absent"}

_part(row, end) := {"agency": row.agency, "area": "la:E06000047", "grounds": [object.union(
	{"ground": "received", "from": "2026-11-01T09:00:00Z", "by": "la:E06000047"},
	end,
)]}

_record(row) := set("/context/facts/record", _shared(row)) if {
	row.action == "share.read"
	row.involvement != "absent"
}

_record(row) := without(_fact_of[row.action]) if row.involvement == "absent"

_record(row) := set("/context/facts/state/agency", row.agency) if {
	_of_a_request(row)
	row.involvement != "absent"
}

_record(row) := [] if {
	row.action != "share.read"
	not _of_a_request(row)
	row.involvement != "absent"
}

_of_a_request(row) if row.action in {"disclosure.read", "disclosure.step", "undertaking.record"}

_fact_of := {
	"share.read": "/context/facts/record", "undertaking.read": "/context/facts/record",
	"disclosure.read": "/context/facts/state", "disclosure.step": "/context/facts/state",
	"undertaking.record": "/context/facts/state",
}

_other := {"agency": "nhs:ELSEWHERE", "role": "safeguarding_nurse", "items": ["s1"]}

_shared(row) := {
	"kind": "share",
	"items": [{"id": "s1"}],
	"excluded": [id | row.involvement == "excluded"; id := "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F77"],
	"sender": object.union({"person": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F01"}, _sends(row)),
	"recipients": [_receives(row)],
}

_sends(row) := {"agency": row.agency, "role": row.role} if row.involvement == "sender"

_sends(row) := {"agency": "la:E06000001", "role": "social_worker"} if row.involvement != "sender"

_receives(row) := {"agency": row.agency, "role": row.role, "items": ["s1"]} if row.involvement in {"recipient", "excluded", "over", "none"}

_receives(row) := _other if row.involvement in {"sender", "involved_only"}

_request(row) := [] if row.action != "share.create"

_request(row) := array.flatten([
	_case(row),
	set("/context/share/area", "la:E06000047"),
	set("/context/share/purpose", row.purpose),
	set("/context/share/lawful_basis", data.testing.matrix.bases[row.kind][row.purpose]),
	set("/context/share/recipients", [object.union(
		{"need": {"given": true, "length": 20}},
		_recipient(row),
	)]),
	set("/context/share/statements", [object.union(
		data.testing.base.share.context.share.statements[0],
		{"categories": ["domestic_abuse"]},
	)]),
]) if {
	row.action == "share.create"
}

_case(row) := without("/resource/case") if row.involvement == "referral"

_case(row) := [] if row.involvement != "referral"

# Crime goes to the police, and from the force of the area to another that is brought in on its own involvement.
_recipient(row) := {"agency": "force:11", "role": "child_protection"} if {
	row.kind != "police"
	"police" in _to_police(row)
}

_recipient(row) := {"agency": "la:E06000047", "role": "social_worker"} if not "police" in _to_police(row)

_recipient(row) := {"agency": "force:13", "role": "child_protection"} if {
	row.kind == "police"
	"police" in _to_police(row)
}

_to_police(row) := {x | row.kind == "local_authority"; x := "police"} | {x | row.purpose == "law_enforcement"; x := "police"}
