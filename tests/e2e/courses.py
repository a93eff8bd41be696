"""Courses of two schemes for tests with several officers at once: what each may try, and what must come of it."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from threading import Barrier
from typing import Any
from uuid import uuid4

from workbench.seeds import domestic
from workbench.seeds.api import Answer, Caller
from workbench.seeds.requests import application
from workbench.tools import ROOT

from . import bodies
from .outside import Stand

Body = dict[str, Any]
PROBLEM = "application/problem+json"


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


@dataclass(frozen=True)
class Try:
    """A move by somebody, under a key and perhaps on a version."""

    who: str
    move: Move
    record: str
    version: str | None = None
    key: str = field(default_factory=lambda: str(uuid4()))

    @cached_property
    def body(self) -> Body:
        """Its body, the same whenever it is sent."""
        return self.move.body(self.record)

    def sent(self, caller: Caller) -> Answer:
        """Send it."""
        guard = {"If-Match": self.version} if self.version else {}
        path = self.move.path.format(self.record)
        return caller.post(self.who, path, self.body, key=self.key, **guard)


class Crowd:
    """Several officers, each over a connection of its own, who act at the same moment."""

    def __init__(self, stand: Stand, size: int) -> None:
        """Open the connections."""
        self._callers = [Caller(stand.running.url, stand.running.keys) for _ in range(size)]
        self._pool = ThreadPoolExecutor(size)

    def at_once(self, tries: Sequence[Try]) -> list[Answer]:
        """Send each at the same moment; answers in the order of the tries."""
        together = Barrier(len(tries))

        def go(one: Try, caller: Caller) -> Answer:
            together.wait(60)
            return one.sent(caller)

        return list(self._pool.map(go, tries, self._callers[: len(tries)]))

    def close(self) -> None:
        """Close the connections."""
        self._pool.shutdown()
        for caller in self._callers:
            caller.close()


@dataclass
class Model:
    """What a request must look like after its history, by the scheme's data alone; nothing of the product is used."""

    scheme: Body
    state: str
    delivered: bool = False
    recorded: bool = False
    emergency: bool = False
    decider: str | None = None
    signed: str | None = None
    over: bool = False

    @classmethod
    def of(cls, scheme: str, history: Sequence[Body]) -> "Model":
        """Fold a history; each step must have been possible where it was taken."""
        data = json.loads((ROOT / f"policies/proviso/schemes/{scheme}/data.json").read_text(encoding="utf-8"))
        model = cls(data, data["open"]["to"])
        for n, entry in enumerate(history, 1):
            assert entry["n"] == n, history
            model.take(entry["step"], entry.get("outcome"), entry["by"]["person"])
        return model

    def spec(self, step: str) -> Body:
        """A step of the scheme, or its undertaking."""
        found: Body = self.scheme["undertaking"] if step == "undertaking" else self.scheme["steps"][step]
        return found

    def take(self, step: str, outcome: str | None, person: str) -> None:
        """Fold one step, and hold it against what must never happen."""
        spec = self.spec(step)
        assert self.state in spec["from"], f"{step} was taken in {self.state}"
        to = spec["outcomes"][outcome or next(iter(spec["outcomes"]))]["to"]
        if step == "delivery":
            assert self.signed == "signed" or self.over, "disclosed without undertaking or second decision"
            self.delivered = True
        elif step == "close":
            assert self.recorded or not self.delivered, "closed without the five facts"
        elif step in {"disclosure_record", "late_disclosure_record"}:
            self.recorded = True
        elif step == "undertaking":
            self.signed = outcome
        elif step == "second_decision":
            assert person != self.decider, "the second decision is another officer's"
            self.over = outcome == "proceed"
        elif step in {"decision", "reopen"}:
            self.decider, self.signed, self.over = person, None, False
            if self.recorded:
                self.delivered = self.recorded = False
        self.emergency = step == "emergency" or (self.emergency and step != "reopen")
        self.state = self.state if to == "=" else to

    def may_try(self, course: Course, *, side: bool) -> list[tuple[str, Move]]:
        """Moves that the scheme lists here, with each officer whose role may take them."""
        return [
            (who, move)
            for move in course.moves
            if move.side == side and self.state in self.spec(move.step)["from"]
            for who, role in course.officers.items()
            if role in self.spec(move.step)["roles"]
        ]


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
