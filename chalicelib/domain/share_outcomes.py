"""What became of a share: the state that waits for an answer, and each answer that a recipient gives.

Whether an answer is due, by when, and whether one settles it is policy's answer. The state has the form of every
state that queue and clock know; its scheme is `share`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import ids
from chalicelib.domain.actors import Actor
from chalicelib.domain.disclosure_requests import placed
from chalicelib.domain.records import RECORD, STATE, Facts, Operation, Put, sort_time
from chalicelib.domain.shares import NewShare

SCHEME = "share"
OUTCOME = "outcome"
KIND = "share_outcome"
AWAITING = "awaiting_answer"


@dataclass(frozen=True)
class NewOutcome:
    """What a recipient says of a share, without its words; `passed_to` is whose it is instead."""

    record: str
    outcome: str
    passed_to: str | None = None


def awaiting(share: NewShare, view: Mapping[str, Any]) -> list[Operation]:
    """The state of a share that somebody has to answer in time; nothing where policy names no such agency."""
    answerer = view.get("answerer")
    if answerer is None:
        return []
    state = {**_opened(share.at, share.person, share.agency), "agency": answerer, "state": AWAITING}
    state["clock"] = view["clock"]
    return [Put(ids.case_partition(share.record), STATE, state, index=placed(share.record, state, view))]


def outcome_key(n: int) -> str:
    """Sort key of an outcome, by its number from 1."""
    return f"{OUTCOME}#{n:04d}"


def said(
    before: Mapping[str, Any] | None, new: NewOutcome, record: Mapping[str, Any], view: Mapping[str, Any], by: Actor
) -> dict[str, Any]:
    """The state after a recipient said what became of the share.

    Args:
        before: The state as it was; None when nothing was said yet and nobody waited.
        new: What is said.
        record: The share's header.
        view: Policy's answer; `next_state`, `holder` and `clock` are taken from it.
        by: Who says it, under which decision, when.
    """
    sender = record["sender"]
    known = before or {**_opened(record["at"], sender["person"], sender["agency"]), "agency": view["holder"]}
    after = {**known, "state": view["next_state"], "history": [*known["history"], _entry(known, new, by)]}
    if before is None or view["next_state"] != before["state"]:
        after["entered_at"] = by.at
    if "clock" in view:
        after["clock"] = view["clock"]
    return after


def operations(new: NewOutcome, view: Mapping[str, Any], facts: Facts, sealed: bytes, by: Actor) -> list[Operation]:
    """The outcome with its sealed words, the share's state after it, and what tells the sender's role."""
    pk = ids.case_partition(new.record)
    record = facts.header(pk, RECORD) or {}
    after = said(facts.header(pk, STATE), new, record, view, by)
    entry = after["history"][-1]
    plain = {OUTCOME: new.outcome, "at": by.at, "by": by.named(), "decision": by.decision}
    if new.passed_to:
        plain["passed_to"] = new.passed_to
    return [
        Put(pk, STATE, after, facts.version(pk, STATE), index=placed(new.record, after, view)),
        Put(pk, outcome_key(entry["n"]), plain, sealed=sealed),
        *(_inbox(new, record, told, by) for told in view["tells"]),
    ]


def _opened(at: str, person: str, agency: str) -> dict[str, Any]:
    return {
        "scheme": SCHEME,
        "requester": agency,
        "opened_by": person,
        "opened_at": at,
        "entered_at": at,
        "history": [],
        "people": {},
    }


def _entry(state: Mapping[str, Any], new: NewOutcome, by: Actor) -> dict[str, Any]:
    made: dict[str, Any] = {
        "n": len(state["history"]) + 1,
        "step": OUTCOME,
        OUTCOME: new.outcome,
        "at": by.at,
        "by": by.named(),
        "decision": by.decision,
    }
    return made | ({"passed_to": new.passed_to} if new.passed_to else {})


def _inbox(new: NewOutcome, record: Mapping[str, Any], told: Mapping[str, str], by: Actor) -> Put:
    plain = {
        "record": new.record,
        "case": ids.case_of(new.record),
        "kind": KIND,
        "at": by.at,
        "from": {"agency": by.agency, "role": by.role},
        "purpose": record["purpose"],
        "urgency": record["urgency"],
        "items": 0,
        OUTCOME: new.outcome,
        "excluded": list(record["excluded"]),
        "only": {},
    }
    return Put(ids.agency_partition(told["agency"]), f"inbox#{told['role']}#{sort_time(by.at)}#{new.record}", plain)
