"""A disclosure request: its record, the state that rules read, and how a step changes that state.

The next state is policy's answer. What else a step changes is folded in here from the step's own plain
attributes, in words that every scheme shares; no scheme is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain import ids, involvements
from chalicelib.domain.actors import Actor
from chalicelib.domain.records import (
    INVOLVEMENT,
    POINTER_PREFIX,
    RECORD,
    STATE,
    Facts,
    Index,
    Operation,
    Put,
    sort_time,
)

KIND = "disclosure_request"
FACT_NAMES = ("when", "who", "to_whom", "how", "what")
DECISION = "decision"
SECOND_DECISION = "second_decision"
EMERGENCY = "emergency"
REOPEN = "reopen"
UNDERTAKING = "undertaking"
PAUSE = "pause"
RESUME = "resume"
FREEZE_DECISION = "freeze_decision"
LIFT = "lift"
_OF_A_DECISION = (
    "recipient",
    "best_placed",
    "representations",
    DECISION,
    UNDERTAKING,
    SECOND_DECISION,
    "use_limited_to",
)
_TOLD_BY_A_DECISION = frozenset({"tests", "rebuttal", "refusal", "detriment", "review_at"})
_KEPT = (
    "tests",
    "checks",
    "not_checked",
    "risk",
    "plan",
    "forum",
    "owners",
    "account_327a",
    "share",
    "school",
    "children_found",
    "lateness",
    "rebuttal",
    "refusal",
    "detriment",
    "review_at",
    "missing",
    "escalation",
    "attempts",
    "less_intrusive",
    "acts_for",
)
"""Groups of a step that later rules may look at: the latest of each is kept in the state under `told`."""


@dataclass(frozen=True)
class NewRequest:
    """A decided application, without its words.

    Attributes:
        holder: The agency that holds it; the opener's own unless policy says another.
        ground: On what ground the opener becomes part of the case (None: it has its part already), and
            `holder_ground` the holder, if another, until `holder_until` where that ground ends.
        parties: Who is who, by reference: applicant, at_risk, subject, child, children.
        inbox_role: The holder's role that finds it in its inbox, where the holder is another agency.
        excluded: Practitioners to whom the request is not there.
        tells: What the request tells itself, plain: its items and the five facts of their disclosure.
    """

    record: str
    case: str
    scheme: str
    state: str
    people: Mapping[str, str]
    parties: Mapping[str, Any] = field(default_factory=dict)
    contact_kind: str | None = None
    ground: str | None = involvements.OPENED
    holder: str | None = None
    holder_ground: str | None = None
    holder_until: str | None = None
    area: str | None = None
    inbox_role: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    tells: Mapping[str, Any] = field(default_factory=dict)
    received_at: str | None = None


def opened(new: NewRequest, by: Actor, view: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The state of a request that has just been opened."""
    holder = new.holder or by.agency
    state: dict[str, Any] = {
        "scheme": new.scheme,
        "state": new.state,
        "agency": holder,
        "opened_by": by.person,
        "opened_at": by.at,
        "received_at": new.received_at or by.at,
        "entered_at": by.at,
        "history": [],
        "people": dict(new.people),
        "contact": {"kind": new.contact_kind} if new.contact_kind else {},
        "identity": {},
        "delivered": False,
        "five_facts": dict.fromkeys(FACT_NAMES, False),
        "emergency": False,
        "told": dict(new.given),
    }
    if holder != by.agency:
        state["requester"] = by.agency
    if new.excluded:
        state["excluded"] = list(new.excluded)
    if view and "clock" in view:
        state["clock"] = view["clock"]
    return state | {name: value for name, value in new.parties.items() if value is not None}


