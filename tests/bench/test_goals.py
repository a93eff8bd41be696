"""The table of the benchmarks: every goal is in it, and none is met by chance of rounding."""

import copy
from typing import Any

import pytest

from workbench.bench.goals import GOALS, figures, table


def _at_goal() -> dict[str, Any]:
    return copy.deepcopy(dict(GOALS))


def _verdicts(results: dict[str, Any]) -> dict[str, bool]:
    return {figure.measure: figure.met for figure in figures(results)}


def test_a_value_at_its_goal_meets_it() -> None:
    """A goal is an inclusive limit."""
    assert all(_verdicts(_at_goal()).values())


@pytest.mark.parametrize("measure", ["p1_route_ratio", "p2_client_over_handler", "p6_cold_ratio"])
def test_a_value_just_above_its_goal_misses_it_though_it_looks_equal(measure: str) -> None:
    """The verdict is of the value as measured, not as it is printed."""
    results = _at_goal()
    results[measure] += 0.00001
    assert [name for name, met in _verdicts(results).items() if not met] == [measure]
    assert table(results).count("MISSED") == 1


@pytest.mark.parametrize("calls", [5, 7])
def test_calls_to_aws_must_be_exactly_as_many(calls: int) -> None:
    """Fewer calls than the design needs are as wrong as more: one of them is a check."""
    results = _at_goal()
    results["p4_aws_calls"]["read"] = calls
    assert [name for name, met in _verdicts(results).items() if not met] == ["p4_aws_calls.read"]


def test_no_goal_drops_out_of_the_table() -> None:
    """A measure that is missing is an error, not a shorter table."""
    results = _at_goal()
    del results["p9_closed_ms"]["hung"]
    with pytest.raises(KeyError):
        table(results)


def test_the_table_shows_value_goal_and_verdict() -> None:
    """A reader sees what was measured beside what was aimed for."""
    results = _at_goal() | {"p6_cold_ratio": 1.7512}
    row = next(line for line in table(results).splitlines() if line.startswith("p6_cold_ratio"))
    assert row.split()[-4:] == ["1.751", "≤", "1.6", "MISSED"]
    assert len(table(results).splitlines()) == 2 + len(figures(results))
