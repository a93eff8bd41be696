"""The way of a case through the scheme's machine: what comes next is read off the scheme's data, and drawn."""

from collections.abc import Collection, Container, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Final

from workbench.recheck.corpus.recording import Recorded
from workbench.recheck.course import ASIDE, STAYS, Move

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


class Walk(Recorded):
    """A case that goes its way."""

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
