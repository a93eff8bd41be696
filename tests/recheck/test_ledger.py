"""From a ledger to past cases: only what was decided, carried out, and about the request."""

from collections.abc import Mapping
from random import Random
from typing import Any

from workbench.recheck.case import PastCase
from workbench.recheck.ledger import past_cases
from workbench.recheck.rules import Policy

from .conftest import Told
from .hand import codes, told

Entry = dict[str, Any]


def _entries(case: PastCase) -> list[Entry]:
    """The ledger entries of a case, as the decision point writes them."""
    return [
        {
            "v": 1,
            "kind": "decision",
            "id": step.decision,
            "at": step.at,
            "action": step.input["action"]["name"],
            "subject": {"person": step.input["subject"]["id"], **step.input["subject"]["properties"]},
            "resource": {"type": "disclosure_request", "id": step.made or case.case},
            "allow": True,
            "view": step.view,
            "input": step.input,
        }
        for step in case.steps
    ]


def _shape(case: PastCase) -> Mapping[str, Any]:
    return case.model_dump(exclude={"closed": {"result"}})


def test_the_ledgers_order_does_not_matter(rules: Policy, small: Told) -> None:
    """Entries of many requests, in any order, come out as the cases that they were, by when they were opened."""
    chosen = [one.case for one in small.judgement.judged if not one.findings][:12]
    entries = [entry for case in chosen for entry in _entries(case)]
    Random(1).shuffle(entries)
    found = past_cases(entries, rules)
    assert [_shape(case) for case in found] == [
        _shape(case) for case in sorted(chosen, key=lambda case: (case.opened, case.case))
    ]
    assert all(case.closed for case in found)


def test_what_was_refused_replayed_or_is_about_something_else_is_left_out(rules: Policy) -> None:
    """Refusals, answers given again, failures and decisions about shares are no steps of a request."""
    case = told(rules)
    entries = _entries(case)
    last = entries[-1]
    share = {
        **last,
        "id": "s",
        "action": "share.create",
        "input": {**last["input"], "action": {"name": "share.create"}},
    }
    others = [
        {**last, "id": "r", "allow": False, "view": None},
        {**last, "id": "p", "kind": "replay"},
        {**last, "id": "c", "kind": "closed", "allow": False, "input": None},
        share,
    ]
    assert [_shape(found) for found in past_cases([*entries, *others], rules)] == [_shape(case)]


def test_an_allow_that_was_never_written_is_no_step(rules: Policy) -> None:
    """Of two steps at the same moment both are allowed and one is written: later states tell which."""
    case = told(rules)
    entries = _entries(case)
    lost = {**entries[4], "id": "lost"}
    assert [_shape(found) for found in past_cases([*entries, lost], rules)] == [_shape(case)]


def test_a_request_that_is_open_still_is_judged_as_far_as_it_went(rules: Policy) -> None:
    """Without a closing step there is no closing, and nothing is wrong with that."""
    found = past_cases(_entries(told(rules))[:-3], rules)
    assert [case.closed for case in found] == [None]
    assert codes(rules, found[0]) == []


def test_a_request_whose_opening_is_not_in_the_ledger_is_left_out(rules: Policy) -> None:
    """A part of a ledger gives no half cases: how it was opened has to be known."""
    assert past_cases(_entries(told(rules))[1:], rules) == []
