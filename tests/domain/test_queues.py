"""What an entry of a queue shows, and from which moment on it is overdue or at risk."""

from typing import Any

import pytest

from chalicelib.domain.queues import QueueEntry

DUE, RISK = "2026-11-21T10:00:00.000Z", "2026-11-20T10:00:00Z"
BRIEF: dict[str, Any] = {
    "record": "C.R",
    "case": "C",
    "scheme": "any",
    "state": "received",
    "next": [{"step": "close", "roles": ["a", "b"]}, {"step": "pause", "roles": ["c"]}],
    "due": DUE,
    "at_risk_from": RISK,
    "paused": False,
    "passed": ["received"],
}


def test_an_entry_shows_what_is_due_and_whose_it_is() -> None:
    """Everything that the portal shows is there without opening the item."""
    assert QueueEntry("p", BRIEF).as_of("2026-11-20T11:00:00.000Z") == {
        "request_id": "C.R",
        "case_id": "C",
        "scheme": "any",
        "state": "received",
        "due": DUE,
        "next": BRIEF["next"],
        "at_risk": True,
        "overdue": False,
        "paused": False,
        "passed": ["received"],
    }


@pytest.mark.parametrize(
    ("now", "at_risk", "overdue"),
    [
        ("2026-11-20T09:59:59.999Z", False, False),
        ("2026-11-20T10:00:00.000Z", True, False),
        ("2026-11-21T09:59:59.999Z", True, False),
        ("2026-11-21T10:00:00.000Z", True, True),
    ],
)
def test_risk_and_lateness_begin_with_their_moment(now: str, *, at_risk: bool, overdue: bool) -> None:
    """At risk from the moment that policy named, overdue from the moment that it is due."""
    shown = QueueEntry("p", BRIEF).as_of(now)
    assert (shown["at_risk"], shown["overdue"]) == (at_risk, overdue)


def test_an_entry_without_a_prediction_is_not_at_risk() -> None:
    """Where policy predicts nothing, nothing is said to be at risk, and nothing to have passed or to be paused."""
    brief = {name: BRIEF[name] for name in ("record", "case", "scheme", "state", "due")}
    shown = QueueEntry("p", brief).as_of(DUE)
    assert (shown["at_risk"], shown["paused"], shown["passed"], shown["next"]) == (False, False, [], [])


def test_an_entry_is_for_the_roles_of_its_next_steps() -> None:
    """A role has something to do when any of the next steps lists it."""
    entry = QueueEntry("p", BRIEF)
    assert [entry.is_for(role) for role in ("a", "c", "d")] == [True, True, False]
