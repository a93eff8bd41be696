"""What the generators draw from."""

from __future__ import annotations

from random import Random
from typing import Any

CASES = ["CASEA", "CASEB", "CASEAB"]
AGENCIES = ["la:E06000047", "force:11"]
TIMES = ["2026-11-20T16:00:30Z", "2026-11-20T16:00:59Z", "2026-11-20T16:01:00Z", "2026-11-20T16:05:00.250Z"]
BUCKET = "arn:aws:s3:::proviso-trail"


def chance(random: Random, share: float = 0.5) -> bool:
    """True as often as `share` says."""
    return random.random() < share


def some(random: Random, options: list[Any], most: int = 3) -> list[Any]:
    """Between one and `most` different options."""
    return random.sample(options, random.randint(1, min(most, len(options))))


def tags(random: Random) -> dict[str, str]:
    """Session tags, now and then incomplete."""
    full = {
        "decision": "DEC1",
        "case": random.choice(CASES),
        "agency": random.choice(AGENCIES),
        "client": "council",
        "access": random.choice(["read", "write", "inbox"]),
    }
    return {key: value for key, value in full.items() if chance(random, 0.92)}


def partitions(random: Random, case: str | None = None) -> list[str]:
    """Partition keys inside and outside of a case."""
    case, agency = case or random.choice(CASES), random.choice(AGENCIES)
    options = [
        f"case#{case}.REC1",
        f"case#{case}.REC2",
        f"member#{case}.{agency}",
        f"agency#{agency}",
        "client#council",
    ]
    return some(random, options, 2)
