"""p6: from the start of a process to its first answered share, over the same with boto3 and Chalice alone."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from workbench.bench.stats import interleaved
from workbench.tools import ROOT

_HERE = Path(__file__).resolve().parent
_CREATED = b"201"
_LIMIT_S = 30


class ColdStartError(RuntimeError):
    """A fresh process did not answer 201; the message holds what it said."""


def cold_starts(plan: Mapping[str, Any], folder: Path, starts: int) -> dict[str, list[float]]:
    """Start fresh processes in turn and return, for `share` and `floor`, the milliseconds of each.

    Args:
        plan: What both are told: env, event, the decision's answer, the calls that a share makes to AWS.
        folder: Where the plan is written.
        starts: How many of each are kept; two more rounds come first, so that files and bytecode are cached alike.

    Raises:
        ColdStartError: one did not answer 201.
    """
    path = folder / "cold.json"
    path.write_text(json.dumps({"root": str(ROOT), **plan}), encoding="utf-8")
    return interleaved({"share": _start("cold_share", path), "floor": _start("cold_floor", path)}, starts, warm_up=2)


def _start(script: str, plan: Path) -> Callable[[], float]:
    command = [sys.executable, "-I", str(_HERE / f"{script}.py"), str(plan)]

    def once() -> float:
        began = perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={}) as process:
            assert process.stdout is not None  # noqa: S101 - asked for above
            answered = process.stdout.readline().strip()
            took = perf_counter() - began
            _, said = process.communicate(timeout=_LIMIT_S)
        if answered != _CREATED or process.returncode:
            message = f"{script} answered {answered!r}, exit {process.returncode}: {said.decode()[-2000:]}"
            raise ColdStartError(message)
        return took * 1000

    return once
