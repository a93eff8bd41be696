"""The index of ticks in DynamoDB, queried with the clock's own role: record keys and times, and nothing else."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters import aws
from chalicelib.domain import ids
from chalicelib.domain.errors import StoreUnavailableError
from chalicelib.domain.index_keys import behind, record_at
from chalicelib.domain.queues import TickPage
from chalicelib.domain.records import STATE


class DynamoTicks:
    """`Ticks` on one DynamoDB table. The SDK waits and tries again where the index throttles."""

    def __init__(self, table: str) -> None:
        """Keep the table's name; the client is made at first use."""
        self._table = table

    def passed(self, partition: str, *, until: str, after: str | None, limit: int) -> TickPage:
        """Read part of one partition with one query; see `Ticks`."""
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": ids.TICK_INDEX,
            "KeyConditionExpression": "#tick = :pk AND #tick_at < :behind",
            "ExpressionAttributeNames": {"#tick": "tick", "#tick_at": "tick_at"},
            "ExpressionAttributeValues": {":pk": {"S": partition}, ":behind": {"S": behind(until)}},
            "Limit": limit,
        }
        if after is not None:
            item = {"pk": {"S": ids.case_partition(record_at(after))}, "sk": {"S": STATE}}
            query["ExclusiveStartKey"] = {**item, "tick": {"S": partition}, "tick_at": {"S": after}}
        try:
            answer = aws.client("dynamodb").query(**query)
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailableError from error
        positions = [item["tick_at"]["S"] for item in answer["Items"]]
        more = "LastEvaluatedKey" in answer and positions
        return TickPage([record_at(position) for position in positions], positions[-1] if more else None)
