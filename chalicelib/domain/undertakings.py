"""An undertaking as plain data: a record of its own, and a step of the request that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import ids
from chalicelib.domain.actors import Actor
from chalicelib.domain.disclosure_requests import (
    UNDERTAKING,
    fold_undertaking,
    pointer,
    step_header,
    step_key,
)
from chalicelib.domain.records import RECORD, STATE, Facts, Operation, Put

KIND = "undertaking"


@dataclass(frozen=True)
class NewUndertaking:
    """A decided undertaking, without its words."""

    record: str
    case: str
    request: str
    person: str
    outcome: str


def operations(new: NewUndertaking, by: Actor, view: Mapping[str, Any], facts: Facts, sealed: bytes) -> list[Operation]:
    """The undertaking's record and pointer, the request's next state, and the step that says so."""
    request = ids.case_partition(new.request)
    before = facts.header(request, STATE) or {}
    undertaking = {"person": new.person, "outcome": new.outcome}
    after = fold_undertaking(before, undertaking, new.record, view, by)
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
        Put(request, STATE, after, facts.version(request, STATE)),
        Put(request, step_key(len(after["history"])), step),
        pointer(new.record, new.case, KIND, by),
    ]
