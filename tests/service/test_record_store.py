"""The rules of a record store, held by the fake and by the adapter on DynamoDB alike."""

from collections.abc import Iterator

import pytest

from chalicelib.adapters.records import DynamoRecordStore
from chalicelib.domain.errors import AlreadyAnsweredError, FactsMovedError
from chalicelib.domain.records import Check, Operation, Put
from chalicelib.service.ports import RecordStore
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
