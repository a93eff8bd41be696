"""The ways in which a case goes wrong: each walks a case as it should go, and then not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from workbench.recheck.corpus.bodies import SEARCHES, Body
from workbench.recheck.corpus.recording import By
from workbench.recheck.corpus.walk import Walk
from workbench.recheck.course import Course, Move

ASSESSMENT: Final = "risk_assessment"
DECISION: Final = "decision"


class Group(StrEnum):
    """The three groups in which the force's report counted its failures."""

    ADMINISTRATIVE = "administrative"
    SHOULD_HAVE = "should have disclosed or researched"
    HARMED = "people were harmed"


@dataclass(frozen=True)
class Spoil:
    """One way.

    Attributes:
        group: Where the report counts it.
        happens: Walks the case to its end.
        fits: Whether it can happen under a scheme.
        harmed: Whether somebody is known to have been harmed later; the risk was high then.
    """

    group: Group
    happens: Callable[[Walk], None]
    fits: Callable[[Course], bool]
    harmed: bool = False


def _has(*steps: str) -> Callable[[Course], bool]:
    return lambda course: all(step in course.steps for step in steps)


def _not_closed_from(step: str, outcome: str | None = None) -> Callable[[Course], bool]:
    """The scheme has the step, and does not end a request right after it."""

    def fits(course: Course) -> bool:
        move = course.named(step, outcome)
        return move is not None and not course.steps[course.closing.step]["from"].get(move.to)

    return fits


def _shut(walk: Walk) -> None:
    """Close it, wherever it stands."""
    walk.take(walk.course.closing)


def _to_the_end(walk: Walk) -> None:
    """Go to where it can be closed, and close it."""
    walk.take(walk.towards(walk.course.closing.step))


def _a_fact_is_missing(walk: Walk) -> None:
    walk.take(walk.towards(_recording(walk.course).step), twist=lambda body: body["facts"].update(how=False))
    _to_the_end(walk)


def _recording(course: Course) -> Move:
    return next(move for move in course.moves if "five_facts" in move.needs)


def _closed_when_told(walk: Walk) -> None:
    walk.take(walk.towards("delivery"))
    _shut(walk)


def _outcome_never_given(walk: Walk) -> None:
    walk.take(walk.towards(DECISION, "not_disclose"))
    _shut(walk)


def _records_still_owed(walk: Walk) -> None:
    walk.go_on(avoid=("withdraw", "uncontactable", "emergency"))
    walk.careless = True
    walk.take(walk.towards("emergency"))
    walk.take(walk.towards(DECISION, "not_disclose"))
    _to_the_end(walk)


def _no_reasons(walk: Walk) -> None:
    outcome = "disclose" if walk.case.tell else "not_disclose"
    walk.take(walk.towards(DECISION, outcome), twist=_without_reasons)
    walk.finish(avoid=("emergency", "reassess"))


def _without_reasons(body: Body) -> None:
    body["reasons"] = {"given": False, "length": 0}


def _closed_by_another_role(walk: Walk) -> None:
    closing = walk.towards(walk.course.closing.step)
    others = sorted({role for move in walk.course.moves for role in move.roles} - set(closing.roles))
    role = walk.rng.choice(others)
    walk.take(closing, by=By(walk.rng.choice(walk.officers.of(role)), role))


def _not_told_though_all_limbs_hold(walk: Walk) -> None:
    walk.take(walk.towards(DECISION, "not_disclose"), twist=_every_limb)
    walk.finish(avoid=("emergency", "reassess"))


def _every_limb(body: Body) -> None:
    body["tests"] = dict.fromkeys(body["tests"], True)
    body.pop("rebuttal", None)


def _hardly_searched(walk: Walk) -> None:
    enough = "minimum_checks" in walk.course.data
    walk.take(walk.towards(ASSESSMENT), twist=lambda body: body.update(checks=["pnc"] if enough else []))
    walk.finish(avoid=("emergency", "reassess"))


def _dropped_out_undecided(walk: Walk) -> None:
    step = walk.rng.choice([step for step in ("withdraw", "uncontactable") if step in walk.course.steps])
    walk.take(walk.towards(step))
    _shut(walk)


