"""What is written and read: items by key, versions, and the operations of one transaction.

An item has a partition key, a sort key, a version from 1, a plain header that rules may read and, where there is
content, one sealed attribute. Nothing here identifies a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Header = Mapping[str, Any]
MAX_OPERATIONS = 100
RECORD = "record"
STATE = "state"
INVOLVEMENT = "involvement"
POINTER_PREFIX = "pointer#"


@dataclass(frozen=True)
class Fact:
    """A fact as a decision read it; version 0 means that it was absent."""

    pk: str
    sk: str
    version: int
    header: Header | None = None


@dataclass(frozen=True)
class Put:
    """Write an item, provided that it is still at the version `expected` (0: absent). Its version becomes one more.

    `answers` marks the idempotency entry: when it is already there, its content is wanted back.
    `index` places the item in the sparse indexes of the queue and of the clock; without it the item is in neither.
    """

    pk: str
    sk: str
    header: Header
    expected: int = 0
    sealed: bytes | None = None
    answers: bool = False
    index: "Index | None" = None


@dataclass(frozen=True)
class Index:
    """Where an item stands in the queue of its agency and on the clock.

    Attributes:
        queue: Partition of the queue: whose it is; None when nobody has anything to do next.
        due_at: When the next thing is due, as a sort key has it.
        tick: Partition of the clock; None when no limit is left that could pass.
        tick_at: When the next limit passes.
        brief: What the queue shows without opening the item; nothing that identifies a person.
    """

    queue: str | None = None
    due_at: str | None = None
    tick: str | None = None
    tick_at: str | None = None
    brief: Header | None = None


@dataclass(frozen=True)
class Check:
    """Write nothing, but only if this item is still at the version `expected` (0: absent)."""

    pk: str
    sk: str
    expected: int


Operation = Put | Check


@dataclass(frozen=True)
class StoredItem:
    """An item as it was read."""

    pk: str
    sk: str
    version: int
    header: Header
    sealed: bytes | None = None


@dataclass(frozen=True)
class Page:
    """Items in order, and whether more follow."""

    items: Sequence[StoredItem]
    more: bool


class Facts:
    """The facts of a decision by key."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        """Index them; a key that was not read counts as absent."""
        self._by_key = {(fact.pk, fact.sk): fact for fact in facts}

    def version(self, pk: str, sk: str) -> int:
        """Version as read, 0 when absent."""
        fact = self._by_key.get((pk, sk))
        return fact.version if fact else 0

    def header(self, pk: str, sk: str) -> Header | None:
        """Header as read, None when absent."""
        fact = self._by_key.get((pk, sk))
        return fact.header if fact else None

    def unchanged(self, written: Iterable[Operation]) -> list[Check]:
        """Checks on every fact that the transaction does not itself write: none may have moved."""
        touched = {(operation.pk, operation.sk) for operation in written}
        return [
            Check(fact.pk, fact.sk, fact.version) for key, fact in sorted(self._by_key.items()) if key not in touched
        ]


def sort_time(at: str) -> str:
    """A time as it stands in a sort key: UTC with milliseconds, so that text order is time order."""
    moment = datetime.fromisoformat(at).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
