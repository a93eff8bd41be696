"""An agency's part in a case: how receiving something extends it, how it is made longer, ended, handed over.

On what ground an agency becomes involved, and until when, is policy's answer. An entry that still has half of the
time that a new one would bring is left as it is, so that shares which follow each other do not contend for one item.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domain.records import sort_time

RECEIVED = "received"
REFERRER = "referrer"
OPENED = "opened"


def ground(code: str, at: str, by: str, until: str | None = None) -> dict[str, str]:
    """One entry of an involvement: on what ground, from when, until when if it ends, brought in by which agency."""
    entry = {"ground": code, "from": sort_time(at), "by": by}
    return entry | ({"until": sort_time(until)} if until else {})


def extended(
    before: Mapping[str, Any] | None, agency: str, area: str | None, grounds: list[dict[str, str]]
) -> dict[str, Any] | None:
    """The involvement with these grounds added, or None when it needs no change."""
    if before is None:
        made: dict[str, Any] = {"agency": agency, "grounds": grounds}
        return made | ({"area": area} if area else {})
    kept: list[dict[str, str]] = [dict(entry) for entry in before.get("grounds", [])]
    changed = False
    for entry in grounds:
        at = next((n for n, old in enumerate(kept) if old["ground"] == entry["ground"]), None)
        if at is not None and _covers(kept[at], entry):
            continue
        if at is None:
            kept.append(entry)
        else:
            kept[at] = _renewed(kept[at], entry)
        changed = True
    return {**before, "grounds": kept} if changed else None


def prolonged(before: Mapping[str, Any] | None, agency: str, entry: dict[str, str]) -> dict[str, Any]:
    """The involvement with this ground, which ends exactly when the entry says, however long the same one stood."""
    if before is None:
        return {"agency": agency, "grounds": [entry]}
    kept: list[dict[str, str]] = [dict(old) for old in before.get("grounds", [])]
    at = next((n for n, old in enumerate(kept) if old["ground"] == entry["ground"]), None)
    if at is None:
        return {**before, "grounds": [*kept, entry]}
    kept[at] = _renewed(kept[at], entry)
    return {**before, "grounds": kept}


def ended(before: Mapping[str, Any], at: str) -> dict[str, Any]:
    """The involvement with no ground that lasts beyond a moment; one that ends before is left as it is."""
    end = sort_time(at)
    kept = [dict(old) if _lapsed(old, end) else {**old, "until": end} for old in before["grounds"]]
    return {**before, "grounds": kept}


def moved(before: Mapping[str, Any], area: str) -> dict[str, Any] | None:
    """The involvement in the area of another council, or None when it is that of this one already."""
    return None if before.get("area") == area else {**before, "area": area}


def _lapsed(old: Mapping[str, str], at: str) -> bool:
    return "until" in old and datetime.fromisoformat(old["until"]) <= datetime.fromisoformat(at)


def _covers(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether the old entry stands long enough beyond the new one's start."""
    if "until" not in old:
        return True
    if "until" not in new:
        return False
    ends, starts, renewed = (datetime.fromisoformat(text) for text in (old["until"], new["from"], new["until"]))
    return ends - starts >= (renewed - starts) / 2


def _renewed(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """The same ground with its new end. One that had lapsed begins anew, because in between it did not hold."""
    return dict(new) if _lapsed(old, new["from"]) else {**new, "from": old["from"]}
