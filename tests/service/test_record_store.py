"""The rules of a record store, held by the fake and by the adapter on DynamoDB alike."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.records import DynamoRecordStore
from chalicelib.domain.errors import AlreadyAnsweredError, FactsMovedError
from chalicelib.domain.records import Check, Index, Operation, Put
from chalicelib.service.ports import RecordStore
from tests.contracts.examples import CASE
from tests.service.aws import TABLE, small_aws
from tests.service.fakes import SESSION, FakeRecordStore


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordStore]:
    if request.param == "fake":
        yield FakeRecordStore()
    else:
        with small_aws(monkeypatch):
            yield DynamoRecordStore(TABLE, wait=lambda _: None)


HEADER = {"kind": "share", "n": 3, "yes": True, "list": ["a", {"b": 1}], "empty": [], "none": {}}


def test_what_is_put_is_read_back(store: RecordStore) -> None:
    """An item comes back with its version, header and sealed bytes as they were put."""
    store.write(SESSION, [Put("case#1", "record", HEADER, sealed=b"\x00\xff")])
    read = store.get(SESSION, "case#1", "record")
    assert read is not None
    assert (read.version, read.header, read.sealed) == (1, HEADER, b"\x00\xff")


def test_an_absent_item_is_none(store: RecordStore) -> None:
    """Reading what does not exist is an answer, not an error."""
    assert store.get(SESSION, "case#1", "record") is None


def test_a_put_raises_the_version(store: RecordStore) -> None:
    """An item put at the version that was read stands one version higher."""
    store.write(SESSION, [Put("member#1", "involvement", {"n": 1})])
    store.write(SESSION, [Put("member#1", "involvement", {"n": 2}, expected=1)])
    read = store.get(SESSION, "member#1", "involvement")
    assert read is not None
    assert (read.version, read.header, read.sealed) == (2, {"n": 2}, None)


@pytest.mark.parametrize(
    "operation",
    [
        Put("a", "there", {"n": 9}),
        Put("a", "there", {"n": 9}, expected=2),
        Put("a", "absent", {"n": 9}, expected=1),
        Check("a", "there", 0),
        Check("a", "there", 2),
        Check("a", "absent", 1),
    ],
    ids=["put-over", "put-newer", "put-on-absent", "check-absent", "check-newer", "check-present"],
)
def test_a_moved_fact_writes_nothing(store: RecordStore, operation: Operation) -> None:
    """When one item is not at the version expected, nothing of the transaction is written."""
    store.write(SESSION, [Put("a", "there", {"n": 1})])
    with pytest.raises(FactsMovedError):
        store.write(SESSION, [Put("b", "new", {"n": 1}), operation])
    assert store.get(SESSION, "b", "new") is None
    there = store.get(SESSION, "a", "there")
    assert there is not None
    assert there.header == {"n": 1}


@pytest.mark.parametrize("operation", [Put("a", "b", {"n": 9}, expected=1), Check("a", "b", 1)], ids=["put", "check"])
def test_a_version_that_was_overtaken_is_a_moved_fact(store: RecordStore, operation: Operation) -> None:
    """When somebody else wrote in between, the version that was read no longer holds, and nothing is written."""
    store.write(SESSION, [Put("a", "b", {"n": 1})])
    store.write(SESSION, [Put("a", "b", {"n": 2}, expected=1)])
    with pytest.raises(FactsMovedError):
        store.write(SESSION, [Put("c", "new", {}), operation])
    assert store.get(SESSION, "c", "new") is None
    overtaken = store.get(SESSION, "a", "b")
    assert overtaken is not None
    assert (overtaken.version, overtaken.header) == (2, {"n": 2})


def test_checks_that_hold_write_nothing_themselves(store: RecordStore) -> None:
    """A check on an item leaves it as it was."""
    store.write(SESSION, [Put("a", "there", {"n": 1})])
    store.write(SESSION, [Check("a", "there", 1), Check("a", "absent", 0), Put("b", "new", {})])
    there = store.get(SESSION, "a", "there")
    assert there is not None
    assert there.version == 1
    assert store.get(SESSION, "a", "absent") is None


def test_a_second_answer_brings_the_first_back(store: RecordStore) -> None:
    """Putting an idempotency entry that exists already gives its content, whatever else moved."""
    first = {"fingerprint": "0" * 64, "status": 201, "body": "{}", "decision": "d"}
    store.write(SESSION, [Put("client#x", "idempotency#k", first, answers=True)])
    with pytest.raises(AlreadyAnsweredError) as raised:
        store.write(SESSION, [Check("a", "absent", 4), Put("client#x", "idempotency#k", {"status": 500}, answers=True)])
    assert raised.value.header == first


@pytest.mark.parametrize(("newest_first", "order"), [(False, "abcde"), (True, "edcba")], ids=["oldest", "newest"])
def test_pages_follow_each_other(store: RecordStore, order: str, *, newest_first: bool) -> None:
    """Pages of a prefix come in order, each behind the last, and say whether more follow."""
    store.write(SESSION, [Put("m", f"pointer#{name}", {"name": name}) for name in "abcde"])
    store.write(SESSION, [Put("m", "other#z", {}), Put("m2", "pointer#a", {})])
    seen, after, more = "", "", True
    while more:
        page = store.page(SESSION, "m", "pointer#", after=after or None, limit=2, newest_first=newest_first)
        seen += "".join(item.header["name"] for item in page.items)
        after, more = (page.items[-1].sk if page.items else after), page.more
    assert seen == order


def placed(n: int, due: str, agency: str = "force:11") -> Put:
    """A state that stands in its agency's queue and on the clock."""
    record = f"{CASE}.01HRRRRRRRRRRRRRRRRRRRRR{n:02d}"
    index = Index(f"queue#{agency}", f"{due}#{record}", "tick#1", f"{due}#{record}", {"record": record, "n": n})
    return Put(f"case#{record}", "state", {"n": n}, index=index)


def queue(store: RecordStore, until: str = "2026-12-31T00:00:00.000Z", **more: Any) -> list[int]:
    asked = {"after": None, "limit": 10} | more
    return [entry.brief["n"] for entry in store.queue_page(SESSION, "force:11", until=until, **asked).entries]


DUES = ["2026-11-22T10:00:00.000Z", "2026-11-20T10:00:00.000Z", "2026-11-21T10:00:00.000Z"]


def test_a_queue_comes_by_due_time_and_of_one_agency(store: RecordStore) -> None:
    """Entries come the earliest due first; what another agency holds, and what has nothing due, is not among them."""
    store.write(SESSION, [placed(n, due) for n, due in enumerate(DUES)])
    store.write(SESSION, [placed(8, DUES[0], "force:13"), Put("case#x", "state", {})])
    assert queue(store) == [1, 2, 0]


def test_a_queue_ends_with_the_moment_asked_for(store: RecordStore) -> None:
    """What is due at that very moment belongs to it, what is due a millisecond later does not."""
    store.write(SESSION, [placed(n, due) for n, due in enumerate(DUES)])
    assert queue(store, "2026-11-21T10:00:00.000Z") == [1, 2]
    assert queue(store, "2026-11-21T09:59:59.999Z") == [1]


def test_pages_of_a_queue_follow_each_other(store: RecordStore) -> None:
    """Each page begins behind the last one's last entry, also when several are due at the same moment."""
    store.write(SESSION, [placed(n, DUES[n % 2]) for n in range(6)])
    seen: list[int] = []
    after, more = None, True
    while more:
        page = store.queue_page(SESSION, "force:11", until="2026-12-31T00:00:00.000Z", after=after, limit=2)
        seen += [entry.brief["n"] for entry in page.entries]
        after, more = (page.entries[-1].position if page.entries else after), page.more
    assert seen == [1, 3, 5, 0, 2, 4]


def test_a_page_goes_on_behind_an_entry_that_is_gone(store: RecordStore) -> None:
    """A position stays one when its entry has left the queue meanwhile: nothing comes twice, nothing is left out."""
    store.write(SESSION, [placed(n, due) for n, due in enumerate(DUES)])
    first = store.queue_page(SESSION, "force:11", until=DUES[0], after=None, limit=1).entries[0]
    gone = placed(1, DUES[1])
    store.write(SESSION, [Put(gone.pk, gone.sk, {}, expected=1)])
    assert queue(store, after=first.position) == [2, 0]


def test_what_is_written_without_a_place_leaves_the_queue(store: RecordStore) -> None:
    """A state that has nothing more due is no longer in the queue; one that is due at another time has moved."""
    first, second = placed(1, DUES[1]), placed(2, DUES[2])
    store.write(SESSION, [first, second])
    later = placed(1, DUES[0])
    store.write(SESSION, [Put(later.pk, later.sk, {}, expected=1, index=later.index)])
    assert queue(store) == [2, 1]
    store.write(SESSION, [Put(second.pk, second.sk, {}, expected=1)])
    assert queue(store) == [1]
