"""The arithmetic of the benchmarks: interleaved samples, medians, ratios, growth."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence

Samples = Mapping[str, Sequence[float]]


def interleaved(measures: Mapping[str, Callable[[], float]], count: int, warm_up: int) -> dict[str, list[float]]:
    """Take samples in turn (A B A B …), so that whatever slows the machine slows all alike.

    Args:
        measures: By name, what runs once and returns how long it took.
        count: Samples to keep of each.
        warm_up: Rounds that are run and thrown away first.
    """
    for _ in range(warm_up):
        for measure in measures.values():
            measure()
    kept: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(count):
        for name, measure in measures.items():
            kept[name].append(measure())
    return kept


def p50(samples: Sequence[float]) -> float:
    """The median."""
    return statistics.median(samples)


def p99(samples: Sequence[float]) -> float:
    """The smallest sample that 99 of 100 do not exceed."""
    ordered = sorted(samples)
    return ordered[math.ceil(len(ordered) * 0.99) - 1]


def ratio(samples: Samples, measured: str, base: str) -> float:
    """Median over median, of one run."""
    return p50(samples[measured]) / p50(samples[base])


def growth_exponent(small: float, big: float, factor: float) -> float:
    """The exponent b of `time = a * size^b` between two sizes that lie a factor apart: 0 is flat, 1 a scan."""
    return math.log(big / small) / math.log(factor)
