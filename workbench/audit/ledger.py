"""Ledger entries as an auditor reads them, verified against their own keys."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.ledger_form import REST, whole
from chalicelib.domain.ids import decision_partition


@dataclass(frozen=True)
class LedgerItem:
    """One item of the ledger table, as stored."""

    pk: str
    sk: str
    entry: str
    rest: bytes = b""

    @property
    def intact(self) -> bool:
        """Whether the entry is the one whose hash is the sort key, rest and all, in the partition of its id."""
        digest = hashlib.sha256(self.entry.encode()).hexdigest()
        return digest == self.sk and self.pk == decision_partition(str(self.content.get("id")))

    @property
    def content(self) -> dict[str, Any]:
        """The entry; empty when it cannot be read, or when its rest is not the one that it names."""
        try:
            return whole(self.entry, self.rest)
        except ValueError:
            return {}


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
        items.extend(map(_read, page["Items"]))
    return build(items)


def _read(item: Mapping[str, Any]) -> LedgerItem:
    """An item as it came; one that lacks something is an item too, and will not verify."""
    entry, rest = item.get("entry", {}).get("S", ""), item.get(REST, {}).get("B", b"")
    return LedgerItem(item["pk"]["S"], item["sk"]["S"], entry, rest)
