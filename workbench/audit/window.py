"""Which part of the history one run judges.

Delivery is late and unordered, so the youngest part waits (the watermark); a year's trail is not read each day, so the
oldest part may be left to earlier runs. What lies before the window is still read for an hour: a session that began
there may reach into it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from workbench.audit.trail import Event

CONTEXT: Final = timedelta(hours=1)
"""Longer than any session of a decision lives, so that its minting is always among what was read."""
SETTLED: Final = timedelta(minutes=2)
"""A decision's own events come within this time after it was made; STS and clocks have room in it."""


@dataclass(frozen=True)
class Window:
    """From `since` to `until`; None where the history is judged from its beginning or to its end."""

    since: datetime | None = None
    until: datetime | None = None

    @property
    def read_from(self) -> datetime | None:
        """From when on events have to be read."""
        return self.since - CONTEXT if self.since else None

    def holds(self, event: Event) -> bool:
        """Whether the event is one to judge."""
        return self.since is None or event.time >= self.since

    def settled(self, made: datetime) -> bool:
        """Whether all events of a decision that was made then lie within the window."""
        return (self.since is None or made >= self.since) and (self.until is None or made <= self.until - SETTLED)


EVERYTHING: Final = Window()