def opening(
    new: NewRequest, by: Actor, sealed: bytes, facts: Facts, view: Mapping[str, Any] | None = None
) -> list[Operation]:
    """The record of the application, its state, and for opener and holder the involvement and pointer."""
    record = {
        "kind": KIND,
        "scheme": new.scheme,
        "at": by.at,
        "decision": by.decision,
        "case": new.case,
        "opened_by": by.named(),
        **new.tells,
    }
    state = opened(new, by, view)
    made: list[Operation] = [
        Put(ids.case_partition(new.record), RECORD, record, sealed=sealed),
        Put(ids.case_partition(new.record), STATE, state, index=placed(new.record, state, view or {})),
        pointer(new.record, new.case, KIND, by, excluded=new.excluded),
    ]
    if new.ground:
        made += _involved(new, facts, by.agency, involvements.ground(new.ground, by.at, by.agency))
    if new.holder and new.holder != by.agency:
        received = new.holder_ground or involvements.RECEIVED
        own = involvements.ground(received, by.at, by.agency, new.holder_until)
        made += _involved(new, facts, new.holder, own)
        made.append(pointer(new.record, new.case, KIND, by, new.holder, excluded=new.excluded))
        made += [inbox_entry(new, by, new.holder, new.inbox_role)] if new.inbox_role else []
    return made


def placed(record: str, state: Mapping[str, Any], view: Mapping[str, Any]) -> Index | None:
    """Where the state stands in its agency's queue and on the clock, as policy says; None when it is in neither."""
    clock = view.get("clock") or {}
    due, tick = clock.get("due"), clock.get("tick")
    if not due and not tick:
        return None
    brief = {
        "record": record,
        "case": ids.case_of(record),
        "scheme": state["scheme"],
        "state": state["state"],
        "next": [{"step": step["step"], "roles": step["roles"]} for step in view.get("next", [])],
        **{name: clock[name] for name in ("due", "at_risk_from", "paused", "passed") if name in clock},
    }
    return Index(
        queue=ids.queue_partition(state["agency"]) if due else None,
        due_at=f"{sort_time(due)}#{record}" if due else None,
        tick=ids.tick_partition(record) if tick else None,
        tick_at=f"{sort_time(tick)}#{record}" if tick else None,
        brief=brief,
    )


def inbox_entry(new: NewRequest, by: Actor, agency: str, role: str | None) -> Put:
    """The entry by which a role of the holding agency learns of a request."""
    state = {"scheme": new.scheme, "told": new.given, "excluded": new.excluded}
    return _notice(new.record, new.case, state, by, {"agency": agency, "role": role})


def notices(record: str, state: Mapping[str, Any], told: Iterable[Mapping[str, Any]], by: Actor) -> list[Put]:
    """Inbox entries for the roles that policy tells of a step."""
    return [_notice(record, ids.case_of(record), state, by, other) for other in told]


def _notice(record: str, case: str, state: Mapping[str, Any], by: Actor, to: Mapping[str, Any]) -> Put:
    plain = {
        "record": record,
        "case": case,
        "kind": KIND,
        "at": by.at,
        "from": {"agency": by.agency, "role": by.role},
        "purpose": state["scheme"],
        "urgency": state.get("told", {}).get("urgency", "routine"),
        "items": 0,
        "excluded": list(state.get("excluded", [])),
        "only": {},
    }
    return Put(ids.agency_partition(to["agency"]), f"inbox#{to['role']}#{sort_time(by.at)}#{record}", plain)


def _involved(new: NewRequest, facts: Facts, agency: str, own: dict[str, str]) -> list[Operation]:
    member = ids.member_partition(new.case, agency)
    after = involvements.extended(facts.header(member, INVOLVEMENT), agency, new.area, [own])
    return [Put(member, INVOLVEMENT, after, facts.version(member, INVOLVEMENT))] if after is not None else []


