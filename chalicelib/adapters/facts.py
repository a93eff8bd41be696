"""Reads facts from DynamoDB: one TransactGetItems under exact keys, so that all are of one moment."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

from chalicelib.adapters import aws
from chalicelib.contracts.decision import Fact
from chalicelib.domain.errors import FactsUnavailableError
from chalicelib.service.decide.ports import FactKey

MAX_TRIES: Final = 4
FIRST_WAIT_S: Final = 0.01
# The sealed attribute is not asked for: this role must not even hold the cipher text.
_PROJECTION: Final = "#pk, #sk, #v, #header"
_NAMES: Final = {"#pk": "pk", "#sk": "sk", "#v": "v", "#header": "header"}
_FROM_DYNAMO: Final = TypeDeserializer()


class DynamoFactReader:
    """The plain headers of the records table."""

    def __init__(self, table: str, wait: Callable[[float], None] = time.sleep) -> None:
        """Take the table's name, and how to wait between tries."""
        self._table = table
        self._wait = wait

    def read(self, keys: Sequence[FactKey]) -> list[Fact]:
        """Return one fact a key; see `FactReader`."""
        try:
            answers = self._answers([self._get(key) for key in keys])
            return [_fact(key, part.get("Item")) for key, part in zip(keys, answers, strict=True)]
        except Exception as error:
            # AWS, the network, an item of another form: what is not surely read is not known.
            raise FactsUnavailableError from error

    def _answers(self, gets: list[dict[str, Any]]) -> list[Any]:
        """Read all at one moment; again, a few times, while another transaction is writing one of the items."""
        for tried in range(MAX_TRIES - 1):
            try:
                return list(aws.client("dynamodb").transact_get_items(TransactItems=gets)["Responses"])
            except ClientError as error:
                if not _held_up(error):
                    raise
                self._wait(random.uniform(0, FIRST_WAIT_S * 2**tried))  # noqa: S311 - spreads retries, guards nothing
        return list(aws.client("dynamodb").transact_get_items(TransactItems=gets)["Responses"])

    def _get(self, key: FactKey) -> dict[str, Any]:
        return {
            "Get": {
                "TableName": self._table,
                "Key": {"pk": {"S": key.pk}, "sk": {"S": key.sk}},
                "ProjectionExpression": _PROJECTION,
                "ExpressionAttributeNames": _NAMES,
            }
        }


def _held_up(error: ClientError) -> bool:
    codes = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
    return "TransactionConflict" in codes


def _fact(key: FactKey, item: Mapping[str, Any] | None) -> Fact:
    """Return the fact that an item is; version 0 where there is none.

    Raises:
        ValueError: the item is not under the key that was asked, or has no version or header.
    """
    if not item:
        return Fact(pk=key.pk, sk=key.sk, v=0)
    plain = {name: _plain(_FROM_DYNAMO.deserialize(item[name])) for name in _NAMES.values() if name in item}
    fact = Fact.model_validate(plain)
    if (fact.pk, fact.sk) != (key.pk, key.sk) or fact.v < 1 or fact.header is None:
        message = "the item is no fact"
        raise ValueError(message)
    return fact


def _plain(value: object) -> object:
    """Turn DynamoDB's numbers into those of JSON; sets and bytes have no place in a header.

    Raises:
        ValueError: the value has no form in JSON.
    """
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case str() | bool() | None:
            return value
    message = "the value has no form in JSON"
    raise ValueError(message)
