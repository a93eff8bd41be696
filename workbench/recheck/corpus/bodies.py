"""What a step carries, so that it meets what its scheme asks for. By group: a scheme may ask for any of them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from workbench.recheck.corpus.people import PARTNERS, Truth
from workbench.recheck.course import Course, Move

Body = dict[str, Any]
SEARCHES: Final = ("pnc", "pnd", "visor", "force_intelligence")
WARNINGS: Final = ("purpose_only", "confidential", "proceedings")
COMMON_LAW: Final = ("lawful", "necessary", "proportionate", "pressing_need")
PRESUMPTION: Final = ("conviction", "risk", "necessary", "proportionate")
_FINDINGS: Final = {
    "apart_from_applicant": "apart_from_applicant",
    "both_sixteen": "both_sixteen_or_over",
    "no_vetting": "not_for_vetting",
    "applicant_warned": "applicant_warned",
    "relationship_current": "relationship_current",
}
_SEARCHED_FOR: Final = frozenset({"minimum_searches", "systems_checked", "checks_done"})


class Writing:
    """What is known when a step is written down."""

    def __init__(self, course: Course, case: Truth, state: Mapping[str, Any], at: datetime, rng: Random) -> None:
        """Keep it."""
        self.course, self.case, self.state, self.at, self.rng = course, case, state, at, rng

    @property
    def limbs(self) -> tuple[str, ...]:
        """The limbs of the scheme's test."""
        needs = {need for move in self.course.moves for need in move.needs}
        return COMMON_LAW if "pressing_need_answered" in needs else PRESUMPTION

    @property
    def recipient(self) -> str:
        """Who is to be told: as decided; before that the person at risk, or the parent of the child."""
        return str(self.state.get("recipient") or self.state.get("at_risk") or "p4")

    def text(self) -> Body:
        """Some words, as rules know them."""
        return {"given": True, "length": self.rng.randrange(12, 900)}

    def moment(self, **before: float) -> str:
        """A moment a little before the step is taken."""
        return instant(self.at - timedelta(**before))

    def items(self) -> list[Body]:
        """What is disclosed, by its hash: the same words give the same one."""
        digest = Random(f"{self.state['opened_at']}{self.recipient}").randbytes(32).hex()  # noqa: S311 - no secret
        return [{"id": "i1", "sha256": digest}]

    def present(self) -> list[Body]:
        """Who is there: the recipient and an officer."""
        return [{"ref": self.recipient}, {"role": "officer"}]


def instant(at: datetime) -> str:
    """A time as the wire writes it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def step(move: Move, writing: Writing) -> Body:
    """The step as rules read it, with every group that it may carry and has something to say in."""
    made: Body = {"step": move.step, "outcome": move.outcome, "reasons": writing.text(), "checks": []}
    for group in sorted(move.groups):
        value = _GROUPS[group](move, writing) if group in _GROUPS else None
        if value is not None:
            made[group] = value
    return made


def undertaking(move: Move, writing: Writing) -> Body:
    """An undertaking, signed or refused."""
    made: Body = {
        "person": writing.recipient,
        "outcome": move.outcome,
        "at": writing.moment(hours=1),
        "place_given": True,
        "present": writing.present(),
        "warnings_read": list(WARNINGS),
        "template": "1",
        "language": "en",
        "adjustments": [],
        "explained": True,
        "items": writing.items(),
    }
    signature = {"signature_method": "pen_on_paper", "evidence_hash_given": True, "witness_given": True}
    return made | (signature if move.outcome == "signed" else {})


def _checks(move: Move, writing: Writing) -> list[str]:
    searched = move.needs & _SEARCHED_FOR or "identity" not in move.groups
    asked = writing.course.data.get("minimum_checks", {}).get("checks", SEARCHES)
    found = [_FINDINGS[need] for need in sorted(move.needs) if need in _FINDINGS]
    return [*(asked if searched else ()), *found]


def _risk(_: Move, writing: Writing) -> Body:
    return {"grade": writing.case.grade, "tool": "dash", "score": writing.rng.randrange(0, 28)}


def _tests(move: Move, writing: Writing) -> dict[str, bool]:
    answers = dict.fromkeys(writing.limbs, True)
    if move.outcome == "not_disclose" and not _rebutted(move, writing):
        for limb in writing.rng.sample(writing.limbs, writing.rng.choice((1, 1, 2))):
            answers[limb] = False
    return answers


def _rebutted(move: Move, writing: Writing) -> bool:
    """Everything speaks for telling, and a reason of the list against it: where the scheme knows such reasons."""
    return "rebuttal" in move.groups and writing.case.grade == "high"


def _rebuttal(move: Move, writing: Writing) -> str | None:
    return "would_increase_risk" if _rebutted(move, writing) else None


def _representations(_: Move, writing: Writing) -> Body:
    if writing.rng.random() < 0.2:  # noqa: PLR2004 - the share of cases in which the subject is asked
        return {"sought": True, "considered": True}
    return {"sought": False, "reason": "risk_to_person"}


def _recipient(_: Move, writing: Writing) -> str:
    return writing.recipient


def _best_placed(_: Move, writing: Writing) -> str:
    return "person_at_risk" if "at_risk" in writing.state else "parent_with_care"


def _identity(move: Move, writing: Writing) -> Body:
    applicant = next((ref for ref, role in writing.state["people"].items() if role == "applicant"), writing.recipient)
    person = applicant if {"identity_of_applicant", "identity_unverified"} & move.needs else writing.recipient
    verified = "identity_unverified" not in move.needs
    return {"person": person, "verified": verified, "documents": ["passport", "utility_bill"] if verified else []}


def _delivery(_: Move, writing: Writing) -> Body:
    return {
        "mode": "in_person",
        "at": writing.moment(minutes=40),
        "place_given": True,
        "words": writing.text(),
        "items_left": False,
        "present": writing.present(),
        "warnings_read": list(WARNINGS),
        "items": writing.items(),
    }


def _plan(move: Move, writing: Writing) -> Body | None:
    if not move.needs & {"plan_recorded", "children_referred", "safety_advice"}:
        return None
    referrals = ["idva"] if writing.case.grade != "standard" else []
    children = ["childrens_social_care"] if writing.state.get("children") else []
    return {"made": True, "referrals": [*referrals, *children]}


def _forum(_: Move, writing: Writing) -> Body:
    body = "marac" if writing.case.grade == "high" else "local_forum"
    members = writing.rng.sample(PARTNERS, writing.rng.choice((2, 3)))
    return {"body": body, "members": members, "refusals": [], "reference_given": True}


def _facts(_: Move, __: Writing) -> Body:
    return dict.fromkeys(("when", "who", "to_whom", "how", "what"), True)


def _attempts(move: Move, writing: Writing) -> int | None:
    return writing.rng.randrange(2, 6) if "attempts_made" in move.needs else None


def _pause(_: Move, writing: Writing) -> str:
    return writing.rng.choice(("awaiting_other_force", "awaiting_partner", "cannot_reach_safely"))


_GROUPS: Final[Mapping[str, Callable[[Move, Writing], Any]]] = {
    "checks": _checks,
    "risk": _risk,
    "tests": _tests,
    "rebuttal": _rebuttal,
    "representations": _representations,
    "recipient": _recipient,
    "best_placed": _best_placed,
    "identity": _identity,
    "delivery": _delivery,
    "plan": _plan,
    "forum": _forum,
    "facts": _facts,
    "attempts": _attempts,
    "pause": _pause,
}
