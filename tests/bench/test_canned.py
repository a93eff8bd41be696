"""The canned AWS: botocore takes its answers for AWS's, and every attempt is counted."""

import json
from typing import Any

import boto3
import pytest

from workbench.bench.canned import SERVICES, CannedAws, NotCannedError

_KEY = {"pk": {"S": "case#a"}, "sk": {"S": "record"}}
_ITEM = {**_KEY, "v": {"N": "1"}, "sealed": {"B": b"\x00sealed"}}


class Stand:
    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.aws = CannedAws(self._decide)
        session = boto3.Session("AKIAEXAMPLEEXAMPLE00", "canned", region_name="eu-west-2")
        self.clients: dict[str, Any] = {name: session.client(name) for name in SERVICES}  # type: ignore[call-overload]
        for client in self.clients.values():
            self.aws.attach(client)

    def _decide(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        self.clients["sts"].assume_role(
            RoleArn="arn:aws:iam::123456789012:role/proviso-case-access", RoleSessionName="D1"
        )
        return {"outcome": "allowed"}


@pytest.fixture
def stand() -> Stand:
    return Stand()


def _write(stand: Stand) -> None:
    put = {"Put": {"TableName": "records", "Item": _ITEM}}
    check = {"ConditionCheck": {"TableName": "records", "Key": _KEY, "ConditionExpression": "v = :v"}}
    stand.clients["dynamodb"].transact_write_items(TransactItems=[put, check])


def test_calls_are_counted_in_order_those_behind_an_invoke_included(stand: Stand) -> None:
    """An Invoke runs the decision point in this process, and what that calls is counted too."""
    with stand.aws.counting() as calls:
        answer = stand.clients["lambda"].invoke(FunctionName="decide", Payload=b'{"action": "share.read"}')
        stand.clients["kms"].generate_data_key(KeyId="arn:key", NumberOfBytes=32)
    assert calls == ["lambda.Invoke", "sts.AssumeRole", "kms.GenerateDataKey"]
    assert json.loads(answer["Payload"].read()) == {"outcome": "allowed"}
    assert stand.asked == [{"action": "share.read"}]


def test_what_is_outside_the_block_is_not_counted(stand: Stand) -> None:
    """A count is of its own block alone."""
    _write(stand)
    with stand.aws.counting() as calls:
        pass
    _write(stand)
    assert calls == []


def test_what_a_transaction_writes_can_be_read(stand: Stand) -> None:
    """Puts are kept, and found again under their exact keys, bytes included; what was not put is absent."""
    _write(stand)
    table = stand.clients["dynamodb"]
    absent = {"pk": {"S": "case#a"}, "sk": {"S": "state"}}
    gets = [{"Get": {"TableName": "records", "Key": key}} for key in (_KEY, absent)]
    assert table.transact_get_items(TransactItems=gets)["Responses"] == [{"Item": _ITEM}, {}]
    assert table.get_item(TableName="records", Key=_KEY)["Item"] == _ITEM


def test_a_query_finds_one_partition(stand: Stand) -> None:
    """Items of the partition that is asked for, those of others not."""
    stand.aws.put("records", {"pk": {"S": "case#a"}, "sk": {"S": "step#0001"}})
    stand.aws.put("records", {"pk": {"S": "case#b"}, "sk": {"S": "step#0001"}})
    values = {":pk": {"S": "case#a"}, ":prefix": {"S": "step#"}}
    condition = "pk = :pk AND begins_with(sk, :prefix)"
    answer = stand.clients["dynamodb"].query(
        TableName="records", KeyConditionExpression=condition, ExpressionAttributeValues=values
    )
    assert [item["pk"]["S"] for item in answer["Items"]] == ["case#a"]


def test_frozen_keeps_nothing(stand: Stand) -> None:
    """Once frozen, a write is acknowledged and leaves the state as it is, so that it can be measured again."""
    stand.aws.frozen = True
    _write(stand)
    stand.clients["dynamodb"].put_item(TableName="records", Item=_ITEM)
    assert "Item" not in stand.clients["dynamodb"].get_item(TableName="records", Key=_KEY)
    assert stand.aws.last_put("records")["sk"] == {"S": "record"}


def test_a_call_that_nobody_foresaw_fails(stand: Stand) -> None:
    """No call leaves the machine, and none is answered by accident."""
    with pytest.raises(NotCannedError, match="dynamodb Scan"):
        stand.clients["dynamodb"].scan(TableName="records")