def pointer(
    record: str, case: str, kind: str, by: Actor, agency: str | None = None, *, excluded: Sequence[str] = ()
) -> Put:
    """An agency's pointer to a record of its case (the actor's own agency's unless another is named).

    It concerns every role that may list the case.
    """
    plain = {
        "record": record,
        "kind": kind,
        "at": by.at,
        "from": {"agency": by.agency, "role": by.role},
        "items": [],
        "excluded": list(excluded),
        "only": {},
    }
    holder = ids.member_partition(case, agency or by.agency)
    return Put(holder, f"{POINTER_PREFIX}{sort_time(by.at)}#{record}", plain)


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
    if view["next_state"] != state["state"] or step["step"] == EMERGENCY:
        after["entered_at"] = by.at
    after["state"] = view["next_state"]
    if "clock" in view:
        after["clock"] = view["clock"]
    if step["step"] in {DECISION, REOPEN}:
        _forget_decision(after)
    if step["step"] in {DECISION, SECOND_DECISION}:
        after[step["step"]] = {"by": by.person, "outcome": step.get("outcome"), "n": n}
    if step["step"] == DECISION:
        _fold_decision(after, step, view)
    _fold_pauses(after, step, by)
    if step["step"] == FREEZE_DECISION and step.get("outcome") == LIFT:
        after.pop("frozen", None)
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
        "items": list(undertaking.get("items", [])),
    }
    return after


def fold_breach(state: Mapping[str, Any], incident: str, undertaking: str, by: Actor) -> dict[str, Any]:
    """The state after a breach of an undertaking was reported: frozen until another officer decides."""
    frozen = {"by": by.person, "at": by.at, "undertaking": undertaking, "incident": incident}
    return {**state, "frozen": frozen}


def fold_passed(state: Mapping[str, Any], view: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The state after the clock found limits passed: each is recorded once, under the decision that found it."""
    dues = state["clock"]["dues"]
    entries = [{"clock": name, "due": dues[name], "at": by.at, "decision": by.decision} for name in view["passed"]]
    return {**state, "clock": view["clock"], "breaches": [*state.get("breaches", []), *entries]}


def step_header(step: str, outcome: str | None, by: Actor) -> dict[str, Any]:
    """The plain header of one step."""
    made = {"step": step, "at": by.at, "by": by.named(), "decision": by.decision}
    return made | ({"outcome": outcome} if outcome else {})


def step_key(n: int) -> str:
    """Sort key of a step, by its number from 1."""
    return f"step#{n:04d}"


def _briefly(by: Actor) -> dict[str, str]:
    return {"person": by.person, "agency": by.agency, "role": by.role}


def _forget_decision(after: dict[str, Any]) -> None:
    """A new decision, or a reopening, leaves nothing of an earlier decision that could stand in for it.

    A disclosure whose five facts are not yet recorded stays: they are still owed before the request can be closed.
    """
    for name in _OF_A_DECISION:
        after.pop(name, None)
    after["told"] = {name: said for name, said in after.get("told", {}).items() if name not in _TOLD_BY_A_DECISION}
    if all(after["five_facts"].get(name) for name in FACT_NAMES):
        after["delivered"] = False
        after["five_facts"] = dict.fromkeys(FACT_NAMES, False)


def _fold_pauses(after: dict[str, Any], step: Mapping[str, Any], by: Actor) -> None:
    """A pause begins with its reason and ends when work goes on; policy's clocks count it out."""
    pauses = list(after.get("pauses", []))
    if step["step"] == PAUSE:
        after["pauses"] = [*pauses, {"from": by.at, "reason": step.get("pause")}]
    elif pauses and "until" not in pauses[-1]:
        after["pauses"] = [*pauses[:-1], {**pauses[-1], "until": by.at}]


def _fold_decision(after: dict[str, Any], step: Mapping[str, Any], view: Mapping[str, Any]) -> None:
    """Who receives a disclosure is said by a decision alone: no other step can slip another recipient in."""
    for name in ("recipient", "best_placed"):
        if step.get(name):
            after[name] = step[name]
    if step.get("recipient") and view.get("use_limited_to"):
        after["use_limited_to"] = view["use_limited_to"]
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
    kept = {name: step[name] for name in _KEPT if step.get(name) not in (None, [])}
    if kept:
        after["told"] = {**after.get("told", {}), **kept}
    if step.get("facts"):
        after["five_facts"] = {
            name: bool(after["five_facts"].get(name) or step["facts"].get(name)) for name in FACT_NAMES
        }
