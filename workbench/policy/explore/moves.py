"""What can be tried where a request stands: every step, by everybody, with whole bodies and with broken ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import combinations
from typing import Any, Final

from chalicelib.domain.actors import Actor
from workbench.policy.explore import needs
from workbench.policy.explore.world import LONG_AFTER, NOW, OFFICERS, PEOPLE, kind_of, roles

DECISION_ID: Final = "01JDEC00000000000000000001"
WHOLE: Final = "whole"
BREACH: Final = "breach"
_APART: Final = {"decision", "second_decision"}
"""Steps that every officer tries, whatever the scheme says of who must be apart."""
_RECIPIENTS: Final = ("p4", "p1", "p5")
BEST_PLACED: Final = (
    "parent_with_care", "guardian", "carer", "other_protective_adult", "person_at_risk", "protector_of_adult",
)  # fmt: skip


@dataclass(frozen=True)
class Move:
    """One try.

    Attributes:
        step: The step's code; `undertaking` and `breach` are judged like steps.
        outcome: Its outcome.
        action: The action that is asked.
        group: The step, undertaking or breach as rules read it.
        by: Who tries.
        unmet: The needs that this body was made not to meet; empty for a whole one.
        out_of_turn: The scheme does not lead there from this state.
        referred: The header of the share that the step names.
        now: When it is tried.
    """

    step: str
    outcome: str
    action: str
    group: Mapping[str, Any]
    by: Actor
    unmet: tuple[str, ...] = ()
    out_of_turn: bool = False
    referred: Mapping[str, Any] | None = None
    now: str = NOW


def steps_of(course: Mapping[str, Any]) -> dict[str, Any]:
    """Every step of a scheme by code, its undertaking too where it has one."""
    undertaking = {"undertaking": course["undertaking"]} if "undertaking" in course else {}
    return {**course["steps"], **undertaking}


class Depth(IntEnum):
    """How much is tried in one standing."""

    WAYS = 0
    """What leads on along the course: whole bodies, by everybody who must be apart."""
    SINGLE = 1
    """Each need unmet alone besides, each role that may not, every recipient in every capacity."""
    COMBINED = 2
    """Every combination of unmet needs besides, and every step out of its turn."""


def moves(course: Mapping[str, Any], state: Mapping[str, Any], depth: Depth) -> Iterator[Move]:
    """Everything that is tried here."""
    for code, step in steps_of(course).items():
        in_turn = state["state"] in step["from"]
        if depth == Depth.WAYS and _beside(course, state, code, step):
            continue
        for outcome, result in step["outcomes"].items():
            wanted = [*step["needs"], *result["needs"]]
            wholes = list(_whole(state, code, outcome, wanted, every=depth >= Depth.SINGLE))
            tried = _Tried(state, code, step, outcome, wanted, wholes)
            if in_turn:
                yield from tried.ways()
            elif depth >= Depth.COMBINED:
                yield from (replace(move, out_of_turn=True) for move in tried.ways())
            if in_turn and depth >= Depth.SINGLE:
                yield from tried.without(max_unmet=len(wanted) if depth >= Depth.COMBINED else 1)
    if "undertaking" in state and "frozen" not in state and depth >= Depth.SINGLE:
        yield _breach(state)


def _beside(course: Mapping[str, Any], state: Mapping[str, Any], code: str, step: Mapping[str, Any]) -> bool:
    """Whether a step stands beside the course: it leads nowhere else, or is the short cut that every state has.

    Such a step is tried in the first standing of each state; elsewhere only what the way to the end still needs.
    """
    if code in {"emergency", "freeze_decision"}:
        return code == "emergency" or "frozen" not in state
    if code == "resume":
        return not state.get("pauses") or "until" in state["pauses"][-1]
    if any(result["to"] != "=" for result in step["outcomes"].values()):
        return False
    closes = any(
        state["state"] in other["from"] and course["states"][result["to"]].get("final")
        for other in course["steps"].values()
        for result in other["outcomes"].values()
        if result["to"] != "="
    )
    return not closes


@dataclass(frozen=True)
class _Tried:
    """One outcome of one step in one standing."""

    state: Mapping[str, Any]
    code: str
    step: Mapping[str, Any]
    outcome: str
    wanted: list[str]
    wholes: list[dict[str, Any]]

    def ways(self) -> Iterator[Move]:
        """Whole bodies by one officer, and one whole body by every officer where somebody must be apart."""
        for body in self.wholes:
            yield self._move(body, self._by(OFFICERS[1]))
        if self.step["separate_from"] or self.code in _APART:
            yield from (self._move(self.wholes[0], self._by(person)) for person in OFFICERS if person != OFFICERS[1])

    def without(self, max_unmet: int) -> Iterator[Move]:
        """A role that may not, and bodies that leave needs unmet."""
        other = next((role for role in ("contact_officer", "child_protection") if role not in self.step["roles"]), None)
        if other:
            yield self._move(self.wholes[0], self._by(OFFICERS[1], other), ("role",))
        named = next((need for need in self.wanted if need in needs.REFERRED), None)
        if named:
            yield replace(self._move(self.wholes[0], self._by(OFFICERS[1]), (named,)), referred=None)
        breakable = [
            need for need in self.wanted if need in needs.BROKEN and needs.COUNTS.get(need, _always)(self.state)
        ]
        for size in range(1, min(max_unmet, len(breakable)) + 1):
            for unmet in combinations(breakable, size):
                body = self.wholes[0]
                for need in unmet:
                    body = needs.broken(body, need)
                yield self._move(body, self._by(OFFICERS[1]), unmet)

    def _by(self, person: str, role: str | None = None) -> Actor:
        agency = self.state["requester"] if self.step.get("by") == {"requester": True} else self.state["agency"]
        return Actor(person, agency, role or self._fitting(agency), DECISION_ID, NOW)

    def _fitting(self, agency: str) -> str:
        """A role that takes the step and that an agency of this kind has."""
        return next(str(role) for role in self.step["roles"] if kind_of(agency) in roles()[role]["kinds"])

    def _move(self, body: dict[str, Any], by: Actor, unmet: tuple[str, ...] = ()) -> Move:
        action = "undertaking.record" if self.code == "undertaking" else "disclosure.step"
        named = next((needs.REFERRED[need] for need in self.wanted if need in needs.REFERRED), None)
        referred = named(self.state) if named else None
        now = LONG_AFTER if "limit_passed" in self.wanted else NOW
        return Move(self.code, self.outcome, action, body, by, unmet, referred=referred, now=now)


def _always(_: Mapping[str, Any]) -> bool:
    return True


def _whole(
    state: Mapping[str, Any], code: str, outcome: str, wanted: list[str], *, every: bool
) -> Iterator[dict[str, Any]]:
    """Bodies that meet every need that a body can meet; several where the step names a recipient."""
    if code == "undertaking":
        yield needs.undertaken(state, outcome)
        return
    body: dict[str, Any] = {"step": code, "outcome": outcome, "reasons": needs.NOT_GIVEN, "checks": []}
    for need in wanted:
        if need in needs.MET:
            body = needs.over(body, needs.MET[need](state))
    if "recipient_named" not in wanted:
        yield body
        return
    people = [*_RECIPIENTS, *(ref for ref in PEOPLE if every and ref not in _RECIPIENTS)]
    for person in people:
        for capacity in _capacities(wanted, every=every):
            yield {**body, "recipient": person, **capacity}


def _capacities(wanted: list[str], *, every: bool) -> list[dict[str, str]]:
    """In what capacity a recipient is named, the likeliest for the scheme first."""
    if "recipient_best_placed" in wanted:
        return [{"best_placed": code} for code in (BEST_PLACED if every else ("carer", "other_protective_adult"))]
    if "recipient_at_risk_or_protector" in wanted:
        codes = ("protector_of_adult", "person_at_risk", *(BEST_PLACED if every else ()))
        return [{"best_placed": code} for code in dict.fromkeys(codes)]
    return [{}]


def _breach(state: Mapping[str, Any]) -> Move:
    group = {
        "undertaking": state["undertaking"]["id"],
        "kind": "passed_on",
        "learned_at": needs.AT,
        "words": needs.GIVEN,
    }
    role = "child_protection" if state["agency"].startswith("force:") else "mappa_coordinator"
    by = Actor(OFFICERS[3], state["agency"], role, DECISION_ID, NOW)
    return Move(BREACH, BREACH, "undertaking.breach", group, by)
