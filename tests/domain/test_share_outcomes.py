"""What became of a share: the state that waits, the answers, and what tells the sender."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.records import Fact, Facts, Put
from chalicelib.domain.share_outcomes import NewOutcome, awaiting, operations, outcome_key, said
from tests.domain.test_shares import SHARE

CASE = "01HCCCCCCCCCCCCCCCCCCCCCCC"
RECORD = f"{CASE}.01HRRRRRRRRRRRRRRRRRRRRRR5"
COUNCIL, SCHOOL = "la:E06000047", "school:100001"
DUE = "2026-11-23T16:00:00.000Z"
CLOCK = {"dues": {"awaiting_answer": DUE}, "due": DUE, "tick": DUE, "paused": False}
STOPPED = {"dues": {}, "paused": False}
NEXT = [{"step": "outcome", "roles": ["social_worker"]}]
BY = Actor("practitioner:2", COUNCIL, "social_worker", "D2", "2026-11-21T09:00:00.000Z")
HEADER = {
    "at": "2026-11-20T16:00:00.000Z",
    "sender": {"person": "practitioner:1", "agency": SCHOOL, "role": "safeguarding_lead"},
    "purpose": "safeguarding_child",
    "urgency": "urgent",
    "excluded": ["practitioner:9"],
}
TELLS = [{"agency": SCHOOL, "role": "safeguarding_lead"}]
ANSWERED = {"next_state": "answered", "holder": COUNCIL, "clock": STOPPED, "next": [], "tells": TELLS}
STATE: dict[str, Any] = {
    "scheme": "share",
    "state": "awaiting_answer",
    "agency": COUNCIL,
    "requester": SCHOOL,
    "opened_by": "practitioner:1",
    "opened_at": "2026-11-20T16:00:00.000Z",
    "entered_at": "2026-11-20T16:00:00.000Z",
    "history": [],
    "people": {},
    "clock": CLOCK,
}


def facts(state: dict[str, Any] | None, version: int) -> Facts:
    return Facts([Fact(f"case#{RECORD}", "record", 1, HEADER), Fact(f"case#{RECORD}", "state", version, state)])


def puts(made: list[Any]) -> dict[tuple[str, str], Put]:
    return {(put.pk, put.sk): put for put in made if isinstance(put, Put)}


def test_a_share_that_nobody_has_to_answer_has_no_state() -> None:
    """Where policy names no agency that answers, nothing waits."""
    assert awaiting(SHARE, {"recipients": []}) == []


def test_a_referral_waits_for_the_council() -> None:
    """The state names who answers, who asked and the limit, and stands in the council's queue and on the clock."""
    share = replace(SHARE, record=RECORD, case=CASE, agency=SCHOOL)
    (put,) = awaiting(share, {"answerer": COUNCIL, "clock": CLOCK, "next": NEXT})
    assert isinstance(put, Put)
    assert (put.pk, put.sk, put.expected, put.header) == (f"case#{RECORD}", "state", 0, STATE)
    assert put.index is not None
    assert (put.index.queue, put.index.due_at) == (f"queue#{COUNCIL}", f"{DUE}#{RECORD}")
    assert put.index.tick_at == f"{DUE}#{RECORD}"
    assert put.index.brief is not None
    assert (put.index.brief["state"], put.index.brief["next"]) == ("awaiting_answer", NEXT)


def test_an_answer_is_added_and_stops_the_clock() -> None:
    """The outcome is an item of its own with its sealed words; the state says who answered, and leaves the queue."""
    made = puts(operations(NewOutcome(RECORD, "accepted"), ANSWERED, facts(STATE, 3), b"sealed", BY))
    state = made[f"case#{RECORD}", "state"]
    assert (state.expected, state.index) == (3, None)
    assert (state.header["state"], state.header["entered_at"], state.header["clock"]) == ("answered", BY.at, STOPPED)
    by = {"person": "practitioner:2", "agency": COUNCIL, "role": "social_worker"}
    (entry,) = state.header["history"]
    assert entry == {"n": 1, "step": "outcome", "outcome": "accepted", "at": BY.at, "by": by, "decision": "D2"}
    outcome = made[f"case#{RECORD}", "outcome#0001"]
    assert (outcome.sealed, outcome.expected) == (b"sealed", 0)
    assert outcome.header == {"outcome": "accepted", "at": BY.at, "by": by, "decision": "D2"}


def test_the_sender_finds_it_in_its_inbox() -> None:
    """The entry names share and outcome for the sender's role; whoever was kept out of the share is kept out of it."""
    made = puts(operations(NewOutcome(RECORD, "not_ours", "la:E06000001"), ANSWERED, facts(STATE, 3), b"", BY))
    entry = made[f"agency#{SCHOOL}", f"inbox#safeguarding_lead#{BY.at}#{RECORD}"].header
    assert (entry["record"], entry["case"], entry["outcome"]) == (RECORD, CASE, "not_ours")
    assert (entry["excluded"], entry["urgency"], entry["items"]) == (["practitioner:9"], "urgent", 0)
    assert made[f"case#{RECORD}", "outcome#0001"].header["passed_to"] == "la:E06000001"


def test_received_leaves_state_and_clock_as_they_were() -> None:
    """The state is the same but for its history, and stands where it stood in queue and clock."""
    view = {"next_state": "awaiting_answer", "holder": COUNCIL, "clock": CLOCK, "next": NEXT, "tells": TELLS}
    put = puts(operations(NewOutcome(RECORD, "received"), view, facts(STATE, 1), b"", BY))[f"case#{RECORD}", "state"]
    assert {**put.header, "history": []} == STATE
    assert put.index is not None
    assert put.index.due_at == f"{DUE}#{RECORD}"


def test_a_second_answer_comes_after_the_first() -> None:
    """Outcomes are numbered in order, and none replaces another."""
    first = said(STATE, NewOutcome(RECORD, "accepted"), HEADER, ANSWERED, BY)
    second = said(first, NewOutcome(RECORD, "action_taken"), HEADER, ANSWERED, BY)
    assert [(entry["n"], entry["outcome"]) for entry in second["history"]] == [(1, "accepted"), (2, "action_taken")]
    assert second["entered_at"] == first["entered_at"]
    assert (outcome_key(1), outcome_key(12)) == ("outcome#0001", "outcome#0012")


def test_a_share_without_a_clock_gets_a_state_with_its_first_answer() -> None:
    """What nobody had to answer is answered all the same, and stands in no queue."""
    view = {"next_state": "answered", "holder": COUNCIL, "tells": TELLS}
    put = puts(operations(NewOutcome(RECORD, "accepted"), view, facts(None, 0), b"", BY))[f"case#{RECORD}", "state"]
    assert (put.expected, put.index, "clock" in put.header) == (0, None, False)
    assert (put.header["requester"], put.header["agency"]) == (SCHOOL, COUNCIL)
    assert (put.header["opened_at"], put.header["entered_at"]) == (HEADER["at"], BY.at)
