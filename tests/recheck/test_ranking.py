"""Whom to look at first, what it counts to, and what is said of it."""

import json
from collections import Counter
from datetime import date

import pytest

from workbench.recheck.corpus import made
from workbench.recheck.corpus.made import History
from workbench.recheck.figures import figures
from workbench.recheck.findings import Finding, Kind, kind_of
from workbench.recheck.ranking import Level, in_order, ranked
from workbench.recheck.report import Report, as_json, as_text
from workbench.recheck.rules import Policy
from workbench.recheck.scoring import score

from .conftest import Told, told


def _finding(code: str, kind: Kind, at: str = "2022-01-01T00:00:00Z") -> Finding:
    return Finding(code, kind, "What is wrong.", "The law", "The remedy.", at)


def test_harm_comes_first_and_paperwork_last(small: Told) -> None:
    """Cases are told by level: harmed, not told at high risk, not told, told wrongly, hardly researched, paperwork."""
    levels = [one.level for one in small.flagged]
    assert levels == sorted(levels)
    assert set(levels) >= {Level.HARMED, Level.WRONGLY_TOLD, Level.HARDLY_RESEARCHED, Level.PAPERWORK}
    assert {small.key[one.judged.case.case] for one in small.flagged if one.level is Level.HARMED} == {
        "harmed, not told though every limb holds",
        "harmed, dropped out and the risk never decided",
    }


def test_high_risk_and_danger_come_before_the_rest_of_their_kind(rules: Policy) -> None:
    """Among those who should have been told, high risk and immediate danger come first; then the latest."""
    history = History(rules.schemes, 40, seed=11, spoils={"not told though every limb holds": 16})
    flagged = told(rules, history).flagged
    assert {one.level for one in flagged} == {Level.NOT_TOLD_AT_HIGH_RISK, Level.NOT_TOLD}
    for one in flagged:
        assert (one.level is Level.NOT_TOLD_AT_HIGH_RISK) == (one.grade == "high" or one.danger)
    same = [one.worst.at for one in flagged if (one.level, one.grade, one.danger) == (Level.NOT_TOLD, "medium", False)]
    assert len(same) > 2
    assert same == sorted(same, reverse=True)


def test_harm_after_a_case_that_was_kept_is_not_its_fault(rules: Policy, small: Told) -> None:
    """That somebody was harmed later flags nothing by itself: the rules had been kept."""
    case = next(one.case for one in small.judgement.judged if not one.findings)
    later = [{"at": "2024-05-01T00:00:00Z", "kind": "harm"}]
    harmed = type(case).model_validate({**case.model_dump(), "later": later})
    from workbench.recheck.judge import judge

    assert ranked(judge([harmed], rules).judged, rules) == []


def test_each_matter_is_told_once() -> None:
    """What the rules said of a step is not said again of the whole case, and a code that came twice once."""
    found = [
        _finding("decided_unsearched", Kind.RESEARCH),
        _finding("five_facts_missing", Kind.PAPERWORK, "2022-01-03T00:00:00Z"),
        _finding("five_facts_missing", Kind.PAPERWORK, "2022-01-02T00:00:00Z"),
        _finding("minimum_searches_missing", Kind.RESEARCH),
        _finding("closed_incomplete", Kind.PAPERWORK),
    ]
    ordered = in_order(found)
    assert [each.code for each in ordered] == ["minimum_searches_missing", "five_facts_missing"]
    assert ordered[1].at == "2022-01-02T00:00:00Z"


@pytest.mark.parametrize(
    ("code", "where", "state", "kind"),
    [
        ("step_not_possible_now", ("step",), "withdrawn", Kind.RESEARCH),
        ("step_not_possible_now", ("step",), "not_disclosed", Kind.PAPERWORK),
        ("step_not_possible_now", ("step",), "out_of_scope", Kind.PAPERWORK),
        ("step_incomplete", ("risk/grade",), "withdrawn", Kind.RESEARCH),
        ("step_incomplete", ("plan",), "disclosure_recorded", Kind.PAPERWORK),
        ("a_code_that_nobody_knew", (), "met", Kind.RESEARCH),
        ("not_in_person", (), "delivery_due", Kind.WRONGLY_TOLD),
    ],
)
def test_what_a_reason_is_about(rules: Policy, code: str, where: tuple[str, ...], state: str, kind: Kind) -> None:
    """A step out of its turn is research while the risk is undecided; what nobody knows is not called paperwork."""
    assert kind_of(code, where, state, rules.course("dvds_ask", "force:11", "2022-01-01")) is kind


def test_one_officer_is_told_and_the_busy_are_not(rules: Policy, small: Told) -> None:
    """An officer with far more of the wrong steps than of all such steps is named, held against what is expected."""
    spoils = {"the outcome was never given": 20}
    many = told(rules, History(rules.schemes, 200, seed=12, spoils=spoils))
    assert len(many.figures.officers) == 1
    one = many.figures.officers[0]
    assert one.flagged >= 9
    assert one.expected < one.flagged / 3
    alone = [flagged for flagged in many.flagged if flagged.worst.by[0] != one.person]
    assert figures(many.judgement.judged, alone).officers == []


def test_wrong_steps_that_are_spread_evenly_name_nobody(rules: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many wrong steps there are, nobody is named whose share of them is like everybody's."""
    monkeypatch.setattr(made, "ONE_OFFICER", 0.0)
    even = told(rules, History(rules.schemes, 150, seed=13, spoils={"the outcome was never given": 60}))
    taken = Counter(one.worst.by[0] for one in even.flagged)
    assert max(taken.values()) > 3
    assert even.figures.officers == []


def test_figures_add_up(small: Told) -> None:
    """Kinds, groups and years each count every flagged case once; a year counts its own cases."""
    counted = small.figures
    assert sum(counted.by_kind.values()) == sum(counted.by_group.values()) == len(small.flagged)
    assert sum(row["cases"] for row in counted.by_year.values()) == len(small.cases)
    assert sum(row["flagged"] for row in counted.by_year.values()) == len(small.flagged)
    assert sum(row["late"] for row in counted.by_year.values()) == counted.late


def test_the_text_says_what_is_wrong_and_what_to_do(rules: Policy, small: Told) -> None:
    """Every case is told with its id, code, law, date, who holds it and the next thing to do."""
    report = Report(small.judgement, small.flagged, small.figures, rules, score(small.flagged, small.key))
    text = as_text(report, shown=100)
    for one in small.flagged:
        assert one.judged.case.case in text
        assert f"[{one.worst.code}]" in text.replace("\n", " ")
    flat = " ".join(text.split())
    assert "recall 100%" in flat
    assert "held by Durham Constabulary" in flat
    assert "Closure was taken while it stood at “Application withdrawn; the risk is still decided”" in flat
    assert "In danger take emergency (" in flat
    assert "and 28 more" in " ".join(as_text(report, shown=2).split())


def test_the_json_holds_the_same(rules: Policy, small: Told) -> None:
    """The machine's report has every flagged case in the same order, with findings, and no second truth."""
    said = json.loads(json.dumps(as_json(Report(small.judgement, small.flagged, small.figures, rules))))
    assert [one["case"] for one in said["flagged"]] == [one.judged.case.case for one in small.flagged]
    assert (said["cases"], said["policy_revision"]) == (len(small.cases), rules.revision)
    first = said["flagged"][0]
    assert first["harm_known_later"] is True
    assert {"code", "kind", "wrong", "law", "remedy", "at", "by"} <= set(first["findings"][0])
    assert date.fromisoformat(first["findings"][0]["at"][:10])
