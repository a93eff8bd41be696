"""`proviso bench`: measure, write build/bench.json, print the table."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, TextIO, TypeVar

from workbench.bench import cold, measures
from workbench.bench.goals import GOALS, table
from workbench.bench.stand import Stand
from workbench.bench.stats import growth_exponent, p50, p99, ratio
from workbench.bench.story import Story, live
from workbench.tools import ROOT

T = TypeVar("T")
_OUT = ROOT / "build" / "bench.json"
_COLD_CALLS = ["lambda.Invoke", "kms.GenerateDataKey", "dynamodb.TransactWriteItems"]


@dataclass(frozen=True)
class Sizes:
    """How many samples are kept of each measure, and how many rounds come before."""

    samples: int
    warm_up: int
    starts: int
    closings: int


class Told:
    """Says what is being measured, and how long that took."""

    def __init__(self, progress: TextIO) -> None:
        """Keep where it is said."""
        self._progress = progress

    def __call__(self, name: str, measure: Callable[[], T]) -> T:
        """Run a measure between its name and its duration."""
        print(f"{name} …", end=" ", file=self._progress, flush=True)
        began = perf_counter()
        result = measure()
        print(f"{perf_counter() - began:.0f} s", file=self._progress, flush=True)
        return result


@contextmanager
def _quiet() -> Iterator[TextIO]:
    """Put away what functions and OPA log while the block lasts; yield what still reaches standard error.

    It is not looked at here, and a terminal would slow what is measured.
    """
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    sys.stderr.flush()
    os.dup2(nowhere, 2)
    try:
        with os.fdopen(os.dup(kept), "w", encoding="utf-8") as progress:
            yield progress
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


FULL = Sizes(samples=2_000, warm_up=200, starts=25, closings=20)
QUICK = Sizes(samples=200, warm_up=50, starts=5, closings=3)


def run(quick: bool) -> int:
    """Run every measure.

    Args:
        quick: Fewer samples: for a look, not for quoting.

    Returns:
        0 when all was measured, whether the goals are met or not; 1 when something could not be measured.
    """
    began = perf_counter()
    try:
        with _quiet() as progress:
            results = _measured(QUICK if quick else FULL, Told(progress))
    except Exception as error:  # noqa: BLE001 - whatever stopped it, a figure is missing: that is the result
        print(f"could not measure: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    results |= {"goals": GOALS, "environment": _environment(), "quotable": not quick}
    _OUT.parent.mkdir(parents=True, exist_ok=True)
    _OUT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(table(results))
    if quick:
        print("\nQuick run: too few samples. NOT for quoting.")
    print(f"\n{perf_counter() - began:.0f} s; written to {_OUT.relative_to(ROOT)}")
    return 0


def _measured(sizes: Sizes, told: Told) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="proviso-bench-") as name:
        folder = Path(name)
        stand = Stand(folder)
        try:
            story = told("the story", lambda: live(stand))
            return _figures(stand, story, folder, sizes, told)
        finally:
            stand.close()


def _figures(stand: Stand, story: Story, folder: Path, sizes: Sizes, told: Told) -> dict[str, Any]:
    count, warm_up = sizes.samples, sizes.warm_up
    calls = told("p4", lambda: measures.aws_calls(stand, story))
    route = told("p1", lambda: measures.route(stand, story, count, warm_up))
    decision = told("p2", lambda: measures.decision(stand, story, count, warm_up))
    growth = told("p3", lambda: measures.growth(stand, story, folder, count, warm_up))
    starts = told("p6", lambda: cold.cold_starts(_cold_plan(stand, story), folder, sizes.starts))
    closed = told("p9", lambda: measures.closed(stand, story, sizes.closings))
    return {
        "p1_route_ratio": ratio(route, "rules", "stub"),
        "p2_client_over_handler": ratio(decision, "client", "handler"),
        "p3_growth_exponent": {name: _exponent(taken) for name, taken in growth.items()},
        "p4_aws_calls": {name: len(made) for name, made in calls.items()},
        "p6_cold_ratio": ratio(starts, "share", "floor"),
        "p9_closed_ms": {name: p50(taken) for name, taken in closed.items()},
        "aws_calls": calls,
        "samples": {
            "p1_route_ratio": _summary(route),
            "p2_client_over_handler": _summary(decision),
            "p3_growth_exponent": {name: _summary(taken) for name, taken in growth.items()},
            "p6_cold_ratio": _summary(starts),
            "p9_closed_ms": _summary(closed),
        },
    }


def _exponent(taken: Mapping[str, list[float]]) -> float:
    return growth_exponent(p50(taken["small"]), p50(taken["big"]), measures.BIG / measures.SMALL)


def _cold_plan(stand: Stand, story: Story) -> dict[str, Any]:
    context = {"function_name": "proviso-share", "aws_request_id": "00000000-0000-4000-8000-000000000000"}
    return {
        "env": stand.env,
        "event": story.share,
        "context": context,
        "decision": story.decided,
        "calls": _COLD_CALLS,
    }


def _summary(taken: Mapping[str, list[float]]) -> dict[str, Any]:
    return {
        name: {"n": len(values), "p50_ms": round(p50(values), 3), "p99_ms": round(p99(values), 3)}
        for name, values in taken.items()
    }


def _environment() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }
