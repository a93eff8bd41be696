"""The one clock of the local AWS: policies, expiry and records all read it."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """The machine's time plus an offset that tests and demonstrations may move.

    SigV4 dates are compared with the machine's own time instead, because clients sign with that.
    """

    def __init__(self, offset: timedelta = timedelta()) -> None:
        """Start with the offset given."""
        self._offset = offset
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The time, aware, UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock by that many seconds."""
        with self._lock:
            self._offset += timedelta(seconds=seconds)


def instant(moment: datetime) -> str:
    """RFC 3339 in whole seconds, as IAM's `aws:CurrentTime` and CloudTrail's `eventTime` show it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
