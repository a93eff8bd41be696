"""A share as plain data: its header, the five facts of its disclosure, and the items of its transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain import ids, involvements
from chalicelib.domain.records import INVOLVEMENT, POINTER_PREFIX, RECORD, Check, Facts, Operation, Put, sort_time

KIND = "share"
HOW = "secure_electronic"
OWN = "own"


@dataclass(frozen=True)
class Receiver:
    """A recipient with what the decision lets it see, and how the decision makes it part of the case."""

    agency: str
    role: str
    items: tuple[str, ...]
    withheld: tuple[str, ...] = ()
    ground: str = involvements.RECEIVED
    until: str | None = None
    practitioner: str | None = None


@dataclass(frozen=True)
class NewShare:
    """Everything about a decided share that is written plain."""

    record: str
    case: str
    decision: str
    at: str
    person: str
    agency: str
    role: str
    purpose: str
    urgency: str
    referral: bool
    receivers: tuple[Receiver, ...]
    items: tuple[Mapping[str, Any], ...]
    regime: str | None = None
    basis: str | None = None
    enactment: str | None = None
    area: str | None = None
    in_reply_to: str | None = None
    excluded: tuple[str, ...] = ()
    agencies: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Name each receiving agency once, in order."""
        object.__setattr__(self, "agencies", tuple(dict.fromkeys(receiver.agency for receiver in self.receivers)))


def five_facts(share: NewShare) -> dict[str, Any]:
    """When, who, to whom, how and what: the five facts of the disclosure (protocol 3.1)."""
    seen = {item for receiver in share.receivers for item in receiver.items}
    return {
        "when": share.at,
        "who": {"person": share.person, "agency": share.agency, "role": share.role},
        "to_whom": [{"agency": receiver.agency, "role": receiver.role} for receiver in share.receivers],
        "how": HOW,
        "what": [{"item": item["id"], "sha256": item["sha256"]} for item in share.items if item["id"] in seen],
    }


def header(share: NewShare) -> dict[str, Any]:
    """The immutable header of the record, which rules read when somebody asks to see it."""
    relied_on = {"regime": share.regime, "basis": share.basis, "enactment": share.enactment}
    optional = relied_on | {"in_reply_to": share.in_reply_to}
    return {
        "kind": KIND,
        "at": share.at,
        "decision": share.decision,
        "case": share.case,
        "sender": {"person": share.person, "agency": share.agency, "role": share.role},
        "purpose": share.purpose,
        "urgency": share.urgency,
        **{name: value for name, value in optional.items() if value is not None},
        "recipients": [_receiver(receiver) for receiver in share.receivers],
        "excluded": list(share.excluded),
        "items": [dict(item) for item in share.items],
        "disclosure": five_facts(share),
    }


def operations(share: NewShare, facts: Facts, sealed: bytes) -> list[Operation]:
    """The record, each agency's involvement and pointer, and the inbox entries of one share."""
    made: list[Operation] = [Put(ids.case_partition(share.record), RECORD, header(share), sealed=sealed)]
    made += _involvements(share, facts)
    made += [_pointer(share, agency) for agency in dict.fromkeys((share.agency, *share.agencies))]
    made += [_inbox(share, receiver) for receiver in share.receivers]
    return made


def _receiver(receiver: Receiver) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "agency": receiver.agency,
        "role": receiver.role,
        "items": list(receiver.items),
        "ground": receiver.ground,
    }
    if receiver.practitioner is not None:
        entry["practitioner"] = receiver.practitioner
    return entry


