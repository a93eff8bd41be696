"""What a judgement is: a case with its findings, and the whole history."""

from dataclasses import dataclass, field
from datetime import datetime

from workbench.recheck.case import PastCase
from workbench.recheck.findings import Finding
from workbench.recheck.refold import State


@dataclass(frozen=True)
class Limit:
    """When a case was answered, and when the time for it ran out."""

    answered: str
    passed: str

    @property
    def days_late(self) -> float:
        """How many days too late; negative when it was in time."""
        return (_moment(self.answered) - _moment(self.passed)).total_seconds() / 86_400


@dataclass
class Judged:
    """A case and what came of it; `end` is the state that its own steps lead to."""

    case: PastCase
    end: State
    findings: list[Finding] = field(default_factory=list)
    limit: Limit | None = None


@dataclass
class Judgement:
    """The whole history, judged: every case, how many decisions, how long it took and how much work it was."""

    judged: list[Judged]
    decisions: int
    seconds: float
    cpu_seconds: float
    revision: str


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
