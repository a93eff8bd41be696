"""A decision point that judges the clock's question as the rules do, over a fake store; and states to ask about."""

from typing import Any

from chalicelib.contracts.decision import DecideRequest, DecideResponse, Obligation, SubjectView
from chalicelib.domain import ids
from chalicelib.domain.disclosure_requests import placed
from chalicelib.domain.records import STATE, Put
from tests.contracts.examples import CASE
from tests.service.fakes import AT, FORCE, SESSION, FakeDecisionPoint, FakeRecordStore

CLOCK = SubjectView(person="clock", agency=FORCE, role="clock", client="no_client")
LATE, LATER, TO_COME = "2026-11-20T15:00:00.000Z", "2026-11-20T15:30:00.000Z", "2026-11-21T15:00:00.000Z"


class ClockPoint(FakeDecisionPoint):
    """Allows what has passed at the decision's time and is not recorded; fails or waits where a test says so."""

    def __init__(self, store: FakeRecordStore) -> None:
        super().__init__(store)
        self.failing: dict[str, Exception] = {}

    def decide(self, request: DecideRequest) -> DecideResponse:
        record = str(request.record)
        if record in self.failing:
            self.asked.append(request)
            raise self.failing[record]
        state = self.store.items[ids.case_partition(record), STATE].header
        passed = sorted(name for name in dues_to_come(state) if state["clock"]["dues"][name] <= AT)
        self.refuse_with = [] if passed else ["nothing_has_passed"]
        self.who = CLOCK.model_copy(update={"agency": state["agency"]})
        self.obligations = [
            Obligation(code="escalation", agency=state["agency"], due="2026-11-21T16:00:00.000Z", detail=passed)
        ]
        self.view = {"passed": passed, "clock": _recorded(state, passed), "next": [{"step": "assess", "roles": ["a"]}]}
        return super().decide(request)


def dues_to_come(state: Any) -> list[str]:
    """Limits that are not recorded as passed."""
    told = {(one["clock"], one["due"]) for one in state.get("breaches", [])}
    return [name for name, due in state["clock"]["dues"].items() if (name, due) not in told]


def _recorded(state: Any, passed: list[str]) -> dict[str, Any]:
    left = [state["clock"]["dues"][name] for name in dues_to_come(state) if name not in passed]
    kept = {name: value for name, value in state["clock"].items() if name != "tick"}
    return kept | {"passed": passed} | ({"tick": min(left)} if left else {})


def record(n: int) -> str:
    """A record's id; its last digit says in which partition it stands."""
    return f"{CASE}.01HRRRRRRRRRRRRRRRRRRRR{n:03d}"


def state_of(agency: str = FORCE, **dues: str) -> dict[str, Any]:
    """A state whose limits these are, by name."""
    clock: dict[str, Any] = {"dues": dues, "due": min(dues.values()), "tick": min(dues.values()), "paused": False}
    return {"scheme": "any", "state": "received", "agency": agency, "clock": clock}


def put(n: int, state: dict[str, Any], expected: int = 0) -> Put:
    """The state of a record where it stands in both indexes."""
    index = placed(record(n), state, {"clock": state["clock"], "next": [{"step": "assess", "roles": ["a"]}]})
    return Put(ids.case_partition(record(n)), STATE, state, expected, index=index)


def place(store: Any, n: int, agency: str = FORCE, **dues: str) -> None:
    """Put a record there whose limits these are."""
    store.write(SESSION, [put(n, state_of(agency, **dues))])
