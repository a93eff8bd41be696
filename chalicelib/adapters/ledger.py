"""Keeps decisions in DynamoDB. An entry's sort key is the SHA-256 of its canonical JSON (RFC 8785).

The trail records keys, so it witnesses what was decided: who changes an entry must change its key.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

from chalicelib.adapters import aws
from chalicelib.domain.errors import LedgerUnavailableError
from chalicelib.domain.ids import decision_partition


def canonical(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Return an entry's canonical text and the SHA-256 (hex) of its UTF-8 bytes.

    Raises:
        ValueError: a value has no canonical form (a number beyond 2^53, not a number, a lone surrogate).
    """
    content = rfc8785.dumps(dict(entry))
    return content.decode(), hashlib.sha256(content).hexdigest()


class DynamoLedger:
    """The ledger table."""

    def __init__(self, table: str) -> None:
        """Take the table's name."""
        self._table = table

    def append(self, entry: Mapping[str, Any]) -> str:
        """Make an entry durable and return its SHA-256; see `Ledger`."""
        try:
            text, digest = canonical(entry)
            key = {"pk": {"S": decision_partition(entry["id"])}, "sk": {"S": digest}}
            aws.client("dynamodb").put_item(
                TableName=self._table,
                Item={**key, "entry": {"S": text}},
                ConditionExpression="attribute_not_exists(#pk)",
                ExpressionAttributeNames={"#pk": "pk"},
            )
        except Exception as error:
            # Also when the item is there already: then this call has not written it.
            raise LedgerUnavailableError from error
        return digest
