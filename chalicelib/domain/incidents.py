"""A breach of an undertaking as plain data: an incident of its own, and a request that stands still because of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import ids
from chalicelib.domain.actors import Actor
from chalicelib.domain.disclosure_requests import fold_breach, placed, pointer
from chalicelib.domain.records import RECORD, STATE, Facts, Operation, Put

KIND = "incident"


@dataclass(frozen=True)
class NewIncident:
    """A decided report of a breach, without its words; `breach` is its kind."""

    record: str
    case: str
    request: str
    undertaking: str
    breach: str
    learned_at: str


def operations(new: NewIncident, by: Actor, view: Mapping[str, Any], facts: Facts, sealed: bytes) -> list[Operation]:
    """The incident's record and pointer, and the request's state: frozen, where it stands and as due as it was."""
    request = ids.case_partition(new.request)
    before = facts.header(request, STATE) or {}
    after = frozen(before, new, by)
    record = {
        "kind": KIND,
        "request": new.request,
        "case": new.case,
        "undertaking": new.undertaking,
        "breach": new.breach,
        "learned_at": new.learned_at,
        "at": by.at,
        "decision": by.decision,
        "by": by.named(),
    }
    standing = {**view, "clock": before.get("clock", {})}
    return [
        Put(ids.case_partition(new.record), RECORD, record, sealed=sealed),
        Put(request, STATE, after, facts.version(request, STATE), index=placed(new.request, after, standing)),
        pointer(new.record, new.case, KIND, by),
    ]


def frozen(before: Mapping[str, Any], new: NewIncident, by: Actor) -> dict[str, Any]:
    """The state after the report. The first report froze it; a further one is kept beside it, with who reported."""
    after = fold_breach(before, new.record, new.undertaking, by)
    first = before.get("frozen")
    if first is None:
        return after
    reporters = [*first.get("reporters", [first["by"]]), by.person]
    incidents = [*first.get("incidents", [first["incident"]]), new.record]
    return after | {"frozen": {**first, "reporters": list(dict.fromkeys(reporters)), "incidents": incidents}}
