"""The history in figures: what was flagged by kind and year, what came too late, through whose hands it went."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workbench.recheck.findings import Kind
from workbench.recheck.judge import Judged
from workbench.recheck.ranking import Flagged, Level

MANY: Final = 3
"""Fewer flagged cases of one officer say nothing."""
TIMES: Final = 3.0
"""How many times an officer's share of all cases the share of the flagged ones is, before it is told."""
AGREED: Final[Mapping[str, frozenset[Level]]] = {
    "people were harmed": frozenset({Level.HARMED}),
    "should have disclosed or researched": frozenset(
        {
            Level.NOT_TOLD_AT_HIGH_RISK, Level.NOT_TOLD, Level.WRONGLY_TOLD,
            Level.HARDLY_RESEARCHED_AT_HIGH_RISK, Level.HARDLY_RESEARCHED,
        }
    ),
    "administrative": frozenset({Level.PAPERWORK}),
}  # fmt: skip
"""The groups in which a force's report counts."""


@dataclass(frozen=True)
class Concentration:
    """An officer through whose hands more of the flagged cases went than of all.

    Attributes:
        person: The officer's id.
        flagged: In how many flagged cases the officer took a step that is wrong.
        of_flagged: Their share of the flagged.
        of_all: The share of all cases in which the officer took any step.
    """

    person: str
    flagged: int
    of_flagged: float
    of_all: float


@dataclass(frozen=True)
class Figures:
    """The history in figures."""

    by_kind: Mapping[str, int]
    by_group: Mapping[str, int]
    by_year: Mapping[str, Mapping[str, int]]
    officers: Sequence[Concentration]
    late: int
    answered: int
    longest_days: float


def figures(judged: Sequence[Judged], flagged: Sequence[Flagged]) -> Figures:
    """Count."""
    limits = [one.limit for one in judged if one.limit]
    kinds = Counter(str(one.worst.kind) for one in flagged)
    return Figures(
        by_kind={str(kind): kinds[str(kind)] for kind in Kind if kinds[str(kind)]},
        by_group={name: sum(one.level in levels for one in flagged) for name, levels in AGREED.items()},
        by_year=_by_year(judged, flagged),
        officers=_officers(judged, flagged),
        late=sum(limit.days_late > 0 for limit in limits),
        answered=len(limits),
        longest_days=max((limit.days_late for limit in limits), default=0.0),
    )


def _by_year(judged: Sequence[Judged], flagged: Sequence[Flagged]) -> dict[str, dict[str, int]]:
    years: dict[str, dict[str, int]] = {}
    for one in judged:
        row = years.setdefault(one.case.opened[:4], {"cases": 0, "flagged": 0, "late": 0})
        row["cases"] += 1
        row["late"] += one.limit is not None and one.limit.days_late > 0
    for each in flagged:
        years[each.judged.case.opened[:4]]["flagged"] += 1
    return dict(sorted(years.items()))


def _officers(judged: Sequence[Judged], flagged: Sequence[Flagged]) -> list[Concentration]:
    had_part = Counter(person for one in judged for person in _people(one))
    wrong = Counter(person for one in flagged for person in {found.by[0] for found in one.judged.findings} - {""})
    found = [
        Concentration(person, count, count / len(flagged), had_part[person] / len(judged))
        for person, count in wrong.items()
        if count >= MANY
    ]
    told = [one for one in found if one.of_flagged > TIMES * one.of_all]
    return sorted(told, key=lambda one: (-one.flagged, one.person))


def _people(one: Judged) -> set[str]:
    found: set[Any] = {step.input.get("subject", {}).get("id") for step in one.case.taken}
    return {str(person) for person in found if person}
