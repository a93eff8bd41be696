"""The history in figures: what was flagged by kind and year, what came too late, through whose hands it went."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.recheck.case import PastStep
from workbench.recheck.findings import Kind
from workbench.recheck.judged import Judged
from workbench.recheck.ranking import Flagged, Level

MANY: Final = 3
"""Fewer flagged cases of one officer say nothing."""
TIMES: Final = 3.0
"""How many times what would be expected it is, before it is told."""
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
    """An officer who took more of the wrong steps than the share of such steps that this officer takes.

    Attributes:
        person: The officer's id.
        flagged: In how many flagged cases the officer took the step that is wrong.
        expected: In how many it would be, if wrong steps were spread like all steps of their kind.
    """

    person: str
    flagged: int
    expected: float


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
    """Held against the share that each officer has of all steps of that kind, so that the busy are not the suspect."""
    took: Counter[tuple[str, str]] = Counter(_hand(step) for one in judged for step in one.case.taken)
    all_of: Counter[str] = Counter()
    for (step, _), count in took.items():
        all_of[step] += count
    wrong = Counter((each.worst.step, each.worst.by[0]) for each in flagged if each.worst.by[0])
    steps: Counter[str] = Counter()
    for (step, _), count in wrong.items():
        steps[step] += count
    found = []
    for person in sorted({person for _, person in wrong}):
        count = sum(many for (_, by), many in wrong.items() if by == person)
        expected = sum(many * took[step, person] / all_of[step] for step, many in steps.items() if all_of[step])
        if count >= MANY and count > TIMES * expected:
            found.append(Concentration(person, count, expected))
    return sorted(found, key=lambda one: -one.flagged)


def _hand(step: PastStep) -> tuple[str, str]:
    """Which step, and who took it."""
    context, action = step.input.get("context", {}), step.input.get("action", {}).get("name", "")
    code = context.get("step", {}).get("step") or action.rpartition(".")[0]
    return str(code), str(step.input.get("subject", {}).get("id", ""))
