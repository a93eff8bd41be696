"""The arithmetic of the benchmarks."""

import pytest

from workbench.bench.stats import growth_exponent, interleaved, p50, p99, ratio


def test_samples_are_taken_in_turn() -> None:
    """A and B alternate, so that what slows the machine slows both."""
    order: list[str] = []

    def act(name: str) -> float:
        order.append(name)
        return float(len(order))

    kept = interleaved({"a": lambda: act("a"), "b": lambda: act("b")}, count=3, warm_up=0)
    assert order == ["a", "b"] * 3
    assert kept == {"a": [1.0, 3.0, 5.0], "b": [2.0, 4.0, 6.0]}


def test_warm_up_rounds_are_run_and_not_kept() -> None:
    """What is slow only at first is not part of the result."""
    times = iter([100.0, 100.0, 1.0, 2.0])
    assert interleaved({"a": lambda: next(times)}, count=2, warm_up=2) == {"a": [1.0, 2.0]}


def test_ratio_is_of_medians() -> None:
    """One sample out of line moves no figure."""
    assert ratio({"a": [2.0, 2.0, 900.0], "b": [1.0, 1.0, 0.001]}, "a", "b") == 2.0


def test_percentiles() -> None:
    """The median halves the samples; of 200, two lie above the 99th percentile."""
    samples = [float(n) for n in range(200, 0, -1)]
    assert p50(samples) == 100.5
    assert p99(samples) == 198.0


@pytest.mark.parametrize(
    ("small", "big", "factor", "expected"),
    [(1.0, 1.0, 5000, 0.0), (1.0, 5000.0, 5000, 1.0), (2.0, 20.0, 100, 0.5), (2.0, 1.0, 2, -1.0)],
)
def test_growth_exponent(small: float, big: float, factor: float, expected: float) -> None:
    """Flat is 0, growing with the data is 1, and quicker with more data is negative."""
    assert growth_exponent(small, big, factor) == pytest.approx(expected)
