"""A disclosure request: its record, the state that rules read, and how a step changes that state.

The next state is policy's answer. What else a step changes is folded in here from the step's own plain
attributes, in words that every scheme shares; no scheme is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import ids, involvements
from chalicelib.domain.actors import Actor
from chalicelib.domain.records import INVOLVEMENT, POINTER_PREFIX, RECORD, STATE, Facts, Operation, Put, sort_time

KIND = "disclosure_request"
FACT_NAMES = ("when", "who", "to_whom", "how", "what")
DECISION = "decision"
SECOND_DECISION = "second_decision"
EMERGENCY = "emergency"
REOPEN = "reopen"
UNDERTAKING = "undertaking"
_OF_A_DECISION = (
    "recipient",
    "best_placed",
    "representations",
    DECISION,
    UNDERTAKING,
    SECOND_DECISION,
    "use_limited_to",
)


@dataclass(frozen=True)
class NewRequest:
    """A decided application, without its words."""

    record: str
    case: str
    scheme: str
    state: str
    people: Mapping[str, str]
    subject: str | None = None
    child: str | None = None
    contact_kind: str | None = None
    ground: str = involvements.OPENED


def opened(new: NewRequest, by: Actor) -> dict[str, Any]:
    """The state of a request that has just been opened."""
    state: dict[str, Any] = {
        "scheme": new.scheme,
        "state": new.state,
        "opened_by": by.person,
        "opened_at": by.at,
        "history": [],
        "people": dict(new.people),
        "contact": {"kind": new.contact_kind} if new.contact_kind else {},
        "identity": {},
        "delivered": False,
        "five_facts": dict.fromkeys(FACT_NAMES, False),
        "emergency": False,
    }
    given = {"subject": new.subject, "child": new.child}
    return state | {name: value for name, value in given.items() if value is not None}


def opening(new: NewRequest, by: Actor, sealed: bytes, facts: Facts) -> list[Operation]:
    """The record of the application, its state, the opener's involvement and pointer."""
    record = {
        "kind": KIND,
        "scheme": new.scheme,
        "at": by.at,
        "decision": by.decision,
        "case": new.case,
        "opened_by": by.named(),
    }
    member = ids.member_partition(new.case, by.agency)
    own = involvements.ground(new.ground, by.at, by.agency)
    involvement = involvements.extended(facts.header(member, INVOLVEMENT), by.agency, None, [own])
    made: list[Operation] = [
        Put(ids.case_partition(new.record), RECORD, record, sealed=sealed),
        Put(ids.case_partition(new.record), STATE, opened(new, by)),
        pointer(new.record, new.case, KIND, by),
    ]
    if involvement is not None:
        made.append(Put(member, INVOLVEMENT, involvement, facts.version(member, INVOLVEMENT)))
    return made


def pointer(record: str, case: str, kind: str, by: Actor) -> Put:
    """The agency's own pointer to a record of its case; it concerns every role that may list the case."""
    plain = {
        "record": record,
        "kind": kind,
        "at": by.at,
        "from": {"agency": by.agency, "role": by.role},
        "items": [],
        "excluded": [],
        "only": {},
    }
    return Put(ids.member_partition(case, by.agency), f"{POINTER_PREFIX}{sort_time(by.at)}#{record}", plain)


def fold_step(state: Mapping[str, Any], step: Mapping[str, Any], view: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The state after a step.

    Args:
        state: The state before; it is not changed.
        step: The step's plain attributes, as rules read them.
        view: Policy's answer; `next_state` is taken from it.
        by: Who took it, under which decision, when.
    """
    after = dict(state)
    n = len(state["history"]) + 1
    entry = {"n": n, "step": step["step"], "at": by.at, "by": _briefly(by), "decision": by.decision}
    if step.get("outcome"):
        entry["outcome"] = step["outcome"]
    after["history"] = [*state["history"], entry]
    after["state"] = view["next_state"]
    if step["step"] in {DECISION, REOPEN}:
        _forget_decision(after)
    if step["step"] in {DECISION, SECOND_DECISION}:
        after[step["step"]] = {"by": by.person, "outcome": step.get("outcome"), "n": n}
    if step["step"] == DECISION:
        _fold_decision(after, step)
    _fold_groups(after, step)
    after["emergency"] = step["step"] == EMERGENCY or (bool(after["emergency"]) and step["step"] != REOPEN)
    return after


def fold_undertaking(
    state: Mapping[str, Any], undertaking: Mapping[str, Any], record: str, view: Mapping[str, Any], by: Actor
) -> dict[str, Any]:
    """The state after an undertaking was signed or refused; `record` is the undertaking's own id."""
    step = {"step": UNDERTAKING, "outcome": undertaking["outcome"]}
    after = fold_step(state, step, view, by)
    after[UNDERTAKING] = {
        "id": record,
        "person": undertaking["person"],
        "outcome": undertaking["outcome"],
        "by": by.person,
    }
    return after


def step_header(step: str, outcome: str | None, by: Actor) -> dict[str, Any]:
    """The plain header of one step."""
    made = {"step": step, "at": by.at, "by": by.named(), "decision": by.decision}
    return made | ({"outcome": outcome} if outcome else {})


def step_key(n: int) -> str:
    """Sort key of a step, by its number from 1."""
    return f"step#{n:04d}"


def _briefly(by: Actor) -> dict[str, str]:
    return {"person": by.person, "role": by.role}


def _forget_decision(after: dict[str, Any]) -> None:
    """A new decision, or a reopening, leaves nothing of an earlier decision that could stand in for it.

    A disclosure whose five facts are not yet recorded stays: they are still owed before the request can be closed.
    """
    for name in _OF_A_DECISION:
        after.pop(name, None)
    if all(after["five_facts"].get(name) for name in FACT_NAMES):
        after["delivered"] = False
        after["five_facts"] = dict.fromkeys(FACT_NAMES, False)


def _fold_decision(after: dict[str, Any], step: Mapping[str, Any]) -> None:
    """Who receives a disclosure is said by a decision alone: no other step can slip another recipient in."""
    for name in ("recipient", "best_placed"):
        if step.get(name):
            after[name] = step[name]
    if step.get("recipient") and "child" in after:
        after["use_limited_to"] = after["child"]
    if step.get("representations"):
        considered = step["representations"]
        after["representations"] = {"considered": bool(considered.get("considered") or considered.get("reason"))}


def _fold_groups(after: dict[str, Any], step: Mapping[str, Any]) -> None:
    """What the other groups of a step say, whatever the step is called."""
    if step.get("identity"):
        seen = step["identity"]
        verified = bool(seen["verified"] and seen.get("documents"))
        after["identity"] = {**after["identity"], seen["person"]: verified}
    if step.get("delivery"):
        after["delivered"] = True
    if step.get("facts"):
        after["five_facts"] = {
            name: bool(after["five_facts"].get(name) or step["facts"].get(name)) for name in FACT_NAMES
        }
