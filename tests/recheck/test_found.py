"""What was spoiled is found, what was not is let be, and another rule finds other cases."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from workbench.policy.sources import POLICIES
from workbench.recheck.corpus.made import History
from workbench.recheck.corpus.spoil import SPOILS
from workbench.recheck.rules import Policy, policy
from workbench.recheck.scoring import score

from .conftest import SMALL, Told, told

CODES = {
    "a fact of the disclosure is missing": {"five_facts_missing"},
    "closed as soon as it was told": {"step_not_possible_now"},
    "the outcome was never given": {"step_not_possible_now"},
    "records owed after an emergency": {"emergency_records_missing"},
    "no reasons": {"reasons_missing"},
    "closed by a role that may not": {"step_not_for_role"},
    "decided by who opened it": {"other_officer_needed"},
    "not told though every limb holds": {"every_limb_held"},
    "hardly searched": {"minimum_searches_missing"},
    "dropped out, and the risk never decided": {"step_not_possible_now"},
    "assessed on paper alone": {"facts_not_so", "step_not_possible_now"},
    "told by phone": {"not_in_person"},
    "children not referred": {"children_not_referred"},
    "harmed, not told though every limb holds": {"every_limb_held"},
    "harmed, dropped out and the risk never decided": {"step_not_possible_now"},
}


def test_every_way_of_going_wrong_is_found_and_nothing_else(small: Told) -> None:
    """All that the key names are flagged, in the key's own group, and no other case is."""
    found = score(small.flagged, small.key)
    assert (found.spoiled, found.missed, found.others) == (2 * len(SPOILS), {}, 0)
    assert (found.precision, found.recall, found.grouped) == (1.0, 1.0, found.spoiled)


@pytest.mark.parametrize("way", sorted(SPOILS))
def test_each_is_found_for_what_it_is(small: Told, way: str) -> None:
    """A case is flagged with the code of what is wrong with it."""
    flagged = small.of(way)
    assert len(flagged) == 2
    for one in flagged:
        codes = {finding.code for finding in one.judged.findings}
        assert codes >= CODES[way]


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_a_history_that_is_as_it_should_be_is_let_be(rules: Policy, seed: int) -> None:
    """Refusals to sign, emergencies, pauses, reopened cases and late ones flag nothing where the rules were kept."""
    kept = told(rules, History(rules.schemes, SMALL, seed=seed, spoils={}))
    assert [[finding.code for finding in one.judged.findings] for one in kept.flagged] == []
    assert len(kept.judgement.judged) == SMALL
    assert kept.judgement.decisions > 6 * SMALL


@pytest.mark.parametrize("spoils", [{"told by phone": 5, "no reasons": 1}, {"decided by who opened it": 9}])
def test_other_kinds_and_counts_are_found_as_well(rules: Policy, spoils: dict[str, int]) -> None:
    """How many are found follows what was spoiled, whichever and however many."""
    other = told(rules, History(rules.schemes, 50, seed=5, spoils=spoils))
    assert len(other.flagged) == sum(spoils.values())
    assert {one.judged.case.case for one in other.flagged} == set(other.key)


def test_another_scheme_is_judged_by_its_own_machine(rules: Policy) -> None:
    """Nothing names a scheme: a history of the child sex offender scheme is walked, spoiled and found alike."""
    spoils = {
        way: 1
        for way, spoil in SPOILS.items()
        if spoil.fits(rules.course("csods", "force:11", "2022-01-01"))  # type: ignore[arg-type] # it exists
    }
    assert len(spoils) > 10
    other = told(rules, History(rules.schemes, 60, seed=6, spoils=spoils, shares={"csods": 1.0}))
    assert {one.judged.case.case for one in other.flagged} == set(other.key)
    unanswered = other.of("not told though every limb holds")[0]
    assert "presumption_not_answered" in {finding.code for finding in unanswered.judged.findings}


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Policy]:
    """Rules that no longer ask for the minimum searches."""
    folder = tmp_path_factory.mktemp("candidate") / "policies"
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("testing"))
    for code in ("dvds_ask", "dvds_know"):
        file = folder / "proviso" / "schemes" / code / "data.json"
        scheme: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        del scheme["minimum_checks"]
        for step in scheme["steps"].values():
            step["needs"].pop("minimum_searches", None)
            for outcome in step["outcomes"].values():
                outcome["needs"].pop("minimum_searches", None)
        file.write_text(json.dumps(scheme), encoding="utf-8")
    with policy(folder) as changed:
        yield changed


def test_a_candidate_that_asks_for_less_flags_less(rules: Policy, candidate: Policy, small: Told) -> None:
    """Without the minimum searches in the rules, what was hardly searched is no longer wrong; all else still is."""
    judged = told(candidate, History(rules.schemes, SMALL, seed=1, spoils=dict.fromkeys(SPOILS, 2)))
    assert judged.judgement.revision != small.judgement.revision
    gone = {one.judged.case.case for one in small.flagged} - {one.judged.case.case for one in judged.flagged}
    assert gone == {one.judged.case.case for one in small.of("hardly searched")}
    assert len(judged.flagged) == len(small.flagged) - 2