def _assessed_on_paper_alone(walk: Walk) -> None:
    """The system says that it was searched, assessed and considered; no step of the case does."""
    walk.towards(ASSESSMENT)
    decision = walk.course.named(DECISION, "not_disclose") or walk.course.closing
    states = [state for state in walk.course.steps[DECISION]["from"] if state != "immediate_danger"]
    told = {**walk.state["told"], "checks": list(SEARCHES), "risk": {"grade": "standard", "tool": "dash"}}
    walk.take(decision, read=walk.forged(state=states[0], told=told))
    walk.finish(avoid=("emergency", "reassess"))


def _told_by_phone(walk: Walk) -> None:
    walk.take(walk.towards("delivery"), twist=lambda body: body["delivery"].update(mode="phone"))
    walk.finish(avoid=("emergency",))


def _decided_by_the_opener(walk: Walk) -> None:
    move = walk.towards(DECISION, "not_disclose")
    walk.take(move, by=By(walk.state["opened_by"], move.roles[0]))
    walk.finish(avoid=("emergency", "reassess"))


def _children_forgotten(walk: Walk) -> None:
    move = next(move for move in walk.course.moves if "children_referred" in move.needs)
    walk.take(walk.towards(move.step), twist=lambda body: body["plan"].update(referrals=[]))
    walk.finish(avoid=("emergency",))


SPOILS: Final[Mapping[str, Spoil]] = {
    "a fact of the disclosure is missing": Spoil(Group.ADMINISTRATIVE, _a_fact_is_missing, _has("delivery")),
    "closed as soon as it was told": Spoil(
        Group.ADMINISTRATIVE, _closed_when_told, _has("delivery", "disclosure_record")
    ),
    "the outcome was never given": Spoil(
        Group.ADMINISTRATIVE, _outcome_never_given, _not_closed_from(DECISION, "not_disclose")
    ),
    "records owed after an emergency": Spoil(Group.ADMINISTRATIVE, _records_still_owed, _has("emergency")),
    "no reasons": Spoil(Group.ADMINISTRATIVE, _no_reasons, _has(DECISION)),
    "closed by a role that may not": Spoil(Group.ADMINISTRATIVE, _closed_by_another_role, _has(DECISION)),
    "decided by who opened it": Spoil(Group.ADMINISTRATIVE, _decided_by_the_opener, _has(DECISION)),
    "not told though every limb holds": Spoil(Group.SHOULD_HAVE, _not_told_though_all_limbs_hold, _has(DECISION)),
    "hardly searched": Spoil(Group.SHOULD_HAVE, _hardly_searched, _has(ASSESSMENT)),
    "dropped out, and the risk never decided": Spoil(
        Group.SHOULD_HAVE, _dropped_out_undecided, _not_closed_from("withdraw")
    ),
    "assessed on paper alone": Spoil(Group.SHOULD_HAVE, _assessed_on_paper_alone, _has(ASSESSMENT, DECISION)),
    "told by phone": Spoil(Group.SHOULD_HAVE, _told_by_phone, _has("delivery")),
    "children not referred": Spoil(
        Group.SHOULD_HAVE,
        _children_forgotten,
        lambda course: any("children_referred" in move.needs for move in course.moves),
    ),
    "harmed, not told though every limb holds": Spoil(
        Group.HARMED, _not_told_though_all_limbs_hold, _has(DECISION), harmed=True
    ),
    "harmed, dropped out and the risk never decided": Spoil(
        Group.HARMED, _dropped_out_undecided, _not_closed_from("withdraw"), harmed=True
    ),
}
WILTSHIRE: Final[Mapping[str, int]] = {
    "a fact of the disclosure is missing": 3,
    "closed as soon as it was told": 2,
    "the outcome was never given": 4,
    "records owed after an emergency": 2,
    "no reasons": 2,
    "closed by a role that may not": 1,
    "not told though every limb holds": 6,
    "hardly searched": 4,
    "dropped out, and the risk never decided": 5,
    "assessed on paper alone": 2,
    "harmed, not told though every limb holds": 1,
    "harmed, dropped out and the risk never decided": 1,
}
"""14 administrative, 17 that should have been disclosed or researched, 2 with people harmed: force news, May 2024."""


def unknown(names: Mapping[str, Any]) -> list[str]:
    """Names of which none is a way in which a case goes wrong."""
    return sorted(set(names) - set(SPOILS))
