"""`proviso cost`: measure, and print what a million requests cost, line by line."""

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from workbench.bench.stand import UnexpectedAnswerError
from workbench.cost.counting import Counted
from workbench.cost.measure import measured
from workbench.cost.model import (
    DEPLOYED,
    FLOOR_USD,
    GOALS_USD,
    Memory,
    Year,
    bill,
    billed,
    kept,
    requests_of,
    second_copy,
    year_usd,
)
from workbench.cost.prices import PriceList, price_list
from workbench.tools import ToolMissingError

SHOWN = ("share", "read", "refused")
MEMORIES = (Memory(512, 512), Memory(1_024, 512), Memory(1_024, 1_024), Memory(1_769, 512), Memory(1_769, 1_769))


def run(*, as_json: bool = False) -> int:
    """Measure with the real functions and print the model.

    Returns:
        0 when it was measured, whether the goal is met or not; 1 when it could not be.
    """
    try:
        # What OPA says at its start is not part of the answer.
        with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stderr(nowhere):  # noqa: PTH123 - no path
            counts = measured()
    except (UnexpectedAnswerError, ToolMissingError, ValueError) as error:
        print(f"could not measure: {error}", file=sys.stderr)
        return 1
    prices = price_list()
    print(json.dumps(as_data(counts, prices), indent=2) if as_json else as_text(counts, prices))
    return 0


def as_data(counts: Mapping[str, Counted], prices: PriceList) -> dict[str, Any]:
    """Everything that the text shows, as plain data."""
    year = Year()
    used, left, standing = year_usd(year, counts, prices)
    return {
        "prices_as_of": prices.as_of,
        "floor_usd": FLOOR_USD,
        "goals_usd": dict(GOALS_USD),
        "per_million": {
            name: {
                "usd": round(bill(name, counted, prices).usd, 2),
                "lines": [asdict(line) for line in bill(name, counted, prices).lines],
                "kept_usd_a_month": round(kept(counted, prices), 2),
                "second_copy_usd": round(second_copy(counted, prices), 2),
                "counted": counted.as_json(),
            }
            for name, counted in counts.items()
        },
        "force_year": {
            "applications": year.applications,
            "requests": requests_of(year),
            "requests_usd": round(used, 2),
            "kept_usd": round(left, 2),
            "standing_usd": round(standing, 2),
        },
        "unconfirmed": prices.unconfirmed(),
    }


def as_text(counts: Mapping[str, Counted], prices: PriceList) -> str:
    """The tables, as they stand in docs/cost.md."""
    parts = [_lines(counts, prices), _totals(counts, prices), _memory(counts["read"], prices), _year(counts, prices)]
    parts.append(f"Prices of {prices.as_of}; not confirmed: {', '.join(prices.unconfirmed())}.")
    return "\n\n".join(parts)


def _lines(counts: Mapping[str, Counted], prices: PriceList) -> str:
    bills = {name: {line.name: line for line in bill(name, counts[name], prices).lines} for name in SHOWN}
    order = sorted(
        {name for lines in bills.values() for name in lines}, key=lambda name: (-_usd(bills["read"], name), name)
    )
    rows = [["per million", *(f"{name}, $" for name in SHOWN)]]
    rows += [[name, *(f"{_usd(bills[shown], name):.2f}" for shown in SHOWN)] for name in order]
    rows.append(["**sum**", *(f"**{bill(name, counts[name], prices).usd:.2f}**" for name in SHOWN)])
    rows.append(["floor without policy, keys or proof", *(f"{FLOOR_USD:.2f}" for _ in SHOWN)])
    rows.append(["goal", *(f"{GOALS_USD[name]:.2f}" if name in GOALS_USD else "" for name in SHOWN)])
    return table(rows)


def _usd(lines: Mapping[str, Any], name: str) -> float:
    return float(lines[name].usd) if name in lines else 0.0


def _totals(counts: Mapping[str, Counted], prices: PriceList) -> str:
    rows = [
        [
            "request",
            "$ per million",
            "dearest line",
            "calls",
            "KMS",
            "data events",
            "read",
            "written",
            "kept, $ a month",
        ]
    ]
    for name, counted in counts.items():
        one = bill(name, counted, prices)
        numbers = [len(counted.calls), counted.key_calls, counted.data_events, counted.read_units]
        written = counted.write_units + counted.ledger_units
        rows.append(
            [name, f"{one.usd:.2f}", one.dearest.name, *map(str, numbers), str(written), f"{kept(counted, prices):.2f}"]
        )
    return table(rows)


def _memory(read: Counted, prices: PriceList) -> str:
    rows = [["memory of decide and of the others", "billed ms", "Lambda time, $ per million", "read, $ per million"]]
    for memory in MEMORIES:
        one = bill("read", read, prices, memory)
        time = next(line.usd for line in one.lines if line.name == "Lambda time")
        deployed = " (deployed)" if memory == DEPLOYED else ""
        both = billed(read, prices, memory).both
        rows.append([f"{memory}{deployed}", f"{both:.0f}", f"{time:.2f}", f"{one.usd:.2f}"])
    return table(rows)


def _year(counts: Mapping[str, Counted], prices: PriceList) -> str:
    year = Year()
    used, left, standing = year_usd(year, counts, prices)
    rows = [
        [f"a force's year: {year.applications:,} applications, {sum(requests_of(year).values()):,.0f} requests", "$"],
        ["requests", f"{used:.2f}"],
        ["what they leave, kept half the year on average", f"{left:.2f}"],
        ["standing charges of a deployment of its own", f"{standing:.2f}"],
        ["**sum**", f"**{used + left + standing:.2f}**"],
    ]
    return table(rows)


def table(rows: list[list[str]]) -> str:
    """A Markdown table whose columns stand under each other; all but the first are numbers or short."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
