"""Under what circumstances somebody tries, and what exactly is tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from infra.reach.estate import Values

CASE: Final = "01J00000000000000000000CAS"
OTHER_CASE: Final = "01J0000000000000000000OTHR"
RECORD: Final = f"{CASE}.01J00000000000000000000REC"
OTHER_RECORD: Final = f"{CASE}.01J0000000000000000000NEXT"
DECISION: Final = "01J00000000000000000000DEC"
AGENCY: Final = "la:E06000001"
OTHER_AGENCY: Final = "force:11"
CLIENT: Final = "portal"
BEFORE_END: Final = "2026-11-20T12:00:30Z"
END: Final = "2026-11-20T12:01:00Z"
AFTER_END: Final = "2026-11-20T12:01:01Z"
TAGS: Final = {"decision": DECISION, "case": CASE, "agency": AGENCY, "client": CLIENT}


class Situation(Enum):
    """How a try differs from what the decision was about."""

    OWN = "own case"
    OTHER = "other case"
    UNTAGGED = "no tag"
    FORGED = "forged tag"
    EXPIRED = "expired"
    OTHER_RECORD = "other record"


@dataclass(frozen=True)
class Target:
    """One try: which record of which case, and when."""

    case: str
    record: str
    now: str

    @property
    def time(self) -> Values:
        """The time as a condition key."""
        return {"aws:CurrentTime": self.now}


def target_of(situation: Situation) -> Target:
    """What is tried in a situation; a forged tag names the case that is reached for."""
    now = AFTER_END if situation is Situation.EXPIRED else BEFORE_END
    if situation in (Situation.OTHER, Situation.FORGED):
        return Target(OTHER_CASE, f"{OTHER_CASE}.01J00000000000000000000REC", now)
    return Target(CASE, OTHER_RECORD if situation is Situation.OTHER_RECORD else RECORD, now)


def tags_in(situation: Situation, tags: Mapping[str, str]) -> dict[str, str]:
    """A session's tags in a situation."""
    if situation is Situation.UNTAGGED:
        return {}
    return {**tags, "case": OTHER_CASE} if situation is Situation.FORGED and tags else dict(tags)
