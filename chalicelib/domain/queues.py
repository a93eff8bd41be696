"""What the two indexes show: an agency's queue by due time, and the records whose next limit has passed.

An entry of a queue says what is due without opening the item that it stands for; nothing in it identifies a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.records import Header, sort_time


@dataclass(frozen=True)
class QueueEntry:
    """One thing that is due.

    Attributes:
        position: Where it stands: when it is due, as a sort key has it, and the record's id.
        brief: Record, case, scheme, state, the steps that may come next and their roles, and the clock in short.
    """

    position: str
    brief: Header

    def is_for(self, role: str) -> bool:
        """Whether a practitioner of that role may take one of the steps that come next."""
        return any(role in step["roles"] for step in self.brief.get("next", []))

    def as_of(self, now: str) -> dict[str, Any]:
        """The entry as a portal shows it.

        Args:
            now: A time as `records.sort_time` writes it.
        """
        due, at_risk_from = self.brief["due"], self.brief.get("at_risk_from")
        return {
            "request_id": self.brief["record"],
            "case_id": self.brief["case"],
            "scheme": self.brief["scheme"],
            "state": self.brief["state"],
            "due": due,
            "next": list(self.brief.get("next", [])),
            "at_risk": at_risk_from is not None and sort_time(at_risk_from) <= now,
            "overdue": sort_time(due) <= now,
            "paused": bool(self.brief.get("paused", False)),
            "passed": list(self.brief.get("passed", [])),
        }


@dataclass(frozen=True)
class QueuePage:
    """Entries in the order in which they are due, and whether more follow."""

    entries: Sequence[QueueEntry]
    more: bool


@dataclass(frozen=True)
class TickPage:
    """Records whose next limit has passed, the earliest first, and where to go on; None at the end."""

    records: Sequence[str]
    after: str | None
