"""A small AWS in this process: the table and key that the adapters need, and a count of the calls to each."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from moto import mock_aws

from chalicelib.adapters import aws

TABLE = "proviso-records"


def _index(name: str, partition: str, order: str, projection: dict[str, Any]) -> dict[str, Any]:
    keys = [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": order, "KeyType": "RANGE"}]
    return {"IndexName": name, "KeySchema": keys, "Projection": projection}


class SmallAws:
    """What was made, and which operations were called since."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.requests: list[dict[str, Any]] = []
        aws.client("dynamodb").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"}
                for name in ("pk", "sk", "queue", "due_at", "tick", "tick_at")
            ],
            GlobalSecondaryIndexes=[
                _index("queue", "queue", "due_at", {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["brief"]}),
                _index("ticks", "tick", "tick_at", {"ProjectionType": "KEYS_ONLY"}),
            ],
        )
        self.key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
        for service in ("dynamodb", "kms"):
            aws.client(service).meta.events.register("provide-client-params", self._count)

    def _count(self, params: dict[str, Any], model: Any, **_: object) -> None:
        self.calls[model.name] += 1
        self.requests.append(dict(params))


@contextmanager
def small_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallAws]:
    """An AWS of its own for one test."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        aws.forget_clients()
        yield SmallAws()
    aws.forget_clients()
