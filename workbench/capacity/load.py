"""The load: who asks, how often, and what a request of each kind takes.

The numbers of requests are assumptions about a country that does all of its sharing here; they are stated so that they
can be replaced. What each request takes is held against the measured counts by the tests.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

FORCES: Final = 43
AUTHORITIES: Final = 400

REFERRALS_A_YEAR: Final = 650_000
"""Referrals to children's social care in England are about as many a year (published statistics, rounded up)."""
APPLICATIONS_A_YEAR: Final = 43 * 2_000
"""Under disclosure schemes; the largest force is taken for 10,000, the mean for 2,000."""
WORKING_SECONDS_A_YEAR: Final = 250 * 8 * 3_600
PEAK: Final = 4.0
"""The busiest minute of the year over the mean of its working hours."""

# Requests that come with a referral, and with an application.
PER_REFERRAL: Final = {"share": 6.0, "read": 20.0, "inbox": 30.0, "refused": 1.0}
PER_APPLICATION: Final = {
    "open": 1.0, "step": 9.0, "undertaking": 0.15, "progress": 12.0,
    "share": 4.0, "read": 10.0, "inbox": 20.0, "refused": 2.0,
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """What one request of a kind takes.

    Attributes:
        minted: Sessions, one or none.
        keys: KMS operations, DynamoDB's for the table key among them.
        read: Read units.
        write: Write units of the records table.
        ledger: Write units of the ledger.
        client_write: Of the records table's, those in the client's partition.
        decide_ms: How long `decide` takes.
        api_ms: How long the API function takes beyond that.
    """

    minted: int
    keys: int
    read: int
    write: int
    ledger: int
    client_write: int
    decide_ms: float
    api_ms: float


KINDS: Final = {
    "share": Kind(1, 2, 10, 28, 3, 6, 50, 70),
    "read": Kind(1, 2, 11, 0, 2, 0, 50, 40),
    "refused": Kind(0, 0, 10, 0, 2, 0, 27, 18),
    "inbox": Kind(1, 1, 6, 0, 1, 0, 50, 30),
    "open": Kind(1, 2, 6, 22, 2, 6, 50, 80),
    "step": Kind(1, 2, 10, 20, 3, 6, 50, 70),
    "progress": Kind(1, 1, 9, 0, 3, 0, 50, 30),
    "undertaking": Kind(1, 2, 10, 30, 4, 6, 50, 95),
}
FACTS_MS: Final = 10.0
"""How long a read of facts lasts: one transaction."""
WRITE_MS: Final = 30.0
"""How long a write lasts: one transaction."""


def a_year() -> dict[str, float]:
    """Requests of each kind in the country's year."""
    year: dict[str, float] = {}
    for times, per in ((REFERRALS_A_YEAR, PER_REFERRAL), (APPLICATIONS_A_YEAR, PER_APPLICATION)):
        for name, count in per.items():
            year[name] = year.get(name, 0.0) + times * count
    return year


def peak_rate() -> float:
    """Requests a second in the busiest minute of the year."""
    return sum(a_year().values()) / WORKING_SECONDS_A_YEAR * PEAK


def mix() -> dict[str, float]:
    """The part of the requests that each kind is."""
    year = a_year()
    return {name: count / sum(year.values()) for name, count in year.items()}


def on_paper() -> dict[str, float]:
    """What the busiest minute takes of each limit on the mean; what runs at once follows from Little's law."""
    rate, parts = peak_rate(), mix()

    def each(take: Callable[[Kind], float]) -> float:
        return rate * sum(part * take(KINDS[name]) for name, part in parts.items())

    api = each(lambda kind: (kind.decide_ms + kind.api_ms) / 1000)
    decide = each(lambda kind: kind.decide_ms / 1000)
    return {
        "api_requests": rate,
        "gateway_requests": rate,
        "sts_requests": each(lambda kind: kind.minted),
        "kms_requests": each(lambda kind: kind.keys),
        "records_write_units": each(lambda kind: kind.write),
        "records_read_units": each(lambda kind: kind.read),
        "ledger_write_units": each(lambda kind: kind.ledger),
        "function_concurrency": api,
        "decide_concurrency": decide,
        "account_concurrency": api + decide,
    }


def conflict_chance(part_of_load: float, growth: float = 1.0) -> float:
    """The chance that a request of a client meets a write of the same client's on its status item.

    Args:
        part_of_load: The part of all requests that this one client sends.
        growth: Times the country's peak.
    """
    writes = sum(part for name, part in mix().items() if KINDS[name].write)
    rate = peak_rate() * growth * part_of_load * writes
    by_read = 1 - math.exp(-rate * (WRITE_MS + FACTS_MS) / 1000)
    by_write = 1 - math.exp(-rate * WRITE_MS / 1000)
    return by_read + writes * by_write


def cold_chance(rate: float, warm_minutes: float) -> float:
    """The chance that a request meets a cold function when so many a second come: none came while one was warm."""
    return math.exp(-rate * warm_minutes * 60)


def client_weights(rng: random.Random) -> list[float]:
    """How much of the load each agency's client has: forces and councils differ in size by a factor of about twenty."""
    forces = [2.5 * rng.lognormvariate(0.0, 0.7) for _ in range(FORCES)]
    return forces + [rng.lognormvariate(0.0, 0.7) for _ in range(AUTHORITIES)]
