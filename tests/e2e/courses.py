"""Courses of two schemes for tests with several officers at once: what each may try, and what must come of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.seeds import domestic
from workbench.seeds.requests import application

from . import bodies

Body = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """Something an officer may try: a step with an outcome, and its body for a request."""

    step: str
    body: Callable[[str], Body]
    side: bool = False
    path: str = "/request-disclosure/{}/steps"


@dataclass(frozen=True)
class Course:
    """A scheme: how a request under it is opened, who works on it in which role, and all that they may try.

    `way` is the straight way to its end: at each stage moves that exclude each other, of which any leads on.
    """

    scheme: str
    application: Callable[[], Body] = field(repr=False)
    officers: Mapping[str, str] = field(repr=False)
    moves: Sequence[Move] = field(repr=False)
    way: Sequence[Sequence[tuple[str, Move]]] = field(repr=False)


def _plain(body: Body, *, side: bool = False) -> Move:
    return Move(body["step"], lambda _: body, side)


def _fresh(made: Callable[[], Body]) -> Move:
    """A step whose body holds the time of the act."""
    return Move(made()["step"], lambda _: made())


def _undertaking(made: Callable[[str], Body]) -> Move:
    return Move("undertaking", made, path="/record-undertaking")


def _say(step: str, **more: Any) -> Body:
    return {"step": step, "reasons": "As it stands in the file", **more}


_CLOSE = _plain(_say("close"))
_SIDE = [
    _plain(_say("emergency"), side=True),
    _plain(_say("withdraw"), side=True),
    _plain(_say("pause", pause="cannot_reach_safely"), side=True),
    _plain(_say("resume"), side=True),
    _plain(_say("uncontactable", attempts=3), side=True),
]
_FIRST, _SEEN, _FULL = (_plain(body) for _, body in bodies.assessment())
_DISCLOSE, _NOT = _plain(bodies.decision("disclose")), _plain(bodies.decision("not_disclose"))
_SIGNED, _REFUSED = (
    _undertaking(lambda record, o=outcome: bodies.undertaking(record, o))  # type: ignore[misc]
    for outcome in ("signed", "refused")
)
_TOLD = _fresh(bodies.delivery)
_FACTS = _fresh(lambda: _say("disclosure_record", facts=bodies.facts()))

CSODS = Course(
    "csods",
    application,
    {
        "call-handler": "contact_officer",
        "detective": "child_protection",
        "inspector": "disclosure_authority",
        "second-inspector": "disclosure_authority",
    },
    [
        *(_FIRST, _SEEN, _FULL, _DISCLOSE, _NOT, _SIGNED, _REFUSED, _TOLD, _FACTS, _CLOSE),
        *(_plain(bodies.second_decision(outcome)) for outcome in ("proceed", "withhold")),
        _plain(_say("outcome_given")),
        _plain(_say("reopen"), side=True),
        *_SIDE,
    ],
    [
        [("call-handler", _FIRST), ("detective", _FIRST)],
        [("detective", _SEEN), ("detective", _SEEN)],
        [("detective", _FULL), ("detective", _FULL)],
        [("inspector", _DISCLOSE), ("second-inspector", _DISCLOSE)],
        [("detective", _SIGNED), ("inspector", _SIGNED)],
        [("detective", _TOLD), ("inspector", _TOLD)],
        [("detective", _FACTS), ("second-inspector", _FACTS)],
        [("detective", _CLOSE), ("inspector", _CLOSE)],
    ],
)

_CHECKED, _MET, _ASSESSED = (
    _plain(body) for body in (domestic.initial_checks(), domestic.meeting(), domestic.full_assessment())
)
_REFERRED, _CONSIDERED = _plain(domestic.forum("forum_referral")), _plain(domestic.forum("forum_record"))
_TELL, _TELL_NOT = _plain(domestic.decision("p1")), _plain(domestic.decision(None))
_AGREED, _DECLINED = (
    _undertaking(lambda record, o=outcome: domestic.undertaking(record, "p1", o))  # type: ignore[misc]
    for outcome in ("signed", "refused")
)
_MET_AND_TOLD, _RECORDED = _fresh(lambda: domestic.delivery("p1")), _fresh(domestic.five_facts)
_SAFE = _plain(domestic.safety_plan())
_OFFICER = "domestic-abuse-officer"

DVDS_ASK = Course(
    "dvds_ask",
    domestic.asked_for_herself,
    {
        "call-handler": "contact_officer",
        _OFFICER: "domestic_abuse",
        "inspector": "disclosure_authority",
        "second-inspector": "disclosure_authority",
    },
    [
        *(_CHECKED, _MET, _ASSESSED, _REFERRED, _CONSIDERED, _TELL, _TELL_NOT, _AGREED, _DECLINED),
        *(_MET_AND_TOLD, _RECORDED, _SAFE, _CLOSE),
        *(_plain(bodies.second_decision(outcome)) for outcome in ("proceed", "withhold")),
        _plain(domestic.outcome_given()),
        _plain(_say("risk_decision", outcome="go_on")),
        _plain(_say("reopen", outcome="reassess"), side=True),
        _plain(_say("reassess"), side=True),
        *_SIDE,
    ],
    [
        [("call-handler", _CHECKED), (_OFFICER, _CHECKED)],
        [(_OFFICER, _MET), (_OFFICER, _MET)],
        [(_OFFICER, _ASSESSED), (_OFFICER, _ASSESSED)],
        [(_OFFICER, _REFERRED), ("inspector", _REFERRED)],
        [(_OFFICER, _CONSIDERED), ("inspector", _CONSIDERED)],
        [("inspector", _TELL), ("second-inspector", _TELL)],
        [(_OFFICER, _AGREED), ("inspector", _AGREED)],
        [(_OFFICER, _MET_AND_TOLD), ("inspector", _MET_AND_TOLD)],
        [(_OFFICER, _RECORDED), ("second-inspector", _RECORDED)],
        [(_OFFICER, _SAFE), ("inspector", _SAFE)],
        [(_OFFICER, _CLOSE), ("inspector", _CLOSE)],
    ],
)
COURSES = (CSODS, DVDS_ASK)
