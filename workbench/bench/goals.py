"""What is measured, what is aimed for, and the table that shows both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

GOALS: Final[Mapping[str, Any]] = {
    "p1_route_ratio": 2.1,
    "p2_client_over_handler": 3.5,
    "p3_growth_exponent": {"share": 0.05, "request_disclosure": 0.05, "record_undertaking": 0.05},
    "p4_aws_calls": {"share": 6, "read": 6, "denied": 3},
    "p6_cold_ratio": 1.6,
    "p9_closed_ms": {"down": 50, "hung": 300},
}
"""No figure may exceed its goal; calls to AWS must be exactly as many."""

_EXACT: Final = frozenset({"p4_aws_calls"})
_TITLES: Final[Mapping[str, str]] = {
    "p1_route_ratio": "route with the rules / with an allow stub",
    "p2_client_over_handler": "decision seen by our client / by OPA itself",
    "p3_growth_exponent": "growth, 10 to 50,000 agencies",
    "p4_aws_calls": "AWS calls, Invoke included",
    "p6_cold_ratio": "cold start to first share / boto3 + chalice",
    "p9_closed_ms": "closed answer, milliseconds: OPA",
}


@dataclass(frozen=True)
class Figure:
    """One measured value beside its goal."""

    measure: str
    title: str
    value: float
    goal: float
    exact: bool

    @property
    def met(self) -> bool:
        """Whether the goal is met by the value as measured, before rounding."""
        return self.value == self.goal if self.exact else self.value <= self.goal


def figures(results: Mapping[str, Any]) -> list[Figure]:
    """Return every figure that has a goal, in the order of the goals.

    Raises:
        KeyError: a measure is missing: it must not drop out of the table unseen.
    """
    found = []
    for measure, goal in GOALS.items():
        title, exact = _TITLES[measure], measure in _EXACT
        if isinstance(goal, Mapping):
            found += [
                Figure(f"{measure}.{part}", f"{title}: {part}", results[measure][part], limit, exact)
                for part, limit in goal.items()
            ]
        else:
            found.append(Figure(measure, title, results[measure], goal, exact))
    return found


def table(results: Mapping[str, Any]) -> str:
    """Return the table: measure, what it is, value, goal, met or MISSED."""
    rows = [("measure", "what", "value", "goal", "")]
    for figure in figures(results):
        sign = "=" if figure.exact else "≤"
        verdict = "met" if figure.met else "MISSED"
        rows.append((figure.measure, figure.title, _number(figure.value), f"{sign} {figure.goal:g}", verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"  # noqa: PLR2004 - three figures are enough
