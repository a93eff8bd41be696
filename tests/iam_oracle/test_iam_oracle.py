"""The evaluator against an independent one, over generated requests and policies like the product's own."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.iam.oracle import install

from .cases import Case
from .differences import DIFFERENCES, Difference, explains
from .generate import FAMILIES, Family, cases

Ask = Callable[[Iterable[Case]], list[str]]
_SECONDS = 60


@pytest.fixture(scope="session")
def folder() -> Path:
    """The other evaluator, installed if it is not."""
    return install.install()


@pytest.fixture(scope="session")
def ask(folder: Path) -> Ask:
    """Asks the other evaluator: one process for a list of cases."""

    def asked(listed: Iterable[Case]) -> list[str]:
        lines = [case.line() for case in listed]
        done = subprocess.run(
            [install.node(), install.HERE / "oracle.mjs", folder],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            check=True,
            timeout=_SECONDS,
        )
        said = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(said) == len(lines), done.stderr
        return [one.get("result") or f"Error: {one['error']}" for one in said]

    return asked


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_both_answer_the_same(family: Family, ask: Ask) -> None:
    """For every generated case both evaluators answer the same, unless a known difference explains it."""
    listed = list(cases(family))
    pairs = [(case, case.ours(), theirs) for case, theirs in zip(listed, ask(listed), strict=True)]
    for case, ours, theirs in pairs:
        assert ours == theirs or explains(case, ours, theirs), f"ours {ours}, theirs {theirs}:\n{case.shown()}"
    equal = Counter(ours for _, ours, theirs in pairs if ours == theirs)
    assert equal.total() >= 0.85 * len(pairs), f"too few comparisons are left: {equal}"
    assert equal["Allowed"] >= 0.1 * len(pairs), f"too few are allowed to show anything: {equal}"
    assert equal.total() - equal["Allowed"] >= 0.1 * len(pairs), f"too few are denied to show anything: {equal}"


def test_there_are_enough_cases() -> None:
    """The comparison covers well over three hundred different cases."""
    shown = {case.line() for family in FAMILIES for case in cases(family)}
    assert len(shown) > 1000


@pytest.mark.parametrize("known", DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_known_difference_still_differs(known: Difference, ask: Ask) -> None:
    """Each known difference is one: both evaluators answer its example as the table says."""
    assert known.example.ours().partition(":")[0] == known.ours
    assert ask([known.example]) == [known.theirs]
    assert known.reason
