"""Past cases out of a ledger: the decisions about each disclosure request, in the order in which they were made.

An entry is written before the record is. Whether a decision was carried out, later entries tell: the state that they
read has it in its history, or has not. What nothing later tells of counts as carried out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from workbench.recheck.case import Closing, PastCase, PastStep
from workbench.recheck.refold import refolded
from workbench.recheck.rules import Policy

Entry = Mapping[str, Any]
_OPENS: Final = "disclosure.open"
_CHANGES: Final = frozenset({_OPENS, "disclosure.step", "undertaking.record", "undertaking.breach", "clock.record"})
_MAKES: Final = frozenset({"undertaking.record", "undertaking.breach"})


def past_cases(entries: Iterable[Entry], policy: Policy) -> list[PastCase]:
    """Every disclosure request that the ledger has the opening of, by when it was opened.

    Args:
        entries: Ledger entries in any order, those of other actions too.
        policy: Says which states are final.
    """
    by_record: dict[str, list[Entry]] = {}
    for entry in entries:
        record = _request(entry)
        if record is not None:
            by_record.setdefault(record, []).append(entry)
    made = [_case(record, sorted(found, key=_when), policy) for record, found in by_record.items()]
    return sorted((case for case in made if case is not None), key=lambda case: (case.opened, case.case))


def _request(entry: Entry) -> str | None:
    """The request that an allowed decision is about; replays and refusals changed nothing."""
    if entry["kind"] != "decision" or not entry["allow"] or not entry.get("input"):
        return None
    name = entry["input"]["action"]["name"]
    if name == _OPENS:
        return str(entry["resource"]["id"])
    reads_it = name in _CHANGES or name == "disclosure.read"
    return str(entry["input"]["resource"]["id"]) if reads_it and "scheme" in _state(entry) else None


def _case(record: str, entries: Sequence[Entry], policy: Policy) -> PastCase | None:
    taken = [entry for place, entry in enumerate(entries) if _changed(entry) and _carried_out(entry, entries[place:])]
    if not taken or taken[0]["input"]["action"]["name"] != _OPENS:
        return None
    first = taken[0]
    case = PastCase(
        case=record,
        scheme=first["input"]["context"]["application"]["scheme"],
        agency=first["input"]["context"]["application"].get("to", first["subject"]["agency"]),
        opened=first["at"],
        steps=[_step(entry) for entry in taken],
    )
    state = str(refolded(case).after.get("state", ""))
    course = policy.course(case.scheme, case.agency, taken[-1]["at"][:10])
    if course is None or state not in course.data["states"] or not course.final(state):
        return case
    return case.model_copy(update={"closed": Closing(state=state, at=taken[-1]["at"])})


def _step(entry: Entry) -> PastStep:
    makes = entry["input"]["action"]["name"] in _MAKES
    return PastStep(
        at=entry["at"],
        decision=entry["id"],
        input=dict(entry["input"]),
        allow=True,
        view=dict(entry["view"]) if entry.get("view") else None,
        made=entry["resource"]["id"] if makes else None,
    )


def _changed(entry: Entry) -> bool:
    return entry["input"]["action"]["name"] in _CHANGES


def _carried_out(entry: Entry, later: Sequence[Entry]) -> bool:
    """Whether what was allowed was written, as far as what was read later tells."""
    name = entry["input"]["action"]["name"]
    after = [_state(each) for each in later[1:] if _when(each)[0] > entry["at"]]
    if name == _OPENS or not after:
        return True
    last = after[-1]
    kept = last.get("breaches", []) if name == "clock.record" else last.get("history", [])
    if name == "undertaking.breach":
        return True
    return entry["id"] in {each.get("decision") for each in kept}


def _state(entry: Entry) -> Mapping[str, Any]:
    found: Mapping[str, Any] = entry["input"]["context"]["facts"].get("state") or {}
    return found


def _when(entry: Entry) -> tuple[str, str]:
    return str(entry["at"]), str(entry["id"])
