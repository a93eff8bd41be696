"""A seeded simulation of the busiest minutes: arrivals by chance, functions that are warm or cold, items that are hot.

It counts, second by second, what each limit counts. Nothing is throttled in it: the peak is what would be needed.
"""

import hashlib
import heapq
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from workbench.capacity.load import FACTS_MS, KINDS, WRITE_MS, Kind, client_weights, mix, peak_rate

SEED: Final = 20_261_123
PARTITIONS: Final = 4
"""Of a table that is new to load (4,000 write units)."""
CLIENT_READ: Final = 4
"""Read units of each decision in its client's partition: status, and whether the certificate is revoked."""


@dataclass
class Pool:
    """A function's containers: the one used last is used next, and one that was idle too long is gone."""

    warm_s: float
    cold_s: float
    free: list[tuple[float, float]] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    cold: int = 0
    most: int = 0

    def take(self, at: float, seconds: float, until: float | None = None) -> float:
        """Run one invocation from `at`; return when it ends."""
        while self.busy and self.busy[0] <= at:
            ended = heapq.heappop(self.busy)
            heapq.heappush(self.free, (-ended, ended))
        start = at
        if self.free and at - self.free[0][1] <= self.warm_s:
            heapq.heappop(self.free)
        else:
            self.free.clear()  # the one used last is cold already, so all are
            self.cold += 1
            start += self.cold_s
        end = max(start + seconds, until or 0.0)
        heapq.heappush(self.busy, end)
        self.most = max(self.most, len(self.busy))
        return end


@dataclass(frozen=True)
class Outcome:
    """What a run needed.

    Attributes:
        growth: Times the country's own peak.
        requests: How many were simulated.
        peaks: The most of each limit's unit in any second, or at once.
        cold: Part of the requests that met a cold function.
        ledger_skew: The busiest of the ledger's partitions over their mean.
    """

    growth: float
    requests: int
    peaks: Mapping[str, float]
    cold: float
    ledger_skew: float


def run(growth: float, seconds: int, times: Mapping[str, float], seed: int = SEED) -> Outcome:
    """Simulate `seconds` of the busiest time, after as long again for the functions to be warm.

    Args:
        growth: Times the country's own peak.
        seconds: How long.
        times: `warm_minutes`, `cold_api_ms`, `cold_decide_ms`.
        seed: The same gives the same.
    """
    rng = random.Random(seed)  # noqa: S311 - a simulation, to be repeated
    rate = peak_rate() * growth
    parts = mix()
    names, weights = list(parts), list(parts.values())
    clients = client_weights(rng)
    api = Pool(times["warm_minutes"] * 60, times["cold_api_ms"] / 1000)
    decide = Pool(times["warm_minutes"] * 60, times["cold_decide_ms"] / 1000)
    tally = _Tally()
    at, counted, before = 0.0, 0, (0, 0)
    while True:
        at += rng.expovariate(rate)
        if at >= 2 * seconds:
            break
        kind = KINDS[rng.choices(names, weights)[0]]
        if at >= seconds and not counted:
            before = (api.cold, decide.cold)
            api.most = decide.most = 0
        stretch = rng.lognormvariate(0.0, 0.3)
        decided = decide.take(at, kind.decide_ms * stretch / 1000)
        ended = api.take(at, 0.0, decided + kind.api_ms * stretch / 1000)
        if at >= seconds:
            counted += 1
            client = rng.choices(range(len(clients)), clients)[0]
            tally.add(kind, int(at), client, (at, ended), rng)
    cold = (api.cold - before[0] + decide.cold - before[1]) / max(counted, 1)
    peaks = tally.peaks() | {
        "function_concurrency": api.most,
        "decide_concurrency": decide.most,
        "account_concurrency": api.most + decide.most,
        "conflicts": tally.conflicts() / max(counted, 1),
    }
    return Outcome(growth, counted, peaks, cold, tally.skew())


class _Tally:
    """Counts by the second, by the client, and by the ledger's partition."""

    def __init__(self) -> None:
        self._by_second: dict[str, Counter[int]] = {}
        self._client_write: Counter[tuple[int, int]] = Counter()
        self._client_read: Counter[tuple[int, int]] = Counter()
        self._ledger: Counter[int] = Counter()
        self._facts: dict[int, list[float]] = {}
        self._writes: dict[int, list[float]] = {}

    def add(self, kind: Kind, second: int, client: int, span: tuple[float, float], rng: random.Random) -> None:
        """Count one request of a client, from its arrival to its answer."""
        for name, units in (
            ("api_requests", 1),
            ("gateway_requests", 1),
            ("sts_requests", kind.minted),
            ("kms_requests", kind.keys),
            ("records_write_units", kind.write),
            ("records_read_units", kind.read),
            ("ledger_write_units", kind.ledger),
        ):
            self._by_second.setdefault(name, Counter())[second] += units
        self._client_write[client, second] += kind.client_write
        self._client_read[client, second] += CLIENT_READ
        self._ledger[partition_of(decision_id(span[0], rng))] += 1
        self._facts.setdefault(client, []).append(span[0])
        if kind.write:
            self._writes.setdefault(client, []).append(span[1] - WRITE_MS / 1000)

    def peaks(self) -> dict[str, float]:
        """The most in any second."""
        found = {name: float(max(seconds.values(), default=0)) for name, seconds in self._by_second.items()}
        found["partition_write_units"] = float(max(self._client_write.values(), default=0))
        found["partition_read_units"] = float(max(self._client_read.values(), default=0))
        return found

    def skew(self) -> float:
        """The busiest ledger partition over the mean of all."""
        return max(self._ledger.values()) * PARTITIONS / sum(self._ledger.values())

    def conflicts(self) -> int:
        """Transactions that overlap another one's write on their client's status item."""
        found = 0
        for client, begun in self._writes.items():
            writes = sorted(begun)
            found += sum(later - earlier < WRITE_MS / 1000 for earlier, later in pairwise(writes))
            for read in self._facts[client]:
                place = bisect_right(writes, read + FACTS_MS / 1000)
                found += place > 0 and writes[place - 1] + WRITE_MS / 1000 > read
        return found


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def decision_id(at: float, rng: random.Random) -> str:
    """A ULID of that moment: ids of one second share their first eight characters."""
    value = (int(at * 1000) + 1_800_000_000_000) << 80 | rng.getrandbits(80)
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))


def partition_of(decision: str) -> int:
    """Where an entry lies: DynamoDB places a partition key by a hash of it; any hash that mixes will do here."""
    digest = hashlib.sha256(f"decision#{decision}".encode()).digest()
    return int.from_bytes(digest[:8]) * PARTITIONS >> 64
