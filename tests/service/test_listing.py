"""Chronology and inbox: order, paging, and what is passed over without a trace."""

import json
from typing import Any

import pytest

from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, DecisionPointUnavailableError
from chalicelib.service import cursors
from chalicelib.service.asking import Answer, Caller, Refusal
from chalicelib.service.listing import ListCase, ListInbox, Window
from tests.contracts.examples import CASE
from tests.service.fakes import COUNCIL, FORCE, FakeDecisionPoint, FakeRecordStore, practitioner

CALLER = Caller("token")
ME = practitioner(1)
ROLE = "social_worker"


def record(n: int) -> str:
    return f"{CASE}.01HRRRRRRRRRRRRRRRRRRRRR{n:02d}"


def pointer(n: int, **more: Any) -> dict[str, Any]:
    return {
        "record": record(n),
        "case": CASE,
        "kind": "share",
        "at": f"2026-11-{n:02d}T12:00:00.000Z",
        "from": {"agency": FORCE, "role": "child_protection"},
        "purpose": "safeguarding_child",
        "urgency": "routine",
        "roles": [ROLE],
        "items": [],
        "excluded": [],
        "only": {},
        **more,
    }


def place(store: FakeRecordStore, n: int, **more: Any) -> None:
    """One pointer of the case and one of the inbox."""
    header = pointer(n, **more)
    key = f"{header['at']}#{header['record']}"
    store.place(ids.member_partition(CASE, COUNCIL), f"pointer#{key}", header)
    inbox = {name: value for name, value in header.items() if name != "roles"} | {"items": 2}
    store.place(ids.agency_partition(COUNCIL), f"inbox#{ROLE}#{key}", inbox)


class Lists:
    """Both lists, called alike."""

    def __init__(self, point: FakeDecisionPoint, store: FakeRecordStore, name: str) -> None:
        self.store = store
        self.name = name
        self.case, self.inbox = ListCase(point, store), ListInbox(point, store)
        point.view = {"roles": [ROLE]}

    def __call__(self, limit: int = 25, cursor: str | None = None) -> Any:
        window = Window(limit, cursor)
        outcome = self.case(CALLER, CASE, window) if self.name == "case" else self.inbox(CALLER, window)
        assert isinstance(outcome, Answer)
        return json.loads(outcome.body)

    def order(self, found: list[int]) -> list[str]:
        """Records in the order of this list."""
        return [record(n) for n in (sorted(found) if self.name == "case" else sorted(found, reverse=True))]


@pytest.fixture(params=["case", "inbox"])
def lists(request: pytest.FixtureRequest, point: FakeDecisionPoint, store: FakeRecordStore) -> Lists:
    return Lists(point, store, request.param)


def records(body: Any) -> list[str]:
    return [entry["record_id"] for entry in body["entries"]]


def test_a_list_is_one_query_in_its_order(lists: Lists) -> None:
    """A chronology is oldest first and an inbox newest first, each by one query of one partition."""
    for n in (2, 1, 3):
        place(lists.store, n)
    body = lists()
    assert records(body) == lists.order([1, 2, 3])
    assert [call[0] for call in lists.store.calls] == ["page"]
    assert "next" not in body


def test_an_empty_list_is_empty(lists: Lists) -> None:
    """Nothing to see is an empty list without a cursor."""
    body = lists()
    assert (body["entries"], "next" in body) == ([], False)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
def test_pages_put_together_are_the_list(lists: Lists, limit: int) -> None:
    """Following the cursor gives every entry once, in order, in full pages, and ends."""
    for n in range(1, 7):
        place(lists.store, n)
    seen: list[str] = []
    cursor = None
    while True:
        body = lists(limit, cursor)
        seen += records(body)
        cursor = body.get("next")
        if cursor is None:
            break
        assert len(body["entries"]) == limit
    assert seen == lists.order([1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    "hidden", [{"excluded": [ME]}, {"only": {ROLE: practitioner(2)}}], ids=["excluded", "named-another"]
)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_what_is_passed_over_leaves_no_trace(lists: Lists, hidden: dict[str, Any], limit: int) -> None:
    """Pages with hidden pointers among them are the same, byte for byte, as if those did not exist."""
    for n in (1, 4, 6):
        place(lists.store, n)
    without = pages(lists, limit)
    for n in (2, 3, 5, 7):
        place(lists.store, n, **hidden)
    assert pages(lists, limit) == without


def pages(lists: Lists, limit: int) -> list[Any]:
    made, cursor = [], None
    while True:
        body = lists(limit, cursor)
        made.append((records(body), body.get("next")))
        cursor = body.get("next")
        if cursor is None:
            return made


def test_a_pointer_for_another_role_is_not_in_the_chronology(point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """A practitioner sees what concerns the role, not all that the agency has."""
    lists = Lists(point, store, "case")
    place(store, 1, roles=["safeguarding_nurse"])
    place(store, 2)
    assert records(lists()) == [record(2)]


def test_a_named_practitioner_sees_the_pointer(lists: Lists) -> None:
    """What names a practitioner is there for that practitioner."""
    place(lists.store, 1, only={ROLE: ME})
    assert records(lists()) == [record(1)]


def test_an_inbox_is_of_one_role(point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """The inbox shows what was shared with the decided role; another role's entries are in another range."""
    store.place(ids.agency_partition(COUNCIL), f"inbox#contact_officer#{pointer(1)['at']}#{record(1)}", pointer(1))
    place(store, 2)
    assert records(Lists(point, store, "inbox")()) == [record(2)]


@pytest.mark.parametrize("roles", [None, [], ["a", "b"], "social_worker"])
def test_an_inbox_without_one_decided_role_is_closed(
    point: FakeDecisionPoint, store: FakeRecordStore, roles: object
) -> None:
    """A decision that does not name one role opens no inbox."""
    use_case = ListInbox(point, store)
    point.view = {"roles": roles}
    with pytest.raises(DecisionPointUnavailableError):
        use_case(CALLER, Window())


def test_a_refused_list_reads_nothing(point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """Without an allow no query is made."""
    point.refuse_with = ["not_found"]
    assert isinstance(ListCase(point, store)(CALLER, CASE, Window()), Refusal)
    assert store.calls == []


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "aW5ib3gj", "é", "A" * 200, "cG9pbnRlciM"])
def test_a_cursor_of_ones_own_making_is_refused(point: FakeDecisionPoint, store: FakeRecordStore, cursor: str) -> None:
    """Only a cursor that a page gave is taken, and another one asks for no decision."""
    with pytest.raises(ContractError) as raised:
        ListCase(point, store)(CALLER, CASE, Window(25, cursor))
    assert [problem.field for problem in raised.value.problems] == ["cursor"]
    assert point.asked == []


def test_a_cursor_comes_back_as_it_was() -> None:
    """Decoding a cursor gives the part of the sort key that it stands for."""
    position = f"2026-11-20T16:00:00.000Z#{record(1)}"
    assert cursors.decode(cursors.encode(f"pointer#{position}", "pointer#")) == position
