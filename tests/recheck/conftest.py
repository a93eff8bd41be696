"""Today's rules as a bundle, and one small spoiled history, judged once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from workbench.recheck.case import PastCase
from workbench.recheck.corpus.made import History
from workbench.recheck.corpus.spoil import SPOILS
from workbench.recheck.figures import Figures, figures
from workbench.recheck.judge import judge
from workbench.recheck.judged import Judgement
from workbench.recheck.ranking import Flagged, ranked
from workbench.recheck.rules import Policy, policy

SMALL = 120


@dataclass(frozen=True)
class Told:
    """A generated history with its key, and what came of it."""

    cases: list[PastCase]
    key: Mapping[str, str]
    judgement: Judgement
    flagged: list[Flagged]
    figures: Figures

    def of(self, way: str) -> list[Flagged]:
        """The flagged cases that were spoiled in one way."""
        return [one for one in self.flagged if self.key.get(one.judged.case.case) == way]


def told(rules: Policy, history: History) -> Told:
    """Generate and judge."""
    made = list(history.cases())
    judgement = judge((case for case, _ in made), rules)
    flagged = ranked(judgement.judged, rules)
    key = {case.case: way for case, way in made if way}
    return Told([case for case, _ in made], key, judgement, flagged, figures(judgement.judged, flagged))


@pytest.fixture(scope="session")
def rules() -> Iterator[Policy]:
    """Today's rules."""
    with policy() as today:
        yield today


@pytest.fixture(scope="session")
def small(rules: Policy) -> Told:
    """A history in which every way of going wrong happens twice."""
    return told(rules, History(rules.schemes, SMALL, seed=1, spoils=dict.fromkeys(SPOILS, 2)))
