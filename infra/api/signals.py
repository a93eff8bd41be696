"""What the functions' own logs and jobs say that somebody must hear of, and from when on.

A log line is one JSON object with a permanent code (`chalicelib/service/log_codes.py`); a filter counts lines.
"""

from dataclasses import dataclass
from typing import Final

from chalicelib.service import proof_metrics
from infra import names

DECISIONS: Final = "Proviso/Decisions"
"""Namespace of what is counted from the decision point's log."""

PROOF: Final = proof_metrics.NAMESPACE
"""Namespace of what jobs report of themselves, each run, 0 too, and without dimensions."""


@dataclass(frozen=True)
class Report:
    """A job's own metric: how many it found, and after how many hours without a run its silence is an alarm."""

    metric: str
    silent_hours: int


ORPHANS: Final = Report(proof_metrics.ORPHANS, 24)
"""By whoever runs `proviso audit reconcile --aws --publish`: once a day or more often."""
CLOCK_BREACHES: Final = Report(proof_metrics.CLOCK_BREACHES, 2)
"""By the clock function, with each run of its schedule."""
CLOCK_FAILURES: Final = Report(proof_metrics.CLOCK_FAILURES, 2)
"""By the clock function likewise; one is no matter, for the next run tries again."""


@dataclass(frozen=True)
class Signal:
    """Lines of the log of one function that are counted."""

    metric: str
    function: str
    pattern: str


def _code(code: str, **fields: str) -> str:
    parts = [f'($.code = "{code}")', *(f'($.{name} = "{value}")' for name, value in fields.items())]
    return "{ " + " && ".join(parts) + " }"


REFUSED: Final = Signal("Refused", names.DECIDE, _code("DECISION_MADE", outcome="refused"))
MADE: Final = Signal("Made", names.DECIDE, _code("DECISION_MADE"))
CLOSED: Final = Signal("Closed", names.DECIDE, _code("DECISION_CLOSED"))
UNPROVEN: Final = Signal("Unproven", names.DECIDE, _code("CALLER_NOT_PROVEN"))
WRONG_REVISION: Final = Signal("WrongRevision", names.DECIDE, _code("OPA_START_FAILED", cause="revision"))
NO_POLICY: Final = Signal("NoPolicy", names.DECIDE, _code("OPA_START_FAILED"))
FAULT: Final = Signal("Fault", names.DECIDE, _code("DECISION_FAULT"))

SIGNALS: Final = (REFUSED, MADE, CLOSED, UNPROVEN, WRONG_REVISION, NO_POLICY, FAULT)
