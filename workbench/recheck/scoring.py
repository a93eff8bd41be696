"""How well the flagged cases fit the key of a generated history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.recheck.corpus.spoil import SPOILS
from workbench.recheck.figures import AGREED
from workbench.recheck.ranking import Flagged


@dataclass(frozen=True)
class Score:
    """Found and missed.

    Attributes:
        spoiled: How many cases the key names.
        found: How many of them were flagged.
        others: How many were flagged that the key does not name.
        grouped: How many of the found stand in the group in which the key has them.
        missed: Those that were not flagged, by the way in which they were spoiled.
    """

    spoiled: int
    found: int
    others: int
    grouped: int
    missed: Mapping[str, str]

    @property
    def precision(self) -> float:
        """The share of the flagged that the key names."""
        return self.found / (self.found + self.others) if self.found + self.others else 1.0

    @property
    def recall(self) -> float:
        """The share of the key's that were flagged."""
        return self.found / self.spoiled if self.spoiled else 1.0


def score(flagged: Sequence[Flagged], key: Mapping[str, str]) -> Score:
    """Hold the flagged cases against a key: case to the way in which it was spoiled."""
    levels = {one.judged.case.case: one.level for one in flagged}
    found = {case: way for case, way in key.items() if case in levels}
    return Score(
        spoiled=len(key),
        found=len(found),
        others=len(levels.keys() - key.keys()),
        grouped=sum(levels[case] in AGREED[SPOILS[way].group] for case, way in found.items() if way in SPOILS),
        missed={case: way for case, way in key.items() if case not in levels},
    )
