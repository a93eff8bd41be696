"""For every reason: refused with it, and allowed when its remedy is followed."""

import json
from typing import Any

import pytest

from chalicelib.contracts.decision import PolicyAnswer
from chalicelib.contracts.policy_input import PolicyInput
from tests.policy.changes import changed, codes, tables
from tests.policy.conftest import Server
from workbench.policy.annotations import reasons

ROWS: dict[str, Any] = tables("remedies")
NOT_THE_CALLERS = {
    "breach_not_by_holder",
    "child_identifier_missing",
    "data_invalid",
    "detriment_not_answered",
    "detriment_not_considered",
    "more_detrimental_to_the_child",
    "no_positive_ground",
    "scheme_role_may_not_read",
}
"""Reasons that only other data can bring about; the tests beside their rules change the data."""


@pytest.mark.parametrize("case", sorted(ROWS))
def test_a_followed_remedy_turns_deny_into_allow(opa: Server, base: dict[str, Any], case: str) -> None:
    """What is broken is refused with exactly the listed reasons, and allowed once the remedy is followed."""
    row = ROWS[case]
    broken = changed(base[row["base"]], row["broken_by"])
    refused = opa.ask(broken)
    assert (refused["allow"], codes(refused), refused["view"]) == (False, row["refused"], {})
    assert row["code"] in row["refused"]
    remedied = opa.ask(changed(broken, row["remedied_by"]))
    assert (codes(remedied), remedied["allow"]) == ([], True)


def test_every_reason_has_its_rows() -> None:
    """No reason can be added without a row that shows it and its remedy."""
    declared = {str(reason.custom["code"]) for reason in reasons()}
    assert {row["code"] for row in ROWS.values()} == declared - NOT_THE_CALLERS


def test_inputs_and_answers_are_of_the_contract(opa: Server, base: dict[str, Any]) -> None:
    """The base inputs are what the decision point can send, and the answers what it can read."""
    for question in base.values():
        PolicyInput.model_validate_json(json.dumps(question))
        answer = PolicyAnswer.model_validate(opa.ask(question))
        assert answer.allow
        assert answer.policy_revision == opa.revision


def test_words_say_nothing_of_the_request(opa: Server, base: dict[str, Any]) -> None:
    """A reason's words are the rule's: no id, reference or value of the request comes back in them."""
    row = ROWS["recipient_no_ground"]
    refused = opa.ask(changed(base[row["base"]], row["broken_by"]))
    said = json.dumps([{name: reason[name] for name in ("message", "law", "remedy")} for reason in refused["reasons"]])
    assert [word for word in ("nhs:X9X9X", "la:E06000047", "practitioner:", "p1") if word in said] == []
