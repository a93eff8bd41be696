"""What the use cases need from outside, as roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.contracts.decision import DecideRequest, DecideResponse, Session
from chalicelib.domain.queues import QueuePage, TickPage
from chalicelib.domain.records import Operation, Page, StoredItem


@dataclass(frozen=True)
class Signed:
    """A signature (DER), and by which key and algorithm it can be verified."""

    value: bytes
    key: str
    algorithm: str


class DecisionPoint(Protocol):
    """Decides. A refusal is an answer, not an error."""

    def decide(self, request: DecideRequest) -> DecideResponse:
        """Ask for a decision.

        Raises:
            DecisionPointUnavailableError: it could not be reached, or answered oddly.
        """
        ...


class RecordStore(Protocol):
    """The table of records, touched only with the session of a decision."""

    def get(self, session: Session, pk: str, sk: str) -> StoredItem | None:
        """Read one item, consistently.

        Raises:
            StoreUnavailableError: the table refused, throttled or did not answer.
        """
        ...

    def page(
        self, session: Session, pk: str, prefix: str, *, after: str | None, limit: int, newest_first: bool
    ) -> Page:
        """Read up to `limit` items of one partition whose sort key begins with `prefix`, after the sort key `after`.

        Raises:
            StoreUnavailableError: the table refused, throttled or did not answer.
        """
        ...

    def queue_page(self, session: Session, agency: str, *, until: str, after: str | None, limit: int) -> QueuePage:
        """Read up to `limit` entries of an agency's queue that are due at `until` or before, by due time.

        One query of the index, and no item is opened. What was written a moment ago may not be there yet.

        Args:
            session: Of the decision that opened the queue.
            agency: Whose queue.
            until: A time as `records.sort_time` writes it.
            after: Position of the entry behind which to begin, None for the first.
            limit: How many at most.

        Raises:
            StoreUnavailableError: the index refused, throttled or did not answer.
        """
        ...

    def write(self, session: Session, operations: Sequence[Operation]) -> None:
        """Do all of it or nothing.

        Raises:
            FactsMovedError: an item was not at the version expected.
            AlreadyAnsweredError: the idempotency entry was there already.
            StoreUnavailableError: the table refused, throttled or did not answer.
        """
        ...


class Ticks(Protocol):
    """The index of what runs out of time, read with the clock's own right: keys and times, nothing else."""

    def passed(self, partition: str, *, until: str, after: str | None, limit: int) -> TickPage:
        """Read up to `limit` records of one partition whose next limit passed at `until` or before.

        What was written a moment ago may still stand where it stood: a decision is asked for each, and counts.

        Args:
            partition: One of `ids.tick_partitions()`.
            until: A time as `records.sort_time` writes it.
            after: `after` of the page before, None for the first.
            limit: How many at most.

        Raises:
            StoreUnavailableError: the index refused, throttled or did not answer.
        """
        ...


class Sealer(Protocol):
    """Seals and opens content for one record; each is exactly one call to the key."""

    def seal(self, session: Session, case: str, record: str, content: bytes) -> bytes:
        """Encrypt content, bound to its case and record.

        Raises:
            StoreUnavailableError: the key refused, throttled or did not answer.
        """
        ...

    def open(self, session: Session, case: str, record: str, sealed: bytes) -> bytes:
        """Decrypt content, and make sure that it is bound to exactly this case and record.

        Raises:
            ContentUnreadableError: it is not, or is damaged, or the right does not reach it.
            StoreUnavailableError: the key throttled or did not answer.
        """
        ...


class Signer(Protocol):
    """Signs a document with the key that only a decision's session may use, and only where the decision says so."""

    def sign(self, session: Session, digest: bytes) -> Signed:
        """Sign the SHA-256 of a document (32 bytes).

        Raises:
            StoreUnavailableError: the key refused, throttled or did not answer.
        """
        ...
