"""The limits, each with its source, from one dated file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("quotas.json")


@dataclass(frozen=True)
class Quota:
    """One limit.

    Attributes:
        name: As in the file.
        limit: Its default.
        unit: Of what.
        whose: Ours, or AWS's.
        adjustable: Whether it can be raised by asking.
        source: Where it was read.
        confirmed: Whether it was read in AWS's own documentation or in our own settings.
    """

    name: str
    limit: float
    unit: str
    whose: str
    adjustable: bool
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Limits:
    """All limits of one day, and the times that the simulation assumes."""

    as_of: str
    note: str
    quotas: Mapping[str, Quota]
    times: Mapping[str, float]
    unconfirmed: tuple[str, ...]


@cache
def limits() -> Limits:
    """The limits that ship with the product."""
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    quotas = {name: Quota(name=name, **fields) for name, fields in raw["quotas"].items()}
    doubtful = [name for part in ("quotas", "times") for name, one in raw[part].items() if not one["confirmed"]]
    times = {name: float(one["value"]) for name, one in raw["times"].items()}
    return Limits(raw["as_of"], raw["note"], quotas, times, tuple(sorted(doubtful)))
