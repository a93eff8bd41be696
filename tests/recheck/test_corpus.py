"""The generated history: the same each time, of the product's own shapes, with nobody in it."""

import json
import re
from collections import Counter

import pytest

from chalicelib.contracts.policy_input import PolicyInput
from workbench.recheck.case import written
from workbench.recheck.corpus.made import FIRST, History
from workbench.recheck.corpus.spoil import SPOILS, WILTSHIRE, Group
from workbench.recheck.rules import Policy

from .conftest import Told


def test_the_same_seed_gives_the_same_history(rules: Policy) -> None:
    """A history and its key follow from the seed alone, and another seed gives another history."""

    def lines(seed: int) -> list[tuple[str, str | None]]:
        history = History(rules.schemes, 40, seed=seed, spoils={"no reasons": 3})
        return [(written(case), way) for case, way in history.cases()]

    assert lines(7) == lines(7)
    assert lines(7) != lines(8)


def test_the_key_counts_as_the_report_did() -> None:
    """33 of the cases go wrong: 14 on paper, 17 that should have been disclosed or researched, 2 with people harmed."""
    groups: Counter[Group] = Counter()
    for way, count in WILTSHIRE.items():
        groups[SPOILS[way].group] += count
    assert groups == {Group.ADMINISTRATIVE: 14, Group.SHOULD_HAVE: 17, Group.HARMED: 2}


def test_the_mix_of_outcomes_is_a_forces(rules: Policy) -> None:
    """About 38 % are disclosed; the rest is decided against, drops out, or lies outside of the scheme."""
    made = [case for case, _ in History(rules.schemes, 900, spoils={}).cases()]
    results = Counter(case.closed.result for case in made if case.closed)
    assert 0.34 < results["disclosed"] / len(made) < 0.42
    assert set(results) == {"disclosed", "not_disclosed", "not_decided"}
    taken = {(entry.input["context"].get("step") or {}).get("step") for case in made for entry in case.steps}
    assert {"withdraw", "uncontactable", "emergency", "second_decision", "pause", "reopen"} <= taken


def test_every_step_is_one_that_the_decision_point_can_ask(small: Told) -> None:
    """Each recorded input is of the contract of a policy input, spoiled or not."""
    for case in small.cases[:30]:
        for step in case.steps:
            PolicyInput.model_validate_json(json.dumps(step.input))
            assert step.input["context"]["now"] == step.at


def test_no_case_lies_before_the_law_that_the_rules_know(small: Told) -> None:
    """Rules know the law from 25 May 2018 on; a generated case begins after that day and ends by the summer of 2024."""
    for case in small.cases:
        assert case.opened >= f"{FIRST:%Y-%m-%d}"
        assert case.closed is not None
        assert case.closed.at < "2024-09-01"


def test_nobody_is_in_it(small: Told) -> None:
    """A line holds ids, references, codes, numbers and times, and no word that somebody could have written."""
    value = re.compile(r"^[A-Za-z0-9_:.#-]{1,64}$|^https://id\.sandbox\.example/force-11$")
    strings: set[str] = set()

    def walk(part: object) -> None:
        if isinstance(part, dict):
            for name, inner in part.items():
                strings.add(name)
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)
        elif isinstance(part, str):
            strings.add(part)

    for case in small.cases:
        walk(json.loads(written(case)))
    assert [text for text in strings if not value.match(text)] == []


@pytest.mark.parametrize("spoils", [{"vanished": 1}, {"no reasons": 11}])
def test_what_cannot_be_spoiled_is_refused(rules: Policy, spoils: dict[str, int]) -> None:
    """An unknown way of going wrong, or more of them than there are cases, is an error and not a smaller history."""
    with pytest.raises(ValueError, match="cannot spoil"):
        list(History(rules.schemes, 10, spoils=spoils).cases())
