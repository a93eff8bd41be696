"""Makes moto's transactions cost what they write, not what the table holds.

Before a transaction moto copies each table whole, to put it back when a condition fails, and keeps track of every
object so copied for good: each share takes longer than the one before, and memory grows with the square. A put or a
check replaces items and never changes one, so a copy of the table's index is enough to put back.
"""

import copy
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import moto.dynamodb.models as moto_models
from moto.dynamodb.models.table import Table


class _Copier:
    """Stands for the `copy` module inside moto's DynamoDB."""

    replaces_only = False

    @classmethod
    def deepcopy(cls, value: Any) -> Any:
        """A table's index where nothing will be changed in place; otherwise a copy of everything."""
        if cls.replaces_only and isinstance(value, Table):
            return _with_own_index(value)
        return copy.deepcopy(value)


def install() -> None:
    """Have moto's transactions copy with `_Copier`; may be called again."""
    moto_models.copy = _Copier  # type: ignore[assignment,attr-defined] # it stands for a module


def announce(transaction: Mapping[str, Any]) -> None:
    """Say what the next transaction does, under the lock that makes moto's calls one after the other."""
    parts = transaction.get("TransactItems", [])
    _Copier.replaces_only = not any("Update" in part for part in parts)


def _with_own_index(table: Table) -> Table:
    twin: Table = object.__new__(type(table))  # not by its constructor, which would keep track of it for good
    twin.__dict__.update(table.__dict__)
    index: Mapping[str, Any] = table.items
    twin.items = defaultdict(dict, {k: dict(v) if isinstance(v, dict) else v for k, v in index.items()})
    return twin
