"""The queue: order, horizon, paging, and what concerns the caller's role."""

import json
from typing import Any

import pytest

from chalicelib.contracts.decision import Receipt
from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, DecisionPointUnavailableError
from chalicelib.domain.records import Index, Put
from chalicelib.service.asking import Answer, Caller, Refusal
from chalicelib.service.listing import Window
from chalicelib.service.queue_listing import ListQueue
from tests.contracts.examples import CASE
from tests.service.fakes import AT, FORCE, SESSION, FakeDecisionPoint, FakeRecordStore, subject

CALLER = Caller("token")
ROLE = "contact_officer"


def record(n: int) -> str:
    return f"{CASE}.01HRRRRRRRRRRRRRRRRRRRRR{n:02d}"


def place(store: FakeRecordStore, n: int, due: str, agency: str = FORCE, role: str = ROLE) -> None:
    """A request that is due, as a step leaves it."""
    brief = {
        "record": record(n),
        "case": CASE,
        "scheme": "any",
        "state": "received",
        "next": [{"step": "assess", "roles": [role]}],
        "due": due,
        "paused": False,
    }
    index = Index(ids.queue_partition(agency), f"{due}#{record(n)}", None, None, brief)
    store.write(SESSION, [Put(ids.case_partition(record(n)), "state", {}, index=index)])


class Queue:
    """The use case, called for its body."""

    def __init__(self, point: FakeDecisionPoint, store: FakeRecordStore) -> None:
        self.point, self.store = point, store
        self.use_case = ListQueue(point, store)
        point.who = subject(FORCE, ROLE)
        point.view = {"roles": [ROLE]}

    def __call__(self, due: str = "2027-01-01", limit: int = 25, cursor: str | None = None, **more: Any) -> Any:
        outcome = self.use_case(CALLER, due, Window(limit, cursor), **more)
        assert isinstance(outcome, Answer)
        return json.loads(outcome.body)


@pytest.fixture
def queue(point: FakeDecisionPoint, store: FakeRecordStore) -> Queue:
    return Queue(point, store)


def shown(body: Any) -> list[str]:
    return [entry["request_id"] for entry in body["entries"]]


def test_a_queue_is_one_query_by_due_time(queue: Queue) -> None:
    """The earliest due comes first, whatever was opened first; one query of the index, and no item is opened."""
    for n, day in ((1, 23), (2, 21), (3, 22)):
        place(queue.store, n, f"2026-11-{day}T10:00:00.000Z")
    body = queue()
    assert shown(body) == [record(2), record(3), record(1)]
    assert [call[0] for call in queue.store.calls] == ["queue_page"]
    assert "next" not in body
    assert queue.point.asked[0].action == "disclosure.list"


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 6])
def test_every_page_is_one_query(queue: Queue, limit: int) -> None:
    """Whether more follows or not, and wherever the page ends, the index is asked once."""
    for n in range(1, 6):
        place(queue.store, n, f"2026-11-2{n}T10:00:00.000Z")
    body = queue(limit=limit)
    assert (len(queue.store.calls), "next" in body) == (1, limit < 5)


def test_another_agency_s_entries_are_not_there(queue: Queue) -> None:
    """The queue is that of the agency that the decision names."""
    place(queue.store, 1, "2026-11-21T10:00:00.000Z", "force:13")
    assert queue()["entries"] == []
    assert queue.store.calls[-1][1] == FORCE


@pytest.mark.parametrize(
    ("due", "until"),
    [
        ("overdue", AT),
        ("today", "2026-11-20T23:59:59.999Z"),
        ("week", "2026-11-26T23:59:59.999Z"),
        ("2026-07-01", "2026-07-01T22:59:59.999Z"),
        ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000Z"),
        ("2026-11-21T09:30:00.5Z", "2026-11-21T09:30:00.500Z"),
    ],
)
def test_the_horizon_is_what_was_asked_for(queue: Queue, due: str, until: str) -> None:
    """Words are told from the decision's own time, days are London's, and an instant is what it says."""
    assert queue(due)["until"] == until
    assert queue.store.calls[-1][2] == until


