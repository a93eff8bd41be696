"""The table of records in DynamoDB, touched only under the session of a decision.

Every write is one `TransactWriteItems`. botocore gives each an idempotency token of its own, so its retries
cannot write twice. A transaction that another one held up is tried again after a short random wait.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters import aws, rights
from chalicelib.contracts.decision import Session
from chalicelib.domain import ids
from chalicelib.domain.errors import AlreadyAnsweredError, FactsMovedError, StoreUnavailableError
from chalicelib.domain.index_keys import behind, record_at
from chalicelib.domain.queues import QueueEntry, QueuePage
from chalicelib.domain.records import STATE, Operation, Page, Put, StoredItem

MAX_TRIES = 10
FIRST_WAIT_S = 0.02
LONGEST_WAIT_S = 0.5
_CONDITION = "ConditionalCheckFailed"
_CONFLICT = "TransactionConflict"
_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


class _HeldUpError(Exception):
    """Another transaction was writing one of the same items."""


class DynamoRecordStore:
    """`RecordStore` on one DynamoDB table."""

    def __init__(self, table: str, wait: Callable[[float], None] = time.sleep) -> None:
        """Keep the table's name; the client is made at first use."""
        self._table = table
        self._wait = wait

    def get(self, session: Session, pk: str, sk: str) -> StoredItem | None:
        """Read one item, consistently."""
        answer = _call(session, "get_item", TableName=self._table, Key=_key(pk, sk), ConsistentRead=True)
        return _stored(answer["Item"]) if "Item" in answer else None

    def page(
        self, session: Session, pk: str, prefix: str, *, after: str | None, limit: int, newest_first: bool
    ) -> Page:
        """Read part of one partition with one consistent query."""
        query: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {":pk": {"S": pk}, ":prefix": {"S": prefix}},
            "ConsistentRead": True,
            "ScanIndexForward": not newest_first,
            "Limit": limit,
        }
        if after is not None:
            query["ExclusiveStartKey"] = _key(pk, after)
        answer = _call(session, "query", **query)
        return Page([_stored(item) for item in answer["Items"]], "LastEvaluatedKey" in answer)

    def queue_page(self, session: Session, agency: str, *, until: str, after: str | None, limit: int) -> QueuePage:
        """Read part of an agency's queue with one query of its index, which holds all that is shown."""
        pk = ids.queue_partition(agency)
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": ids.QUEUE_INDEX,
            "KeyConditionExpression": "#queue = :pk AND #due_at < :behind",
            "ExpressionAttributeNames": {"#queue": "queue", "#due_at": "due_at"},
            "ExpressionAttributeValues": {":pk": {"S": pk}, ":behind": {"S": behind(until)}},
            "Limit": limit,
        }
        if after is not None:
            item = _key(ids.case_partition(record_at(after)), STATE)
            query["ExclusiveStartKey"] = {**item, "queue": {"S": pk}, "due_at": {"S": after}}
        answer = _call(session, "query", **query)
        return QueuePage([_entry(item) for item in answer["Items"]], "LastEvaluatedKey" in answer)

    def write(self, session: Session, operations: Sequence[Operation]) -> None:
        """Do all of it or nothing, in one transaction."""
        items = [self._item(operation) for operation in operations]
        for tried in range(MAX_TRIES):
            try:
                _transact(session, items, operations)
            except _HeldUpError:
                self._wait(random.uniform(0, min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**tried)))  # noqa: S311 - spreads retries, guards nothing
            else:
                return
        raise StoreUnavailableError

    def _item(self, operation: Operation) -> dict[str, Any]:
        condition: dict[str, Any] = {"TableName": self._table}
        if operation.expected == 0:
            condition["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            condition["ConditionExpression"] = "v = :expected"
            condition["ExpressionAttributeValues"] = {":expected": {"N": str(operation.expected)}}
        if not isinstance(operation, Put):
            return {"ConditionCheck": {**condition, "Key": _key(operation.pk, operation.sk)}}
        if operation.answers:
            condition["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return {"Put": {**condition, "Item": _attributes(operation)}}


def _entry(item: Mapping[str, Any]) -> QueueEntry:
    return QueueEntry(item["due_at"]["S"], _plain(_deserializer.deserialize(item["brief"])))


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _attributes(put: Put) -> dict[str, Any]:
    made: dict[str, Any] = {
        **_key(put.pk, put.sk),
        "v": {"N": str(put.expected + 1)},
        "header": _serializer.serialize(put.header),
    }
    if put.sealed is not None:
        made["sealed"] = {"B": put.sealed}
    if put.index is not None:
        placed = {name: value for name, value in asdict(put.index).items() if value is not None}
        made |= {name: _serializer.serialize(value) for name, value in placed.items()}
    return made


def _stored(item: Mapping[str, Any]) -> StoredItem:
    sealed = item.get("sealed")
    return StoredItem(
        pk=item["pk"]["S"],
        sk=item["sk"]["S"],
        version=int(item["v"]["N"]),
        header=_plain(_deserializer.deserialize(item["header"])),
        sealed=bytes(sealed["B"]) if sealed is not None else None,
    )


def _plain(value: object) -> Any:  # noqa: ANN401 - a header is JSON of any shape
    """Numbers of a header are whole, and it holds no binary."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return int(value)
    return value


def _call(session: Session, operation: str, **request: object) -> dict[str, Any]:
    with rights.of(session):
        try:
            answer: dict[str, Any] = getattr(aws.client("dynamodb"), operation)(**request)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailableError from error
        return answer


def _transact(session: Session, items: list[dict[str, Any]], operations: Sequence[Operation]) -> None:
    with rights.of(session):
        try:
            aws.client("dynamodb").transact_write_items(TransactItems=items)
        except ClientError as error:
            _cancelled(error, operations)
            raise StoreUnavailableError from error
        except BotoCoreError as error:
            raise StoreUnavailableError from error


def _cancelled(error: ClientError, operations: Sequence[Operation]) -> None:
    """Say which of our conditions broke, if that is what happened."""
    code = error.response.get("Error", {}).get("Code")
    if code in {"TransactionConflictException", "TransactionInProgressException"}:
        raise _HeldUpError from error
    reasons = error.response.get("CancellationReasons", [])
    if code != "TransactionCanceledException" or len(reasons) != len(operations):
        return
    failed: list[tuple[Mapping[str, Any], Operation]] = [
        (reason, operation) for reason, operation in zip(reasons, operations, strict=True)
    ]
    for reason, operation in failed:
        if reason.get("Code") == _CONDITION and isinstance(operation, Put) and operation.answers:
            raise AlreadyAnsweredError(_stored(reason["Item"]).header) from error
    codes = {reason.get("Code") for reason, _ in failed}
    if _CONDITION in codes:
        raise FactsMovedError from error
    if _CONFLICT in codes:
        raise _HeldUpError from error
