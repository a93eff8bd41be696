"""The rules of the index of ticks, held by the fake and by the adapter on DynamoDB alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from chalicelib.adapters import aws
from chalicelib.adapters.records import DynamoRecordStore
from chalicelib.adapters.ticks import DynamoTicks
from chalicelib.domain import ids
from chalicelib.domain.errors import StoreUnavailableError
from chalicelib.domain.records import Put
from chalicelib.service.ports import RecordStore, Ticks
from tests.service.aws import TABLE, small_aws
from tests.service.clock import LATE, LATER, TO_COME, place, record
from tests.service.fakes import SESSION, FakeRecordStore, FakeTicks


@dataclass
class Both:
    """A store and the index over it."""

    store: RecordStore
    ticks: Ticks

    def passed(self, until: str = "2026-12-01T00:00:00.000Z", partition: str = "tick#0", **more: Any) -> list[str]:
        return list(self.ticks.passed(partition, until=until, **({"after": None, "limit": 10} | more)).records)


@pytest.fixture(params=["fake", "dynamodb"])
def both(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Both]:
    if request.param == "fake":
        store = FakeRecordStore()
        yield Both(store, FakeTicks(store))
    else:
        with small_aws(monkeypatch):
            yield Both(DynamoRecordStore(TABLE, wait=lambda _: None), DynamoTicks(TABLE))


def test_records_come_by_the_time_of_their_next_limit(both: Both) -> None:
    """The earliest comes first; a record of another partition, and one without a limit to come, are not there."""
    place(both.store, 4, late=LATER)
    place(both.store, 0, late=TO_COME)
    place(both.store, 8, late=LATE)
    place(both.store, 1, late=LATE)
    both.store.write(SESSION, [Put("case#x", "state", {})])
    assert both.passed() == [record(8), record(4), record(0)]
    assert both.passed(partition="tick#1") == [record(1)]


def test_only_what_has_passed_is_there(both: Both) -> None:
    """A limit that passes at that very moment has passed, one a millisecond later has not."""
    place(both.store, 0, late=LATER)
    assert both.passed(LATER) == [record(0)]
    assert both.passed("2026-11-20T15:29:59.999Z") == []


def test_pages_follow_each_other(both: Both) -> None:
    """Each page begins behind the last one, also when many limits pass at one moment, and the last says so."""
    first = [n for n in range(25) if n % 10 in {0, 4, 8}]
    for n in first:
        place(both.store, n, late=LATE)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = both.ticks.passed("tick#0", until=LATER, after=after, limit=3)
        seen += page.records
        after = page.after
        if after is None:
            break
    assert seen == [record(n) for n in first]


def test_a_page_goes_on_behind_what_was_recorded_meanwhile(both: Both) -> None:
    """What left the index while its page was worked off moves nothing: the next page begins where it would have."""
    for n in (0, 4, 8):
        place(both.store, n, late=LATE)
    first = both.ticks.passed("tick#0", until=LATER, after=None, limit=1)
    both.store.write(SESSION, [Put(ids.case_partition(record(0)), "state", {}, expected=1)])
    assert both.passed(after=first.after) == [record(4), record(8)]


@pytest.mark.parametrize("code", ["AccessDeniedException", "ProvisionedThroughputExceededException"])
def test_an_index_that_refuses_is_closed(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """A throttled index is asked again by the SDK; where it goes on refusing, the caller is told that it is closed."""
    with small_aws(monkeypatch), Stubber(aws.client("dynamodb")) as stub:
        for _ in range(3):
            stub.add_client_error("query", code)
        with pytest.raises(StoreUnavailableError):
            DynamoTicks(TABLE).passed("tick#0", until=LATE, after=None, limit=1)


def test_an_index_that_does_not_answer_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time-out is closed like a refusal."""

    def fail(**_: object) -> None:
        raise ConnectTimeoutError(endpoint_url="https://127.0.0.1")

    with small_aws(monkeypatch):
        aws.client("dynamodb").meta.events.register("before-send", fail)
        with pytest.raises(StoreUnavailableError):
            DynamoTicks(TABLE).passed("tick#0", until=LATE, after=None, limit=1)


def test_the_index_is_asked_with_the_clocks_own_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """No decision stands behind a look for ticks, so none of its sessions signs it."""
    with small_aws(monkeypatch):
        signed: list[bytes] = []
        aws.client("dynamodb").meta.events.register(
            "before-send", lambda request, **_: signed.append(request.headers["Authorization"])
        )
        DynamoTicks(TABLE).passed("tick#0", until=LATE, after=None, limit=1)
        assert [f"={SESSION.access_key_id}/".encode() in header for header in signed] == [False]
