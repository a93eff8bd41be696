"""What only the adapter on DynamoDB has: who signs, how errors of AWS are told, and waiting for others."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from botocore.stub import Stubber

from chalicelib.adapters import aws
from chalicelib.adapters.records import MAX_TRIES, DynamoRecordStore
from chalicelib.domain.errors import FactsMovedError, StoreUnavailableError
from chalicelib.domain.records import Check, Put
from tests.service.aws import TABLE, SmallAws, small_aws
from tests.service.fakes import SESSION


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallAws]:
    with small_aws(monkeypatch) as made:
        yield made


@pytest.fixture
def stub(account: SmallAws) -> Iterator[Stubber]:
    with Stubber(aws.client("dynamodb")) as stubber:
        yield stubber


def cancelled(*codes: str) -> dict[str, Any]:
    return {
        "service_error_code": "TransactionCanceledException",
        "modeled_fields": {"CancellationReasons": [{"Code": code} for code in codes]},
    }


def test_calls_are_signed_with_the_session(account: SmallAws) -> None:
    """Every call to the table carries the session of its decision, never the function's own role."""
    signed: list[bytes] = []
    aws.client("dynamodb").meta.events.register(
        "before-send", lambda request, **_: signed.append(request.headers["Authorization"])
    )
    store = DynamoRecordStore(TABLE)
    store.write(SESSION, [Put("a", "b", {})])
    store.get(SESSION, "a", "b")
    store.page(SESSION, "a", "b", after=None, limit=1, newest_first=True)
    store.queue_page(SESSION, "force:11", until="2026-11-20T10:00:00.000Z", after=None, limit=1)
    assert len(signed) == 4
    assert all(b"AKIDTEST/" in header for header in signed)


def test_reads_are_consistent(account: SmallAws) -> None:
    """A reader sees what was written just before."""
    store = DynamoRecordStore(TABLE)
    store.get(SESSION, "a", "b")
    store.page(SESSION, "a", "b", after=None, limit=1, newest_first=True)
    assert [request["ConsistentRead"] for request in account.requests] == [True, True]


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException", "ValidationException"])
def test_a_refusal_of_the_table_is_closed(stub: Stubber, code: str) -> None:
    """Whatever the table refuses for, the caller is told that it is closed, and the cause is kept."""
    for _ in range(3):
        stub.add_client_error("get_item", code)
    with pytest.raises(StoreUnavailableError) as raised:
        DynamoRecordStore(TABLE).get(SESSION, "a", "b")
    assert isinstance(raised.value.__cause__, ClientError)


def test_a_table_that_does_not_answer_is_closed(account: SmallAws) -> None:
    """A time-out is closed like a refusal."""

    def fail(**_: object) -> None:
        raise ConnectTimeoutError(endpoint_url="https://127.0.0.1")

    aws.client("dynamodb").meta.events.register("before-send", fail)
    with pytest.raises(StoreUnavailableError):
        DynamoRecordStore(TABLE).write(SESSION, [Put("a", "b", {})])


def test_a_held_up_transaction_is_tried_again(stub: Stubber) -> None:
    """Another transaction on the same items makes us wait and try again, and the write then counts once."""
    stub.add_client_error("transact_write_items", **cancelled("None", "TransactionConflict"))
    stub.add_response("transact_write_items", {})
    waits: list[float] = []
    DynamoRecordStore(TABLE, wait=waits.append).write(SESSION, [Put("a", "b", {}), Check("c", "d", 0)])
    assert len(waits) == 1
    stub.assert_no_pending_responses()


def test_a_transaction_held_up_for_too_long_is_closed(stub: Stubber) -> None:
    """Trying again ends, and nothing was written."""
    for _ in range(MAX_TRIES):
        stub.add_client_error("transact_write_items", **cancelled("TransactionConflict"))
    waits: list[float] = []
    with pytest.raises(StoreUnavailableError):
        DynamoRecordStore(TABLE, wait=waits.append).write(SESSION, [Put("a", "b", {})])
    assert len(waits) == MAX_TRIES
    assert max(waits) <= 0.5


def test_a_moved_fact_is_not_tried_again(stub: Stubber) -> None:
    """A broken condition beside a conflict means deciding again, not writing again."""
    stub.add_client_error("transact_write_items", **cancelled("ConditionalCheckFailed", "TransactionConflict"))
    with pytest.raises(FactsMovedError):
        DynamoRecordStore(TABLE).write(SESSION, [Put("a", "b", {}), Check("c", "d", 0)])
