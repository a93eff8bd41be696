"""The whole history at once, as large as the one that a force had to read by hand."""

import pytest

from workbench.recheck.corpus.made import CASES, History
from workbench.recheck.figures import AGREED
from workbench.recheck.rules import Policy
from workbench.recheck.scoring import score

from .conftest import told

A_FEW = 3


@pytest.mark.timeout(900)
def test_all_33_of_3778_are_found(rules: Policy) -> None:
    """Of 3,778 cases exactly 33 were wrongly closed; all are found, with no more than a few others, harm first."""
    whole = told(rules, History(rules.schemes))
    found = score(whole.flagged, whole.key)
    seconds = whole.judgement.seconds
    print(f"{CASES / seconds:,.0f} cases/s, {whole.judgement.decisions / seconds:,.0f} decisions/s")
    assert (len(whole.cases), found.spoiled, found.missed) == (3778, 33, {})
    assert found.others <= A_FEW
    assert dict(whole.figures.by_group) == dict(zip(AGREED, (2, 17, 14 + found.others), strict=True))
    assert [whole.key[one.judged.case.case].startswith("harmed") for one in whole.flagged[:3]] == [True, True, False]
    assert whole.judgement.decisions > 30_000
