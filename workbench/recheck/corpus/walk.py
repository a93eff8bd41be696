"""One case on its way through the scheme's machine, as a system would have recorded it that stops nobody."""

from collections.abc import Callable, Collection, Container, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any, Final

from workbench.recheck.case import Closing, Later, PastCase, PastStep
from workbench.recheck.corpus import bodies, people
from workbench.recheck.corpus.bodies import Body, Writing, instant
from workbench.recheck.course import ASIDE, STAYS, Course, Move
from workbench.recheck.refold import State, after

Twist = Callable[[Body], None]
OFTEN: Final[Mapping[str, float]] = {
    "out_of_scope": 0.08,
    "child_procedures": 0.02,
    "no_further_action": 0.25,
    "immediate_danger": 0.02,
    "withdrawn": 0.05,
    "uncontactable": 0.04,
    "identity_failed": 0.03,
    "refused": 0.06,
    "sought": 0.1,
    "reassess": 0.01,
    "go_on": 0.5,
    "not_possible": 0.12,
    "emergency": 0.004,
    "pause": 0.02,
}
"""How often something happens, by outcome or step, where an ordinary way on is 1. What is not here is such a way."""
SOMETIMES: Final = 0.02
"""How often a step is taken that leads nowhere else."""
AGAIN: Final = 0.01
"""How often a closed case is opened again."""
MOST_STEPS: Final = 60


@dataclass(frozen=True)
class By:
    """An officer in a role."""

    person: str
    role: str


class Walk:
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

    # -- going on --------------------------------------------------------------------------------------

    def ended(self) -> bool:
        """Nothing is left to be done."""
        return self.course.final(self.state["state"])

    def finish(self, avoid: Container[str] = ()) -> None:
        """Go on as cases do until the end.

        Raises:
            RuntimeError: the scheme leads to no end.
        """
        while not self.ended() or (self.rng.random() < AGAIN and self._reopen()):
            if len(self.steps) > MOST_STEPS:
                message = f"a case of {self.course.code} came to no end"
                raise RuntimeError(message)
            self.go_on(avoid)

    def go_on(self, avoid: Container[str] = ()) -> None:
        """Take one step that the scheme allows."""
        moves = [move for move in self._possible() if move.step not in avoid and move.outcome not in avoid]
        weights = [self._weight(move) for move in moves]
        self.take(self.rng.choices(moves, weights)[0])

    def towards(self, step: str, outcome: str | None = None) -> Move:
        """Go to where a step can be taken, and say which move it is; it is not taken yet."""
        far = self.course.distances(step)
        while far[self.state["state"]]:
            here = far[self.state["state"]]
            nearer = [m for m in self._possible() if far.get(m.to, here) < here and m.step not in ASIDE]
            if nearer:
                self.take(self.rng.choices(nearer, [OFTEN.get(m.outcome, 1.0) for m in nearer])[0])
            else:
                self.go_on(avoid=ASIDE)
        return next(m for m in self._possible(every=True) if m.step == step and outcome in {None, m.outcome})

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

    # -- within ----------------------------------------------------------------------------------------

    def _possible(self, *, every: bool = False) -> list[Move]:
        moves = self.course.from_here(self.state["state"])
        if every:
            return moves
        owed = self._recording()
        if owed:
            moves = [move for move in moves if move.step in owed] or moves
        paused = bool(self.state.get("pauses")) and "until" not in self.state["pauses"][-1]
        return [move for move in moves if self._sensible(move, paused=paused)]

    def _sensible(self, move: Move, *, paused: bool) -> bool:
        if move.step in {"freeze_decision", "reopen"} or (move.step == "resume") != paused:
            return False
        if "risk_not_high" in move.needs and self.case.grade == "high":
            return False
        if "five_facts_if_delivered" in move.needs and self.state["delivered"] and not all(self._five_facts()):
            return False
        if "emergency_recorded" in move.needs and any(move.step not in steps for steps in self._owed()):
            return False
        if move.to == STAYS and "identity_unverified" in move.needs:
            return False
        return move.to != STAYS or move.step not in self._afterwards or move.step in self._recording()

    @cached_property
    def _afterwards(self) -> frozenset[str]:
        """Steps that only record what an emergency put off, or what was forgotten."""
        records = self.course.data.get("emergency_records", {}).values()
        late = {move.step for move in self.course.moves if "five_facts" in move.needs and move.to == STAYS}
        return frozenset(late.union(*(record["steps"] for record in records)))

    def _five_facts(self) -> Collection[bool]:
        facts: Mapping[str, bool] = self.state["five_facts"]
        return facts.values()

    def _recording(self) -> set[str]:
        return {step for steps in self._owed() for step in steps}

    def _owed(self) -> list[Collection[str]]:
        """For each record that an emergency put off and that is still owed, the steps by which it is made."""
        if self.careless:
            return []
        history = [self.course.named(entry["step"], entry.get("outcome")) for entry in self.state["history"]]
        last = max((n for n, move in enumerate(history) if move and move.emergency), default=None)
        if last is None or self.state["state"] in self._just_after(history[last]):
            return []
        since = {move.step for move in history[last + 1 :] if move}
        records = self.course.data.get("emergency_records", {}).values()
        return [set(record["steps"]) for record in records if not since & set(record["steps"])]

    def _just_after(self, move: Move | None) -> set[str]:
        """In danger it is decided first."""
        return {move.to} if move else set()

    def _weight(self, move: Move) -> float:
        if move.step == "decision":
            return 1.0 if (move.outcome == "disclose") == self.case.tell else 1e-9
        if move.to == STAYS and move.step not in self._recording() and move.step != "resume":
            return OFTEN.get(move.step, SOMETIMES)
        return OFTEN.get(move.step, 1.0) * OFTEN.get(move.outcome, 1.0)

    def _reopen(self) -> bool:
        move = self.course.named("reopen")
        if move is None or any(entry["step"] == "reopen" for entry in self.state["history"]):
            return False
        self.at += timedelta(days=self.rng.randrange(20, 120))
        self.take(move)
        return True

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


_OPENERS: Final = frozenset({"contact_officer", "domestic_abuse", "child_protection"})
