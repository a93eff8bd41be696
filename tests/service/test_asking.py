"""What the decision point's answers mean, and that nothing else is taken for an allow."""

from typing import Any

import pytest

from chalicelib.contracts.decision import DecideRequest, DecideResponse
from chalicelib.domain import errors
from chalicelib.service.asking import Allowed, Answer, Refusal, ask
from tests.contracts.examples import CASE
from tests.service.fakes import FakeDecisionPoint

ASKED = DecideRequest(token="t", action="share.list", case=CASE)


def test_an_allow_brings_what_acting_needs(point: FakeDecisionPoint) -> None:
    """An allow has decision, receipt, subject, session, view and facts."""
    outcome = ask(point, ASKED)
    assert isinstance(outcome, Allowed)
    assert outcome.actor.decision == outcome.decision.id
    assert outcome.actor.at == outcome.receipt.at


def test_a_refusal_has_every_reason(point: FakeDecisionPoint) -> None:
    """A refusal is an answer with all its reasons."""
    point.refuse_with = ["no_basis", "no_need"]
    outcome = ask(point, ASKED)
    assert isinstance(outcome, Refusal)
    assert [reason.code for reason in outcome.decision.reasons] == ["no_basis", "no_need"]
    assert outcome.hidden is False


@pytest.mark.parametrize("codes", [["not_found"], ["role_unknown", "not_found"]])
def test_a_refusal_that_hides_is_hidden_whatever_stands_beside_it(point: FakeDecisionPoint, codes: list[str]) -> None:
    """Other reasons beside `not_found` do not make the thing any less hidden."""
    point.refuse_with = codes
    outcome = ask(point, ASKED)
    assert isinstance(outcome, Refusal)
    assert outcome.hidden is True


@pytest.mark.parametrize("field", ["decision", "receipt", "subject", "session", "view"])
def test_an_allow_that_lacks_a_part_is_none(point: FakeDecisionPoint, field: str) -> None:
    """An allow without decision, receipt, subject, session or view is closed."""
    point.outcome = FakeDecisionPoint(point.store).decide(ASKED).model_copy(update={field: None})
    with pytest.raises(errors.DecisionPointUnavailableError):
        ask(point, ASKED)


@pytest.mark.parametrize(("outcome", "allow"), [("allowed", False), ("refused", True)])
def test_an_answer_that_contradicts_itself_is_closed(point: FakeDecisionPoint, outcome: Any, *, allow: bool) -> None:
    """The outcome and the decision's own word must agree."""
    made = FakeDecisionPoint(point.store).decide(ASKED)
    assert made.decision is not None
    decision = made.decision.model_copy(update={"allow": allow})
    point.outcome = made.model_copy(update={"outcome": outcome, "decision": decision})
    with pytest.raises(errors.DecisionPointUnavailableError):
        ask(point, ASKED)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("policy_unavailable", errors.PolicyUnavailableError),
        ("ledger_unavailable", errors.LedgerUnavailableError),
        ("session_unavailable", errors.SessionUnavailableError),
        ("facts_unavailable", errors.FactsUnavailableError),
        ("something_new", errors.DecisionPointUnavailableError),
        (None, errors.DecisionPointUnavailableError),
    ],
)
def test_closed_says_which_part_did_not_answer(
    point: FakeDecisionPoint, code: str | None, error: type[Exception]
) -> None:
    """A closed answer is raised as the part that failed."""
    point.outcome = DecideResponse(outcome="closed", code=code)
    with pytest.raises(error):
        ask(point, ASKED)


def test_an_unproven_caller_is_told_which_check_failed(point: FakeDecisionPoint) -> None:
    """The code of the failed check goes through."""
    point.outcome = DecideResponse(outcome="unauthenticated", code="token_expired")
    with pytest.raises(errors.UnauthenticatedError) as raised:
        ask(point, ASKED)
    assert raised.value.code == "token_expired"


def test_a_key_used_with_another_request_is_said_so(point: FakeDecisionPoint) -> None:
    """A conflict is a broken contract under a code of its own."""
    point.outcome = DecideResponse(outcome="conflict")
    with pytest.raises(errors.ContractError) as raised:
        ask(point, ASKED)
    assert raised.value.code == "idempotency_conflict"


def test_a_replay_without_its_answer_is_closed(point: FakeDecisionPoint) -> None:
    """A replay that brings no stored answer is no answer."""
    point.outcome = DecideResponse(outcome="replayed")
    with pytest.raises(errors.DecisionPointUnavailableError):
        ask(point, ASKED)


def test_a_replay_is_the_stored_answer(point: FakeDecisionPoint) -> None:
    """A replay gives the stored status and text as they are."""
    stored = {"status": 201, "body": '{"a":1}'}
    point.outcome = DecideResponse.model_validate({"outcome": "replayed", "answer": stored})
    assert ask(point, ASKED) == Answer(201, '{"a":1}', None)
