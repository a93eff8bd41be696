"""Puts the clock together, once per warm container, at its first run."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from chalicelib.adapters.decision_point import LambdaDecisionPoint
from chalicelib.adapters.records import DynamoRecordStore
from chalicelib.adapters.ticks import DynamoTicks
from chalicelib.service.clock_reporting import report
from chalicelib.service.clock_running import RunClock
from chalicelib.service.ports import DecisionPoint
from chalicelib.settings import ClockSettings

_built: list[RunClock] = []


def run(time_is_left: Callable[[], bool]) -> dict[str, Any]:
    """Run the clock of this container once, report, and return what it did; the first run builds it.

    Raises:
        SettingsError: the environment lacks a setting.
    """
    if not _built:
        _built.append(build(ClockSettings.from_env()))
    started, now = monotonic(), datetime.now(UTC)
    made = _built[0](now, time_is_left)
    report(made, now, round((monotonic() - started) * 1000))
    return made.told()


def build(settings: ClockSettings, point: DecisionPoint | None = None) -> RunClock:
    """Wire a clock; `point` stands in for the decision point behind its function's name."""
    return RunClock(
        point or LambdaDecisionPoint(settings.decide_function),
        DynamoRecordStore(settings.records_table),
        DynamoTicks(settings.records_table),
    )


def forget() -> None:
    """Drop what was built, for tests that build it anew."""
    _built.clear()
