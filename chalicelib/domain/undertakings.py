"""An undertaking as plain data: a record of its own, and a step of the request that it belongs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain import ids
from chalicelib.domain.actors import Actor
from chalicelib.domain.disclosure_requests import (
    UNDERTAKING,
    fold_undertaking,
    placed,
    pointer,
    step_header,
    step_key,
)
from chalicelib.domain.records import RECORD, STATE, Facts, Operation, Put

KIND = "undertaking"
EVER = "undertakings"
"""Where a request's state keeps the ids of all its undertakings: those of earlier decisions bind as well."""


@dataclass(frozen=True)
class NewUndertaking:
    """A decided undertaking, without its words.

    Attributes:
        record: Its own id.
        case: Its case.
        request: The disclosure request that it belongs to.
        person: Whose it is.
        outcome: `signed` or `refused`.
        items: Each item's id and salted hash: what may be disclosed under it, and nothing else.
        bound: Who was present, by reference or role: each is bound, and nobody else may hear it.
    """

    record: str
    case: str
    request: str
    person: str
    outcome: str
    items: Sequence[Mapping[str, str]] = field(default=())
    bound: Sequence[Mapping[str, str]] = field(default=())


def operations(new: NewUndertaking, by: Actor, view: Mapping[str, Any], facts: Facts, sealed: bytes) -> list[Operation]:
    """The undertaking's record and pointer, the request's next state, and the step that says so."""
    request = ids.case_partition(new.request)
    before = facts.header(request, STATE) or {}
    after = _folded(before, new, view, by)
    step: dict[str, Any] = step_header(UNDERTAKING, new.outcome, by) | {"undertaking": new.record}
    record = {
        "kind": KIND,
        "request": new.request,
        "case": new.case,
        "person": new.person,
        "outcome": new.outcome,
        "at": by.at,
        "decision": by.decision,
        "by": by.named(),
    }
    return [
        Put(ids.case_partition(new.record), RECORD, record, sealed=sealed),
        Put(request, STATE, after, facts.version(request, STATE), index=placed(new.request, after, view)),
        Put(request, step_key(len(after["history"])), step),
        pointer(new.record, new.case, KIND, by),
    ]


def _folded(before: Mapping[str, Any], new: NewUndertaking, view: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    undertaking = {"person": new.person, "outcome": new.outcome, "items": [dict(item) for item in new.items]}
    after = fold_undertaking(before, undertaking, new.record, view, by)
    after[UNDERTAKING] = {**after[UNDERTAKING], "bound": [dict(somebody) for somebody in new.bound]}
    return after | {EVER: [*before.get(EVER, []), new.record]}
