"""Whom to look at first: where somebody may come to harm, then where too little was found out, then paperwork."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from workbench.recheck.findings import Finding, Kind
from workbench.recheck.judged import Judged
from workbench.recheck.rules import Policy


class Level(IntEnum):
    """How soon a case is looked at. Cases of one level go by what is known of the risk, the latest first."""

    HARMED = 0
    NOT_TOLD_AT_HIGH_RISK = 1
    NOT_TOLD = 2
    WRONGLY_TOLD = 3
    HARDLY_RESEARCHED_AT_HIGH_RISK = 4
    HARDLY_RESEARCHED = 5
    PAPERWORK = 6
    NOT_JUDGED = 7

    @property
    def words(self) -> str:
        """What a case of this level is."""
        return _WORDS[self]

    @property
    def harm_possible(self) -> bool:
        """Somebody may be in danger because of it."""
        return self <= Level.NOT_TOLD


_WORDS: Final = {
    Level.HARMED: "somebody was harmed later",
    Level.NOT_TOLD_AT_HIGH_RISK: "should have been told, at high risk or in immediate danger",
    Level.NOT_TOLD: "should have been told",
    Level.WRONGLY_TOLD: "told otherwise than it may be",
    Level.HARDLY_RESEARCHED_AT_HIGH_RISK: "hardly researched or undecided, at high risk or in immediate danger",
    Level.HARDLY_RESEARCHED: "hardly researched, or the risk not decided",
    Level.PAPERWORK: "paperwork",
    Level.NOT_JUDGED: "could not be judged",
}
_GRADES: Final = {"high": 0, "": 1, "medium": 2, "standard": 3}
"""What nobody has graded is looked at before what somebody found to be lower than high."""
_SAME_MATTER: Final = {
    "closed_incomplete": "five_facts_missing",
    "decided_unsearched": "minimum_searches_missing",
    "every_limb_held": "presumption_not_answered",
}
"""Findings of a whole case that say again what the rules said of a step."""
_KINDS: Final = tuple(Kind)


@dataclass(frozen=True)
class Flagged:
    """A case in which something is wrong.

    Attributes:
        judged: The case and all its findings.
        level: How soon it is looked at.
        worst: The finding that says why.
        grade: The latest grade of the risk; empty where none is recorded.
        danger: There was immediate danger at some time.
        harm: Harm became known later.
    """

    judged: Judged
    level: Level
    worst: Finding
    grade: str
    danger: bool
    harm: bool


def ranked(judged: Iterable[Judged], policy: Policy) -> list[Flagged]:
    """The cases in which something is wrong, in the order in which to look at them."""
    flagged = [_flagged(one, policy) for one in judged if one.findings]
    # Twice, because the later day comes first and everything else goes upwards; sorting keeps what is equal in order.
    flagged.sort(key=lambda one: (one.worst.at, one.judged.case.case), reverse=True)
    return sorted(flagged, key=lambda one: (one.level, not one.harm, _GRADES.get(one.grade, 1), not one.danger))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings of a case, what can hurt somebody first; each code and each matter once."""
    found = sorted(findings, key=lambda each: (_KINDS.index(each.kind), each.at, each.code))
    codes = {each.code for each in found}
    once = {each.code: each for each in reversed(found) if _SAME_MATTER.get(each.code) not in codes}
    return list(once.values())[::-1]


def _flagged(one: Judged, policy: Policy) -> Flagged:
    worst = in_order(one.findings)[0]
    grade = str(one.end.get("told", {}).get("risk", {}).get("grade", ""))
    danger = _danger(one, policy)
    harm = any(later.kind == "harm" for later in one.case.later)
    return Flagged(one, _level(worst.kind, harm=harm, urgent=danger or grade == "high"), worst, grade, danger, harm)


def _level(kind: Kind, *, harm: bool, urgent: bool) -> Level:
    if harm and kind in {Kind.NOT_TOLD, Kind.WRONGLY_TOLD, Kind.RESEARCH}:
        return Level.HARMED
    match kind:
        case Kind.NOT_TOLD:
            return Level.NOT_TOLD_AT_HIGH_RISK if urgent else Level.NOT_TOLD
        case Kind.WRONGLY_TOLD:
            return Level.WRONGLY_TOLD
        case Kind.RESEARCH:
            return Level.HARDLY_RESEARCHED_AT_HIGH_RISK if urgent else Level.HARDLY_RESEARCHED
        case Kind.PAPERWORK:
            return Level.PAPERWORK
        case Kind.NOT_JUDGED:
            return Level.NOT_JUDGED


def _danger(one: Judged, policy: Policy) -> bool:
    course = policy.course(one.case.scheme, one.case.agency, one.case.opened[:10])
    if course is None:
        return False
    taken = [course.named(entry["step"], entry.get("outcome")) for entry in one.end.get("history", [])]
    return any(move is not None and move.emergency for move in taken)
