"""Prices and waiting times, each with its source, from one dated file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("prices.json")


@dataclass(frozen=True)
class Price:
    """What so many of something cost.

    Attributes:
        name: As in the file.
        usd: Dollars for `per` units.
        per: How many units.
        unit: What is counted.
        source: Where the price was read.
        confirmed: Whether it was read from AWS's own page or a copy of it that others agree with.
    """

    name: str
    usd: float
    per: int
    unit: str
    source: str
    confirmed: bool

    def of(self, units: float) -> float:
        """Dollars for so many units."""
        return units * self.usd / self.per


@dataclass(frozen=True)
class PriceList:
    """All prices of one day.

    Attributes:
        as_of: The day, ISO 8601.
        about: What list they are from, and what to keep in mind.
        prices: By name.
        waits_ms: How long a call to AWS is waited for, by `service.Operation`.
    """

    as_of: str
    about: str
    prices: Mapping[str, Price]
    waits_ms: Mapping[str, float]

    def of(self, name: str, units: float) -> float:
        """Dollars for so many units of what is named.

        Raises:
            KeyError: there is no such price.
        """
        return self.prices[name].of(units)

    def unconfirmed(self) -> list[str]:
        """Names of the prices that nobody has confirmed."""
        return sorted(name for name, price in self.prices.items() if not price.confirmed)


@cache
def price_list() -> PriceList:
    """The price list that ships with the product."""
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    return PriceList(
        as_of=raw["as_of"],
        about=f"{raw['list']}. {raw['note']}",
        prices={name: Price(name=name, **fields) for name, fields in raw["prices"].items()},
        waits_ms={name: float(fields["ms"]) for name, fields in raw["waits_ms"].items()},
    )
