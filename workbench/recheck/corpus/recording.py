"""One case as a system would have recorded it that stops nobody: whatever is done is written down as done."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from workbench.recheck.case import Closing, Later, PastCase, PastStep
from workbench.recheck.corpus import bodies, people
from workbench.recheck.corpus.bodies import Body, Writing, instant
from workbench.recheck.course import STAYS, Course, Move
from workbench.recheck.refold import State, after

Twist = Callable[[Body], None]
_OPENERS: Final = frozenset({"contact_officer", "domestic_abuse", "child_protection"})


@dataclass(frozen=True)
class By:
    """An officer in a role."""

    person: str
    role: str


class Recorded:
    """A case from its opening on."""

    def __init__(
        self, course: Course, case: people.Truth, officers: people.Officers, opened: datetime, rng: Random, pace: float
    ) -> None:
        """Open it.

        Args:
            course: The scheme.
            case: What the case is like.
            officers: Who can work on it.
            opened: When it is opened.
            rng: All that is chance in it.
            pace: How much slower than usual this case goes.
        """
        self.course, self.case, self.officers, self.rng, self.pace = course, case, officers, rng, pace
        self.record = f"{people.ulid(rng)}.{people.ulid(rng)}"
        self.at, self.opened = opened, instant(opened)
        self.careless = False
        """What an emergency put off is forgotten."""
        self.usual: By | None = None
        """Who takes every step that this officer may take."""
        self.steps: list[PastStep] = []
        self.state: State = {}
        self._open()

    def take(
        self,
        move: Move,
        *,
        by: By | None = None,
        twist: Twist | None = None,
        read: State | None = None,
    ) -> None:
        """Take a step, allowed or not.

        Args:
            move: Which.
            by: Who takes it; somebody who may unless it is said.
            twist: What is wrong with what it carries.
            read: What the system holds the state to be, if that is not what it is.
        """
        self._pass_time(move)
        if read is not None:
            self.state = read
        who = by or self.officer(move)
        writing = Writing(self.course, self.case, self.state, self.at, self.rng)
        signing = move.action == "undertaking.record"
        body = bodies.undertaking(move, writing) if signing else bodies.step(move, writing)
        if twist:
            twist(body)
        next_state = self.state["state"] if move.to == STAYS else move.to
        view: dict[str, Any] = {"next_state": next_state}
        limited = self.course.data.get("use_limited_to")
        if limited in self.state:
            view["use_limited_to"] = self.state[limited]
        facts = self._facts() | {"state": self.state}
        context = {"facts": facts, ("undertaking" if signing else "step"): body}
        resource = {"type": "undertaking" if signing else "disclosure_request", "id": self.record}
        made = f"{self._case()}.{people.ulid(self.rng)}" if signing else None
        self._record(move.action, by=who, context=context, resource=resource, view=view, made=made)

    def officer(self, move: Move) -> By:
        """Somebody who may take a step: of one of its roles, with no part that must be apart from it."""
        role = self.rng.choice(move.roles)
        if self.usual and self.usual.role in move.roles and not move.apart:
            return self.usual
        barred = {
            "opener": self.state["opened_by"],
            "decider": self.state.get("decision", {}).get("by"),
            "reporter": self.state.get("frozen", {}).get("by"),
        }
        taken = {barred[part] for part in move.apart}
        return By(self.rng.choice([who for who in self.officers.of(role) if who not in taken]), role)

    def past(self, *, later: Later | None = None) -> PastCase:
        """The case as it was recorded."""
        return PastCase(
            case=self.record,
            scheme=self.course.code,
            agency=people.AGENCY,
            opened=self.opened,
            steps=self.steps,
            closed=Closing(state=self.state["state"], at=instant(self.at), result=self._result()),
            later=[later] if later else [],
        )

    def forged(self, **members: Any) -> State:
        """The state with something written into it that did not happen."""
        return deepcopy(self.state) | members

    def _pass_time(self, move: Move) -> None:
        if move.emergency or self.state["emergency"]:
            hours = self.rng.uniform(0.3, 3.0)
        else:
            hours = min(self.course.hours(self.state["state"]) * self.rng.lognormvariate(-0.3, 0.6) * self.pace, 900.0)
        self.at += timedelta(seconds=max(900, round(hours * 3600)))

    def _open(self) -> None:
        role = self.rng.choice([r for r in self.course.data["open"]["roles"] if r in _OPENERS])
        received = instant(self.at - timedelta(minutes=self.rng.randrange(5, 240)))
        asked = people.application(self.course, self.case, received, self.rng)
        context = {"facts": self._facts(), "application": asked}
        view = {"state": self.course.data["open"]["to"]}
        by = By(self.rng.choice(self.officers.of(role)), role)
        self._record("disclosure.open", by=by, context=context, resource={"type": "disclosure_request"}, view=view)

    def _record(
        self,
        action: str,
        *,
        by: By,
        context: Body,
        resource: Body,
        view: Body,
        made: str | None = None,
    ) -> None:
        properties = {"agency": people.AGENCY, "role": by.role, "client": people.CLIENT, "issuer": people.ISSUER}
        asked = {
            "subject": {"type": "practitioner", "id": by.person, "properties": properties},
            "action": {"name": action},
            "resource": resource | ({"case": self._case()} if "id" in resource else {}),
            "context": {"now": instant(self.at), **context},
        }
        decision = people.ulid(self.rng)
        step = PastStep.model_construct(
            at=instant(self.at), decision=decision, input=asked, allow=True, view=view, made=made
        )
        self.steps.append(step)
        self.state = after(self.state, step, view.get("next_state") or view["state"], self.record)

    def _facts(self) -> Body:
        facts: Body = {"client": {"status": "active", "revoked_certificates": []}, "involvements": {}}
        if self.steps:
            ground = {"ground": self.course.data["case_ground"], "from": self.opened, "by": people.AGENCY}
            facts["involvements"] = {people.AGENCY: {"agency": people.AGENCY, "grounds": [ground]}}
        return facts

    def _case(self) -> str:
        return self.record.split(".", 1)[0]

    def _result(self) -> str:
        if self.state["delivered"]:
            return "disclosed"
        decided = self.state.get("decision", {}).get("outcome")
        return "not_disclosed" if decided else "not_decided"