def test_today_is_london_s(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """At half past eleven at night UTC in summer it is tomorrow in London, and that day's work is shown."""
    late = Receipt(decision="0" * 26, at="2026-07-03T23:30:00.000Z", policy_revision="r", entry_sha256="0" * 64)
    decide = queue.point.decide
    monkeypatch.setattr(queue.point, "decide", lambda asked: decide(asked).model_copy(update={"receipt": late}))
    assert queue("today")["until"] == "2026-07-04T22:59:59.999Z"


def test_what_was_due_before_is_shown_too(queue: Queue) -> None:
    """What should have been done yesterday does not vanish from today's work."""
    place(queue.store, 1, "2026-11-19T10:00:00.000Z")
    place(queue.store, 2, "2026-11-20T20:00:00.000Z")
    place(queue.store, 3, "2026-11-21T00:00:00.000Z")
    body = queue("today")
    assert [(entry["request_id"], entry["overdue"]) for entry in body["entries"]] == [
        (record(1), True),
        (record(2), False),
    ]
    assert shown(queue("overdue")) == [record(1)]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
@pytest.mark.parametrize("mine", [False, True])
def test_pages_put_together_are_the_queue(queue: Queue, limit: int, *, mine: bool) -> None:
    """Following the cursor gives every entry once, in order, in full pages, and ends."""
    for n in range(1, 7):
        place(queue.store, n, f"2026-11-2{n % 3}T10:00:00.000Z")
        place(queue.store, n + 10, f"2026-11-2{n % 3}T10:00:00.000Z", role="another_role")
    wanted = [record(n) for n in (3, 6, 1, 4, 2, 5)]
    if not mine:
        wanted = [record(n) for n in (3, 6, 13, 16, 1, 4, 11, 14, 2, 5, 12, 15)]
    seen: list[str] = []
    cursor = None
    while True:
        body = queue(limit=limit, cursor=cursor, mine=mine)
        seen += shown(body)
        cursor = body.get("next")
        if cursor is None:
            break
        assert len(body["entries"]) == limit
    assert seen == wanted


def test_mine_keeps_what_my_role_may_do(queue: Queue) -> None:
    """Whoever asks for the own role's work sees that alone; without asking, all that the agency has to do."""
    place(queue.store, 1, "2026-11-21T10:00:00.000Z")
    place(queue.store, 2, "2026-11-22T10:00:00.000Z", role="another_role")
    assert shown(queue(mine=True)) == [record(1)]
    assert shown(queue()) == [record(1), record(2)]


@pytest.mark.parametrize(
    "due",
    ["", "tomorrow", "2026-02-30", "2026-13-01", "26-01-01", "9999-12-31", "2026-11-21T25:00:00Z", "\u0662026-11-21"],
)
def test_a_horizon_that_means_nothing_is_refused(queue: Queue, due: str) -> None:
    """What names no moment asks for no decision."""
    with pytest.raises(ContractError) as raised:
        queue(due)
    assert [problem.field for problem in raised.value.problems] == ["due"]
    assert queue.point.asked == []


def test_a_cursor_of_ones_own_making_is_refused(queue: Queue) -> None:
    """Only a cursor that a page gave is taken."""
    with pytest.raises(ContractError):
        queue(cursor="aGVsbG8")
    assert queue.point.asked == []


@pytest.mark.parametrize("roles", [None, [], ["a", "b"], "contact_officer"])
def test_a_queue_without_one_decided_role_is_closed(queue: Queue, roles: object) -> None:
    """A decision that does not name one role opens no queue."""
    queue.point.view = {"roles": roles}
    with pytest.raises(DecisionPointUnavailableError):
        queue()
    assert queue.store.calls == []


def test_a_refused_queue_reads_nothing(queue: Queue) -> None:
    """Without an allow no query is made."""
    queue.point.refuse_with = ["action_not_for_role"]
    assert isinstance(queue.use_case(CALLER, "today", Window()), Refusal)
    assert queue.store.calls == []
