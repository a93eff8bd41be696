"""Ledger entries as an auditor reads them, verified against their own keys."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.ids import decision_partition


@dataclass(frozen=True)
class LedgerItem:
    """One item of the ledger table, as stored."""

    pk: str
    sk: str
    entry: str

    @property
    def intact(self) -> bool:
        """Whether the entry is the one whose hash is the sort key, in the partition that its id names."""
        digest = hashlib.sha256(self.entry.encode()).hexdigest()
        return digest == self.sk and self.pk == decision_partition(str(self.content.get("id")))

    @property
    def content(self) -> dict[str, Any]:
        """The entry; empty when it is not JSON."""
        try:
            parsed = json.loads(self.entry)
        except ValueError:
            return {}
        return parsed if isinstance(parsed, dict) else {}


@dataclass(frozen=True)
class Ledger:
    """All entries by decision id, and what is wrong with those that do not verify."""

    entries: Mapping[str, Mapping[str, Any]]
    hashes: Mapping[str, str]
    faults: tuple[str, ...]


def build(items: Iterable[LedgerItem]) -> Ledger:
    """Verify items: hash equals sort key, and a decision has exactly one item."""
    entries: dict[str, Mapping[str, Any]] = {}
    hashes: dict[str, str] = {}
    faults: list[str] = []
    for item in items:
        if not item.intact:
            faults.append(f"the ledger item {item.pk} is not the entry that its sort key names")
            continue
        decision = str(item.content["id"])
        if decision in entries:
            faults.append(f"decision {decision} has more than one ledger item")
            continue
        entries[decision] = item.content
        hashes[decision] = item.sk
    return Ledger(entries, hashes, tuple(faults))


def read(dynamodb: Any, table: str) -> Ledger:
    """Read the whole ledger with the auditor's rights (boto3 DynamoDB client)."""
    items: list[LedgerItem] = []
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        items.extend(LedgerItem(i["pk"]["S"], i["sk"]["S"], i["entry"]["S"]) for i in page["Items"])
    return build(items)
