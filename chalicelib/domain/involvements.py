"""An agency's part in a case, and how receiving something extends it.

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
    lapsed = datetime.fromisoformat(old["until"]) <= datetime.fromisoformat(new["from"])
    return dict(new) if lapsed else {**new, "from": old["from"]}