def _involvements(share: NewShare, facts: Facts) -> list[Operation]:
    """Sender first: a referrer becomes involved, and a sender that already is stays as it is."""
    grounds: dict[str, list[dict[str, str]]] = {share.agency: []}
    if share.referral:
        grounds[share.agency].append(involvements.ground(involvements.REFERRER, share.at, share.agency))
    for receiver in share.receivers:
        entry = involvements.ground(receiver.ground, share.at, share.agency, receiver.until)
        grounds.setdefault(receiver.agency, []).append(entry)
    own = facts.header(ids.member_partition(share.case, share.agency), INVOLVEMENT) or {}
    area = own.get("area") or share.area
    made: list[Operation] = []
    for agency, entries in grounds.items():
        pk = ids.member_partition(share.case, agency)
        before, version = facts.header(pk, INVOLVEMENT), facts.version(pk, INVOLVEMENT)
        after = involvements.extended(before, agency, area, entries) if entries else None
        if own.get("area") == share.agency and entries and before is not None:
            # The council that holds the case tells, by sharing, in whose area it lies since it was handed over.
            after = involvements.moved(after or before, share.agency) or after
        made.append(Check(pk, INVOLVEMENT, version) if after is None else Put(pk, INVOLVEMENT, after, version))
    return made


def _pointer(share: NewShare, agency: str) -> Put:
    """One pointer for each agency: which roles of it the share concerns, and which items it may see."""
    mine = [receiver for receiver in share.receivers if receiver.agency == agency]
    roles = [receiver.role for receiver in mine]
    visible = {item for receiver in mine for item in receiver.items}
    if agency == share.agency:
        roles = list(dict.fromkeys([share.role, *roles]))
        visible = {item["id"] for item in share.items}
    plain = {
        "record": share.record,
        "kind": KIND,
        "at": share.at,
        "from": {"agency": share.agency, "role": share.role},
        "purpose": share.purpose,
        "roles": roles,
        "items": [_brief(item) for item in share.items if item["id"] in visible],
        "excluded": list(share.excluded),
        "only": {receiver.role: receiver.practitioner for receiver in mine if receiver.practitioner},
    }
    pk = ids.member_partition(share.case, agency)
    return Put(pk, f"{POINTER_PREFIX}{sort_time(share.at)}#{share.record}", plain)


def _brief(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("id", "kind", "categories", "as_of")}


def _inbox(share: NewShare, receiver: Receiver) -> Put:
    plain = {
        "record": share.record,
        "case": share.case,
        "kind": KIND,
        "at": share.at,
        "from": {"agency": share.agency, "role": share.role},
        "purpose": share.purpose,
        "urgency": share.urgency,
        "items": len(receiver.items),
        "excluded": list(share.excluded),
        "only": {receiver.role: receiver.practitioner} if receiver.practitioner else {},
    }
    sk = f"inbox#{receiver.role}#{sort_time(share.at)}#{share.record}"
    return Put(ids.agency_partition(receiver.agency), sk, plain)


def concerns(pointer: Mapping[str, Any], role: str, person: str) -> bool:
    """Whether a pointer is for this practitioner, as was decided when it was written.

    Not for somebody excluded by name, and where the share names a practitioner of the role, for nobody else in it.
    """
    if role not in pointer.get("roles", [role]) or person in pointer["excluded"]:
        return False
    return bool(pointer["only"].get(role, person) == person)


def visible_parts(content: Mapping[str, Any], items: Sequence[str]) -> dict[str, Any]:
    """Opened content cut down to these items: facts, opinions and accounts apart, and only the people they are about.

    Also who of those people has been told, because whoever speaks to them next must know.
    """
    wanted = frozenset(items)
    shown = [entry for entry in content["statements"] if entry["id"] in wanted]
    about = {ref for entry in shown for ref in entry["statement"]["about"]}
    statements = [{"id": entry["id"], **entry["statement"]} for entry in shown]
    return {
        "people": [person for person in content["people"] if person["ref"] in about],
        "informed": [entry for entry in content["informed"] if entry["who"] in about],
        "facts": [entry for entry in statements if entry["kind"] == "fact"],
        "opinions": [entry for entry in statements if entry["kind"] not in {"fact", "account"}],
        "accounts": [entry for entry in statements if entry["kind"] == "account"],
    }
