"""One question to the decision point, and its answer in a form that cannot be misread."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.contracts.decision import (
    DecideRequest,
    DecideResponse,
    Decision,
    IdempotencyEntry,
    Receipt,
    Session,
    SubjectView,
)
from chalicelib.domain import errors
from chalicelib.domain.actors import Actor
from chalicelib.domain.errors import ContractError, DecisionPointUnavailableError, FieldProblem, UnauthenticatedError
from chalicelib.domain.records import Fact, Facts
from chalicelib.service.ports import DecisionPoint

NOT_FOUND = "not_found"
OK = 200
CREATED = 201
"""Status numbers stand here because the answer to a write is stored whole, for retries."""
VERSION = "version"
"""Where the body of an answer about a disclosure request says at which version the request then stands."""

_CLOSED: Mapping[str, type[errors.ClosedError]] = {
    error.code: error
    for error in (
        errors.PolicyUnavailableError,
        errors.LedgerUnavailableError,
        errors.SessionUnavailableError,
        errors.FactsUnavailableError,
        errors.DecisionPointUnavailableError,
        errors.StoreUnavailableError,
    )
}


@dataclass(frozen=True)
class Caller:
    """What proves who asks, as it came in, and the key under which a retry is known."""

    token: str
    certificate: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Answer:
    """A finished answer: status, JSON text, the decision it rests on, and at which version it shows a request."""

    status: int
    body: str
    decision: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Refusal:
    """A refusal with all its reasons. `hidden`: to the caller the thing does not exist.

    `overtaken`: it was allowed at first; something else came first, and what stands now refuses it.
    """

    decision: Decision
    receipt: Receipt | None
    hidden: bool
    overtaken: bool = False


@dataclass(frozen=True)
class Allowed:
    """An allow, with everything that acting on it needs."""

    decision: Decision
    receipt: Receipt
    subject: SubjectView
    session: Session
    view: Mapping[str, Any]
    facts: Facts
    case: str
    record: str
    idempotency: IdempotencyEntry | None

    @property
    def actor(self) -> Actor:
        """Who acts, under which decision, at the decision's time."""
        who = self.subject
        return Actor(who.person, who.agency, who.role, self.decision.id, self.receipt.at)


def ask(point: DecisionPoint, request: DecideRequest) -> Allowed | Refusal | Answer:
    """Ask for a decision. An `Answer` is one that was stored for this very request.

    Raises:
        UnauthenticatedError: who asks is not proven.
        ContractError: the idempotency key was used with another request.
        ClosedError: there is no decision.
    """
    response = point.decide(request)
    if response.outcome == "allowed":
        return _allowed(response)
    if response.outcome == "refused":
        return _refusal(response)
    if response.outcome == "replayed" and response.answer is not None:
        decision = response.decision.id if response.decision else None
        return given_again(response.answer.status, response.answer.body, decision)
    if response.outcome == "conflict":
        raise idempotency_conflict()
    if response.outcome == "unauthenticated":
        raise UnauthenticatedError(response.code or "unauthenticated")
    raise _CLOSED.get(response.code or "", DecisionPointUnavailableError)


def given_again(status: int, body: str, decision: str | None) -> Answer:
    """A stored answer as it was given at first, with the version that it named, whatever stands now."""
    version = json.loads(body).get(VERSION)
    return Answer(status, body, decision, version if isinstance(version, int) else None)


def idempotency_conflict() -> ContractError:
    """The key was used before, with another request."""
    problem = FieldProblem("Idempotency-Key", "was already used with another request")
    return ContractError((problem,), code="idempotency_conflict")


def shown(allowed: Allowed) -> dict[str, Any]:
    """The decision and its receipt, as every answer carries them."""
    return {
        "decision": allowed.decision.model_dump(exclude_none=True),
        "receipt": allowed.receipt.model_dump(exclude_none=True),
    }


def json_text(body: Mapping[str, Any]) -> str:
    """A body as JSON text, compact and in Unicode."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _allowed(response: DecideResponse) -> Allowed:
    decision, receipt = response.decision, response.receipt
    subject, session, view = response.subject, response.session, response.view
    if decision is None or receipt is None or subject is None or session is None or view is None:
        raise DecisionPointUnavailableError
    if not decision.allow:
        raise DecisionPointUnavailableError
    return Allowed(
        decision=decision,
        receipt=receipt,
        subject=subject,
        session=session,
        view=view,
        facts=Facts(Fact(fact.pk, fact.sk, fact.v, fact.header) for fact in response.facts),
        case=response.case or "",
        record=response.record or "",
        idempotency=response.idempotency,
    )


def _refusal(response: DecideResponse) -> Refusal:
    if response.decision is None or response.decision.allow:
        raise DecisionPointUnavailableError
    hidden = any(reason.code == NOT_FOUND for reason in response.decision.reasons)
    return Refusal(response.decision, response.receipt, hidden)
