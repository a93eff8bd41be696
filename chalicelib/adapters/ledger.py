"""Keeps decisions in DynamoDB. An entry's sort key is a hash that vouches for all of it (`ledger_form`).

The trail records keys, so it witnesses what was decided: who changes an entry must change its key.
"""

from collections.abc import Mapping
from typing import Any

import rfc8785

from chalicelib.adapters import aws
from chalicelib.adapters.ledger_form import REST, packed
from chalicelib.domain.errors import LedgerUnavailableError
from chalicelib.domain.ids import decision_partition


class DynamoLedger:
    """The ledger table."""

    def __init__(self, table: str) -> None:
        """Take the table's name."""
        self._table = table

    def append(self, entry: Mapping[str, Any]) -> str:
        """Make an entry durable and return its SHA-256; see `Ledger`."""
        try:
            stored = packed(entry, rfc8785.dumps)
            key = {"pk": {"S": decision_partition(entry["id"])}, "sk": {"S": stored.sha256}}
            aws.client("dynamodb").put_item(
                TableName=self._table,
                Item={**key, "entry": {"S": stored.text}, REST: {"B": stored.rest}},
                ConditionExpression="attribute_not_exists(#pk)",
                ExpressionAttributeNames={"#pk": "pk"},
            )
        except Exception as error:
            # Also when the item is there already: then this call has not written it.
            raise LedgerUnavailableError from error
        return stored.sha256
