"""From counts to dollars: the lines of a bill for a million requests, for what is kept, and for a force's year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workbench.cost.counting import DECIDE_CALLS, Counted
from workbench.cost.prices import PriceList

MILLION: Final = 1_000_000
GIGABYTE: Final = 1_000_000_000
MONTHS: Final = 12

FLOOR_USD: Final = 7.10
"""A million requests of a REST API with one read and one small transaction: no policy, no keys, no proof."""
GOALS_USD: Final[Mapping[str, float]] = {"read": 18.0}

WHOLE_PROCESSOR_MB: Final = 1_769
"""Lambda's share of a processor grows with the memory, up to a whole one here."""


@dataclass(frozen=True)
class Memory:
    """What the functions of a request are given, in MB."""

    decide: int
    api: int

    def __str__(self) -> str:
        """`decide` first."""
        return f"{self.decide} and {self.api} MB"


DEPLOYED: Final = Memory(decide=1_024, api=512)
"""As in infra/api/functions.py."""

# Lambda's own lines of a successful invocation are not kept. API Gateway writes one line to the access log; CloudWatch
# counts 26 bytes more for each line. The length is that of a line with ids of today's form.
LINE_BYTES: Final = 26
ACCESS_LOG_BYTES: Final = 520 + LINE_BYTES
HEADER_BYTES: Final = 420
OPA_MS: Final = 2.0
DECIDE_SHARE_OF_OWN: Final = 0.5

# Of the local trail's records: their mean length, and what gzip leaves of a file of them.
TRAIL_EVENT_BYTES: Final = 1_900
TRAIL_GZIP: Final = 0.12


@dataclass(frozen=True)
class Line:
    """One line of a bill: how many units, and what they cost."""

    name: str
    units: float
    unit: str
    usd: float


@dataclass(frozen=True)
class Bill:
    """What a million requests of one kind cost, dearest line first."""

    request: str
    lines: tuple[Line, ...]

    @property
    def usd(self) -> float:
        """The sum."""
        return sum(line.usd for line in self.lines)

    @property
    def dearest(self) -> Line:
        """The line that dominates."""
        return self.lines[0]


@dataclass(frozen=True)
class Billed:
    """Milliseconds that Lambda bills for each of the two functions of a request."""

    decide: float
    api: float

    @property
    def both(self) -> float:
        """The sum."""
        return self.decide + self.api

    def gb_seconds(self, memory: Memory) -> float:
        """What is paid for."""
        return (self.decide * memory.decide + self.api * memory.api) / 1_024 / 1_000


def billed(counted: Counted, prices: PriceList, memory: Memory = DEPLOYED) -> Billed:
    """What Lambda bills for a request.

    The API function waits for `decide` and is billed while it waits. Processor time is taken from the machine that
    measured and stretched where the memory gives less than one processor.
    """
    own_decide = counted.own_ms * DECIDE_SHARE_OF_OWN
    waits = {True: 0.0, False: 0.0}
    for call in counted.calls:
        waits[call in DECIDE_CALLS] += prices.waits_ms[call]
    decide = (own_decide + OPA_MS) * _stretched(memory.decide) + waits[True]
    return Billed(decide, (counted.own_ms - own_decide) * _stretched(memory.api) + waits[False] + decide)


def _stretched(memory_mb: int) -> float:
    return WHOLE_PROCESSOR_MB / min(memory_mb, WHOLE_PROCESSOR_MB)


def bill(request: str, counted: Counted, prices: PriceList, memory: Memory = DEPLOYED) -> Bill:
    """The bill for a million requests that are counted like this one."""
    counted_log = counted.decide_logged + counted.decide_lines * LINE_BYTES
    read_log = counted.logged - counted.decide_logged + (counted.lines - counted.decide_lines) * LINE_BYTES
    units = {
        ("API Gateway", "gateway_request"): 1.0,
        ("Firewall", "firewall_request"): 1.0,
        ("Lambda invocations", "function_invocation"): 2.0,
        ("Lambda time", "function_gb_second"): billed(counted, prices, memory).gb_seconds(memory),
        ("Facts and record, read", "read_unit"): float(counted.read_units),
        ("Record, written", "write_unit"): float(counted.write_units),
        ("Ledger entry", "write_unit"): float(counted.ledger_units),
        ("Keys", "key_call"): float(counted.key_calls),
        ("Signature", "signature"): float(counted.signatures),
        ("Trail, data events", "data_event"): float(counted.data_events),
        ("Log of decide", "log_gb"): counted_log / GIGABYTE,
        ("Other logs", "log_infrequent_gb"): (read_log + ACCESS_LOG_BYTES) / GIGABYTE,
        ("Answer sent", "out_gb"): (counted.answered + HEADER_BYTES) / GIGABYTE,
    }
    lines = [
        Line(name, count, prices.prices[price].unit, prices.of(price, count * MILLION))
        for (name, price), count in units.items()
        if count
    ]
    return Bill(request, tuple(sorted(lines, key=lambda line: (-line.usd, line.name))))


def second_copy(counted: Counted, prices: PriceList) -> float:
    """Dollars for a million requests if another trail delivers a second copy of the account's management events."""
    return prices.of("management_event_again", counted.management_events * MILLION)


def kept(counted: Counted, prices: PriceList) -> float:
    """Dollars a month for what a million requests leave in tables and trail, for as long as it is kept."""
    table = (counted.stored + counted.ledgered) * MILLION / GIGABYTE
    events = counted.data_events + counted.management_events
    trail = events * TRAIL_EVENT_BYTES * TRAIL_GZIP * MILLION / GIGABYTE
    return (
        prices.of("table_gb_month", table) + prices.of("recovery_gb_month", table) + prices.of("object_gb_month", trail)
    )


@dataclass(frozen=True)
class Year:
    """A force's year.

    Attributes:
        applications: Under a disclosure scheme, in the year.
        each: Requests of each kind that come with one application. An assumption, to be replaced by a pilot's counts.
    """

    applications: int = 10_000
    each: tuple[tuple[str, float], ...] = (
        ("open", 1),
        ("step", 9),
        ("undertaking", 0.15),
        ("progress", 12),
        ("share", 4),
        ("read", 10),
        ("inbox", 20),
        ("refused", 2),
    )


# One deployment's standing charges a month; they are shared by all that use it.
STANDING: Final[Mapping[str, int]] = {
    "key_month": 7,
    "firewall_month": 1,
    "alarm_month": 32,
    "dashboard_month": 1,
    "secret_month": 1,
}


def requests_of(year: Year) -> dict[str, float]:
    """How many requests of each kind the year brings."""
    return {name: count * year.applications for name, count in year.each}


def year_usd(year: Year, counts: Mapping[str, Counted], prices: PriceList) -> tuple[float, float, float]:
    """Dollars of a force's year: for its requests, for what they leave (kept half the year on average), standing.

    The standing charges are those of a whole deployment, as if the force had one to itself.
    """
    asked = requests_of(year)
    used = sum(bill(name, counts[name], prices).usd * count / MILLION for name, count in asked.items())
    left = sum(kept(counts[name], prices) * count / MILLION for name, count in asked.items()) * MONTHS / 2
    standing = sum(prices.of(name, count) for name, count in STANDING.items()) * MONTHS
    return used, left, standing
