"""One run of the clock over everything whose time has run out.

A run may come late, twice, or while another one is under way: what is recorded is recorded once (see
`clock_recording`). What it does not get to, because its time is over or a part does not answer, the next run finds in
the same place.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from chalicelib.domain import ids
from chalicelib.domain.errors import ClosedError
from chalicelib.domain.records import sort_time
from chalicelib.service.clock_recording import Passed, RecordPassed
from chalicelib.service.log_codes import LogCode, log
from chalicelib.service.ports import DecisionPoint, RecordStore, Ticks

PAGE: Final = 25
MOST_RECORDS: Final = 2_000
"""Records of one run; more wait for the next one, in minutes."""
FAILURES_IN_A_ROW: Final = 20
"""After so many records that could not be judged, one behind the other, a part is down and not a record odd."""
FIRST_WAIT_S: Final = 0.1
LONGEST_WAIT_S: Final = 2.0


@dataclass
class ClockRun:
    """What a run found and did.

    Attributes:
        looked: Records that it asked about.
        recorded: Those of which a limit was recorded as passed.
        refused: Records of which nothing was to be recorded: another run was first, or the index lagged behind.
        failed: Records that could not be judged or written; the next run tries them again.
        unread: Partitions of the index that could not be read to their end.
        complete: Whether nothing that it should have got to was left.
    """

    looked: int = 0
    recorded: list[Passed] = field(default_factory=list)
    refused: int = 0
    failed: int = 0
    unread: int = 0
    complete: bool = True

    @property
    def breaches(self) -> int:
        """How many limits were recorded as passed."""
        return sum(len(one.limits) for one in self.recorded)

    def counts(self) -> dict[str, int | bool]:
        """The run in numbers."""
        return {
            "looked": self.looked,
            "recorded": len(self.recorded),
            "breaches": self.breaches,
            "refused": self.refused,
            "failed": self.failed,
            "unread": self.unread,
            "complete": self.complete,
        }

    def told(self) -> dict[str, Any]:
        """The counts, and of each record what passed, when it was due and until when the holder has to act."""
        passed = [
            {
                "record": one.record,
                "scheme": one.scheme,
                "agency": one.agency,
                "limits": [{"limit": name, "due": due} for name, due in zip(one.limits, one.due, strict=True)],
                "escalate_by": one.escalate_by,
                "decision": one.decision,
            }
            for one in self.recorded
        ]
        return {**self.counts(), "passed": passed}


class RunClock:
    """Ask about each record whose next limit has passed, the earliest first, a page of each partition in turn."""

    def __init__(
        self, point: DecisionPoint, store: RecordStore, ticks: Ticks, wait: Callable[[float], None] = time.sleep
    ) -> None:
        """Keep the ports, and how to wait after a failure."""
        self._record = RecordPassed(point, store)
        self._ticks = ticks
        self._wait = wait

    def __call__(self, now: datetime, time_is_left: Callable[[], bool] = lambda: True) -> ClockRun:
        """Run once.

        Args:
            now: Up to when limits count as passed; the decision point judges by its own clock besides.
            time_is_left: Asked before each record; the run ends when it is no longer.
        """
        return _Run(self._record, self._ticks, sort_time(now.isoformat()), time_is_left, self._wait).through()


class _Run:
    """One run under way."""

    def __init__(
        self,
        record: RecordPassed,
        ticks: Ticks,
        until: str,
        time_is_left: Callable[[], bool],
        wait: Callable[[float], None],
    ) -> None:
        self._record = record
        self._ticks = ticks
        self._until = until
        self._time_is_left = time_is_left
        self._wait = wait
        self._in_a_row = 0
        self._run = ClockRun()

    def through(self) -> ClockRun:
        """Go through every partition, a page of each in turn."""
        waiting: deque[tuple[str, str | None]] = deque((partition, None) for partition in ids.tick_partitions())
        while waiting:
            partition, after = waiting.popleft()
            try:
                page = self._ticks.passed(partition, until=self._until, after=after, limit=PAGE)
            except ClosedError as error:
                self._run.unread += 1
                self._run.complete = False
                log(LogCode.CLOCK_INDEX_UNREAD, reason=error.code, cause=_cause(error))
                continue
            if not self._all_of(page.records):
                self._run.complete = False
                break
            if page.after is not None:
                waiting.append((partition, page.after))
        return self._run

    def _all_of(self, records: Sequence[str]) -> bool:
        """Ask about each; False when the run has to end before."""
        for record in records:
            over = self._run.looked >= MOST_RECORDS or self._in_a_row >= FAILURES_IN_A_ROW
            if over or not self._time_is_left():
                return False
            self._one(record)
        return self._in_a_row < FAILURES_IN_A_ROW

    def _one(self, record: str) -> None:
        self._run.looked += 1
        try:
            passed = self._record(record)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one record must not keep the clock from the others
            self._failed(record, error)
            return
        self._in_a_row = 0
        if passed is None:
            self._run.refused += 1
            return
        self._run.recorded.append(passed)

    def _failed(self, record: str, error: Exception) -> None:
        self._run.failed += 1
        self._run.complete = False
        code = error.code if isinstance(error, ClosedError) else type(error).__name__
        log(LogCode.CLOCK_RECORD_FAILED, record=record, reason=code, cause=_cause(error))
        self._wait(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**self._in_a_row))
        self._in_a_row += 1


def _cause(error: Exception) -> str | None:
    return type(error.__cause__).__name__ if error.__cause__ is not None else None
