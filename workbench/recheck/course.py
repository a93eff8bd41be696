"""A scheme as its data has it: states, and the moves between them. Nothing here names a state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from chalicelib.domain.disclosure_requests import EMERGENCY, FREEZE_DECISION, PAUSE, REOPEN, RESUME, UNDERTAKING

STAYS: Final = "="
ASIDE: Final = frozenset({EMERGENCY, REOPEN, PAUSE, RESUME, FREEZE_DECISION})
"""Steps that every scheme has and that lead nowhere of their own accord."""


@dataclass(frozen=True)
class Move:
    """A step with one of its outcomes, from any state in which the scheme has it.

    Attributes:
        to: The state that it leads to; `=` is the one it was in.
        roles: Who may take it.
        apart: The parts that whoever takes it may not have had.
        groups: What it may carry.
        needs: What it needs.
    """

    step: str
    outcome: str
    to: str
    roles: tuple[str, ...]
    apart: frozenset[str]
    groups: frozenset[str]
    needs: frozenset[str]
    emergency: bool

    @property
    def action(self) -> str:
        """The action by which it is put to the rules."""
        return "undertaking.record" if self.step == UNDERTAKING else "disclosure.step"

    @property
    def name(self) -> str:
        """Step and outcome."""
        return f"{self.step}:{self.outcome}"


class Course:
    """One scheme."""

    def __init__(self, code: str, data: Mapping[str, Any]) -> None:
        """Keep the scheme's code and its data."""
        self.code = code
        self.data = data

    @cached_property
    def steps(self) -> Mapping[str, Any]:
        """Every step, the undertaking among them where the scheme has one."""
        signing = {UNDERTAKING: self.data["undertaking"]} if "undertaking" in self.data else {}
        return {**self.data["steps"], **signing}

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Every step with every outcome."""
        return tuple(
            _move(code, step, outcome, result)
            for code, step in self.steps.items()
            for outcome, result in step["outcomes"].items()
        )

    def from_here(self, state: str) -> list[Move]:
        """What the scheme allows in a state."""
        return list(self._from.get(state, ()))

    @cached_property
    def _from(self) -> Mapping[str, list[Move]]:
        return {
            state: [move for move in self.moves if self.steps[move.step]["from"].get(state)]
            for state in self.data["states"]
        }

    def named(self, step: str, outcome: str | None = None) -> Move | None:
        """A step with this outcome, or with its first one; None where the scheme does not have it."""
        return self._by_name.get((step, outcome))

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str | None], Move]:
        whole: dict[tuple[str, str | None], Move] = {(move.step, move.outcome): move for move in self.moves}
        for move in self.moves:
            whole.setdefault((move.step, None), move)
        return whole

    def final(self, state: str) -> bool:
        """Nothing is left to be done in this state."""
        return bool(self.data["states"][state].get("final"))

    @cached_property
    def closing(self) -> Move:
        """The step that ends a request."""
        return next(move for move in self.moves if move.to != STAYS and self.final(move.to))

    def hours(self, state: str) -> float:
        """How long a request usually stands in a state."""
        return float(self.data["states"][state].get("usual_hours", 24))

    def distances(self, step: str) -> Mapping[str, int]:
        """How many moves it takes from each state to one where a step can be taken."""
        far = dict.fromkeys((state for state, at in self.steps[step]["from"].items() if at), 0)
        while True:
            found = {state: near + 1 for state, near in self._before(far) if state not in far}
            if not found:
                return far
            far.update(found)

    def _before(self, far: Mapping[str, int]) -> Iterator[tuple[str, int]]:
        for move in self.moves:
            if move.to in far and move.step not in ASIDE and not move.emergency:
                for state in self.steps[move.step]["from"]:
                    yield state, far[move.to]


def _move(code: str, step: Mapping[str, Any], outcome: str, result: Mapping[str, Any]) -> Move:
    return Move(
        step=code,
        outcome=outcome,
        to=result["to"],
        roles=tuple(step["roles"]),
        apart=frozenset(step["separate_from"]),
        groups=frozenset({*step["groups"], *result.get("groups", {})}),
        needs=frozenset({*step["needs"], *result["needs"]}),
        emergency=bool(result.get("emergency")),
    )
