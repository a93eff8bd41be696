"""The bill follows from counts and prices."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.cost import command
from workbench.cost.counting import Counted
from workbench.cost.model import FLOOR_USD, Memory, Year, bill, billed, kept, second_copy, year_usd
from workbench.cost.prices import PriceList

PAGE = Path(__file__).resolve().parents[2] / "docs/cost.md"
CEILINGS = {"share": 39.0, "read": 19.5, "refused": 12.0}
"""Dollars per million that a change may not exceed unseen."""


def sums_of(text: str) -> dict[str, float]:
    """The sums of the first table of a text."""
    row = next(line for line in text.splitlines() if line.startswith("| **sum**"))
    return dict(zip(command.SHOWN, map(float, re.findall(r"\*\*([\d.]+)\*\*", row)), strict=True))


@pytest.mark.parametrize("name", sorted(CEILINGS))
def test_a_request_costs_no_more_than_it_did(counts: dict[str, Counted], prices: PriceList, name: str) -> None:
    """A million shares, reads and refusals stay below what they cost when this was written, rounded up."""
    assert FLOOR_USD < bill(name, counts[name], prices).usd <= CEILINGS[name]


def test_keys_and_trail_are_most_of_what_a_read_costs_beyond_the_floor(
    counts: dict[str, Counted], prices: PriceList
) -> None:
    """Two uses of keys and four data events are ten dollars of a million reads, and keys are the dearest line."""
    one = bill("read", counts["read"], prices)
    lines = {line.name: line.usd for line in one.lines}
    assert one.dearest.name == "Keys"
    assert lines["Keys"] + lines["Trail, data events"] == pytest.approx(10.0)


def test_the_page_says_what_is_measured(counts: dict[str, Counted], prices: PriceList) -> None:
    """The sums in docs/cost.md are the model's, within a tenth for the processor time of another machine."""
    written, now = sums_of(PAGE.read_text("utf-8")), sums_of(command.as_text(counts, prices))
    assert written == pytest.approx(now, rel=0.1)


def test_the_page_names_every_unconfirmed_price(prices: PriceList) -> None:
    """What nobody has confirmed is said where the numbers are read."""
    page = PAGE.read_text("utf-8")
    assert prices.as_of in page
    assert [name for name in prices.unconfirmed() if name not in page] == []


def test_more_of_anything_costs_more(counts: dict[str, Counted], prices: PriceList) -> None:
    """Another call, unit or byte makes the bill larger: no count is left out of it."""
    read = counts["read"]
    before = bill("read", read, prices).usd
    changes = [
        {"calls": [*read.calls, "kms.Decrypt"]},
        {"calls": [*read.calls, "dynamodb.GetItem"]},
        {"read_units": read.read_units + 1},
        {"write_units": read.write_units + 1},
        {"ledger_units": read.ledger_units + 1},
        {"logged": read.logged + 1000},
        {"logged": read.logged + 1000, "decide_logged": read.decide_logged + 1000},
        {"lines": read.lines + 100},
        {"answered": read.answered + 1000},
        {"own_ms": read.own_ms + 10},
    ]
    for change in changes:
        assert bill("read", replace(read, **change), prices).usd > before, change  # type: ignore[arg-type] # one field each


def test_waiting_is_billed_in_both_functions(prices: PriceList) -> None:
    """A wait of `decide` counts twice, because its caller waits too; a wait of the caller counts once."""
    none = Counted(calls=[])
    put, get = Counted(calls=["dynamodb.PutItem"]), Counted(calls=["dynamodb.GetItem"])
    idle = billed(none, prices).both
    assert billed(put, prices).both - idle == pytest.approx(2 * prices.waits_ms["dynamodb.PutItem"])
    assert billed(get, prices).both - idle == pytest.approx(prices.waits_ms["dynamodb.GetItem"])


def test_less_memory_takes_longer_and_never_costs_more(counts: dict[str, Counted], prices: PriceList) -> None:
    """Less of a processor stretches what a function does itself, and costs less; more than a whole one does nothing."""
    slow, quick, whole, more = (billed(counts["read"], prices, Memory(mb, mb)) for mb in (512, 1_024, 1_769, 3_538))
    assert slow.both > quick.both > whole.both == more.both
    assert slow.gb_seconds(Memory(512, 512)) < quick.gb_seconds(Memory(1_024, 1_024))


def test_a_signature_has_a_price_of_its_own(counts: dict[str, Counted], prices: PriceList) -> None:
    """An undertaking is signed once, and no other request signs; the signature is no ordinary use of a key."""
    assert {name for name, counted in counts.items() if counted.signatures} == {"undertaking"}
    lines = {line.name: line for line in bill("undertaking", counts["undertaking"], prices).lines}
    assert (lines["Signature"].units, lines["Keys"].units) == (1, counts["undertaking"].key_calls)
    assert lines["Signature"].usd == pytest.approx(15.0)


def test_a_second_trail_would_cost_more_than_all_else(counts: dict[str, Counted], prices: PriceList) -> None:
    """A second copy of the management events of a million reads costs more than the reads: the page must warn of it."""
    assert second_copy(counts["read"], prices) > 2 * bill("read", counts["read"], prices).usd
    assert f"{second_copy(counts['read'], prices):.0f}" in PAGE.read_text("utf-8")


def test_what_is_kept_is_paid_for_each_month(counts: dict[str, Counted], prices: PriceList) -> None:
    """A share leaves more than a read, and a read more than nothing: its decision and its events are kept."""
    assert kept(counts["share"], prices) > kept(counts["read"], prices) > 0


def test_a_year_is_the_sum_of_its_requests(counts: dict[str, Counted], prices: PriceList) -> None:
    """Twice the applications cost twice as much for requests, and standing charges stay."""
    one, two = year_usd(Year(1_000), counts, prices), year_usd(Year(2_000), counts, prices)
    assert two[0] == pytest.approx(2 * one[0])
    assert two[2] == one[2]


def test_every_price_says_where_it_is_from(prices: PriceList) -> None:
    """A price has a source, a unit and is worth something; a wait is longer than nothing."""
    for price in prices.prices.values():
        assert price.usd > 0
        assert price.per > 0
        assert price.source
        assert price.unit
    assert min(prices.waits_ms.values()) > 0
