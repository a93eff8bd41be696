"""A case as a whole: what was read had happened, it ended as its file says, and its time is its own day's."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from workbench.recheck.case import PastCase, PastStep
from workbench.recheck.findings import Kind
from workbench.recheck.rules import Policy

from .hand import OPENED, codes, judged, not_told, place_of, reading, told, walk, with_step


def test_a_case_that_kept_the_rules_has_no_finding(rules: Policy) -> None:
    """Told or not told: where every step was as it should be, nothing is found."""
    assert codes(rules, told(rules)) == []
    assert codes(rules, not_told(rules)) == []


@pytest.mark.parametrize(
    ("step", "name", "value"),
    [
        ("safety_plan", "five_facts", dict.fromkeys(("when", "who", "to_whom", "how", "what"), False)),
        ("delivery", "identity", {"p2": True}),
        ("close", "people", {"p1": "applicant"}),
        ("close", "history", []),
        ("close", "opened_by", "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F09"),
    ],
)
def test_what_was_read_and_had_not_happened_is_found(rules: Policy, step: str, name: str, value: Any) -> None:
    """A member of the state that differs from what the steps lead to is named, at the step that read it."""
    case = told(rules)
    place = place_of(case, step)
    found = judged(rules, with_step(case, place, reading(name, value))).findings
    assert [(each.code, each.where, each.step) for each in found] == [("facts_not_so", (name,), step)]
    assert found[0].decision == case.steps[place].decision


def test_the_rules_are_asked_again_of_what_was_so(rules: Policy) -> None:
    """Facts that were made up for a step count for nothing: the reasons are those of the facts that were so."""
    going = walk(rules)
    going.take(going.towards("delivery"))
    facts = dict.fromkeys(("when", "who", "to_whom", "how", "what"), True)
    going.take(going.course.closing, read=going.forged(state="safety_planned", five_facts=facts))
    assert codes(rules, going.past()) == ["closed_incomplete", "facts_not_so", "step_not_possible_now"]


def test_what_was_refused_then_did_not_happen(rules: Policy) -> None:
    """A step that was refused in its day is neither judged nor folded in."""
    case = told(rules)
    refused = case.steps[-1].model_copy(update={"allow": False, "view": None, "decision": "refused"})
    tried = case.model_copy(update={"steps": [*case.steps[:-1], refused, case.steps[-1]]})
    assert judged(rules, tried).findings == []
    assert len(tried.taken) == len(case.steps)


def test_a_file_that_says_closed_needs_a_step_that_closes(rules: Policy) -> None:
    """A case whose steps lead to no closed state is not closed, whatever its file says."""
    case = told(rules)
    assert codes(rules, case.model_copy(update={"steps": case.steps[:-1]})) == ["not_closed"]
    assert codes(rules, case.model_copy(update={"steps": case.steps[:-1], "closed": None})) == []


def test_a_file_that_says_disclosed_needs_a_disclosure(rules: Policy) -> None:
    """The result in the file is held against what the steps say, both ways."""
    for case, other in ((told(rules), "not_disclosed"), (not_told(rules), "disclosed")):
        assert case.closed is not None
        wrong = case.closed.model_copy(update={"result": other})
        assert codes(rules, case.model_copy(update={"closed": wrong})) == ["result_not_so"]


@pytest.mark.parametrize("result", ["disclosed", "not_disclosed"])
def test_what_was_told_before_it_was_opened_again_counts_either_way(rules: Policy, result: str) -> None:
    """Told, opened again and then not told: the file may say either, for both happened."""
    going = walk(rules)
    going.take(going.towards("delivery"))
    going.take(going.towards("close"))
    going.at += timedelta(days=30)
    going.take(next(move for move in going.course.moves if move.step == "reopen"))
    going.take(going.towards("decision", "not_disclose"))
    going.take(going.towards("close"))
    case = going.past()
    assert case.closed is not None
    closed = case.closed.model_copy(update={"result": result})
    assert codes(rules, case.model_copy(update={"closed": closed})) == []


@pytest.mark.parametrize("year", [2017, 2018])
def test_what_lies_before_the_rules_is_told_and_not_passed_over(rules: Policy, year: int) -> None:
    """Steps before 25 May 2018 cannot be judged by these rules, and the case says so."""
    found = judged(rules, told(rules, datetime(year, 1, 8, 9, tzinfo=UTC))).findings
    assert {finding.kind for finding in found} == {Kind.NOT_JUDGED}


def test_what_rules_cannot_read_does_not_stop_the_rest(rules: Policy) -> None:
    """One record in another form is told as not judged; the cases beside it are judged all the same."""
    from workbench.recheck.judge import judge

    case = told(rules)
    broken = with_step(case, 1, lambda step: step.model_copy(update={"input": {"subject": "somebody"}}))
    found = judge([case, broken, not_told(rules)], rules).judged
    assert [[finding.code for finding in one.findings] for one in found] == [[], ["not_judged"], []]


@pytest.mark.parametrize(
    ("year", "days", "late"), [(2022, 30, False), (2022, 36, True), (2023, 27, False), (2023, 30, True)]
)
def test_a_limit_is_that_of_its_own_day(rules: Policy, year: int, days: int, late: bool) -> None:  # noqa: FBT001
    """35 days for what began before April 2023, 28 after; what is late is counted and is not wrong."""
    opened = OPENED.replace(year=year, month=6)
    quick = told(rules, opened)
    at = datetime.fromisoformat(quick.steps[place_of(quick, "delivery")].at)
    case = told(rules, opened, opened + timedelta(days=days) - at)
    one = judged(rules, case)
    assert one.findings == []
    assert one.limit is not None
    assert (one.limit.days_late > 0) is late
    assert abs(one.limit.days_late - (days - (28 if year == 2023 else 35))) < 1


def test_a_case_without_recorded_views_is_folded_by_what_came_next(rules: Policy) -> None:
    """Where nobody wrote down what policy answered, the state that the next step read says where it led."""
    case = told(rules)
    bare = [step.model_copy(update={"view": None}) for step in case.steps]
    without: PastCase = case.model_copy(update={"steps": bare})
    assert [finding.where for finding in judged(rules, without).findings] in ([], [("use_limited_to",)])


def test_what_the_clock_recorded_is_folded_in(rules: Policy) -> None:
    """A limit that the clock recorded as passed is part of what happened: it may be read, and nothing else may."""
    case = told(rules)
    place = place_of(case, "close")
    due, at = case.opened, case.steps[place].at
    asked = deepcopy(case.steps[place].input)
    asked["subject"] = {"type": "clock", "id": "clock", "properties": {**asked["subject"]["properties"]}}
    asked["action"]["name"] = "clock.record"
    del asked["context"]["step"]
    state = asked["context"]["facts"]["state"]
    state["clock"] = {"dues": {"overall": due}}
    view = {"passed": ["overall"], "clock": {"dues": {"overall": due}}, "next_state": state["state"]}
    clock = PastStep(at=at, decision="by-the-clock", input=asked, allow=True, view=view)
    breaches = [{"clock": "overall", "due": due, "at": at, "decision": "by-the-clock"}]
    for read, found in ((breaches, []), ([], ["facts_not_so"])):
        closing = reading("breaches", read)(case.steps[place])
        steps = [*case.steps[:place], clock, closing, *case.steps[place + 1 :]]
        assert codes(rules, case.model_copy(update={"steps": steps})) == found
