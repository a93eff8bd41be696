"""What came of a request, before it is recorded; and the ledger entry and the answer that are made of it."""

from dataclasses import dataclass, field
from typing import Any, Literal

from chalicelib.contracts.decision import (
    DecideResponse,
    Decision,
    Fact,
    Grant,
    IdempotencyEntry,
    Outcome,
    PolicyAnswer,
    Receipt,
    StoredAnswer,
    SubjectView,
)
from chalicelib.service.decide.plan import Plan
from chalicelib.service.decide.ports import VerifiedSubject

Kind = Literal["decision", "replay", "unauthenticated", "closed"]
ENTRY_VERSION = 2


@dataclass(frozen=True)
class Stamp:
    """Which decision, when, by which invocation, under which policy."""

    id: str
    at: str
    invocation: str
    policy_revision: str


@dataclass(frozen=True)
class Ruling:
    """The result of a request: outcome, and as much of its making as there was.

    Grant, facts and idempotency belong to an allow alone, the stored answer to a replay.
    """

    outcome: Outcome
    kind: Kind
    action: str
    code: str | None = None
    cause: str | None = None
    subject: VerifiedSubject | None = None
    plan: Plan | None = None
    policy_input: dict[str, Any] | None = None
    answer: PolicyAnswer | None = None
    grant: Grant | None = None
    facts: list[Fact] = field(default_factory=list)
    idempotency: IdempotencyEntry | None = None
    stored: StoredAnswer | None = None


def entry_of(ruling: Ruling, stamp: Stamp) -> dict[str, Any]:
    """Return the ledger entry: every key present, null where there is nothing to say."""
    answer = ruling.answer
    granted = ruling.outcome in {"allowed", "replayed"}
    codes = [ruling.code] if ruling.code else []
    return {
        "v": ENTRY_VERSION,
        "kind": ruling.kind,
        "id": stamp.id,
        "at": stamp.at,
        "invocation": stamp.invocation,
        "subject": _subject(ruling.subject).model_dump() if ruling.subject else None,
        "action": ruling.action,
        "resource": _resource(ruling),
        "allow": granted,
        "reasons": codes or ([reason.code for reason in answer.reasons] if answer else []),
        "obligations": _plain(answer.obligations) if answer and granted else [],
        "view": answer.view if answer and granted else None,
        "policy_revision": stamp.policy_revision,
        "input": ruling.policy_input,
        "grant": ruling.grant.model_dump(mode="json", exclude_none=True) if ruling.grant else None,
    }


def response_of(ruling: Ruling, stamp: Stamp, entry_sha256: str) -> DecideResponse:
    """Return the answer to the API function, still without a session: facts and view only where it is allowed."""
    allowed = ruling.outcome == "allowed"
    plan = ruling.plan if allowed else None
    return DecideResponse(
        outcome=ruling.outcome,
        code=ruling.code,
        decision=_decision(ruling, stamp),
        receipt=Receipt(
            decision=stamp.id, at=stamp.at, policy_revision=stamp.policy_revision, entry_sha256=entry_sha256
        ),
        subject=_subject(ruling.subject) if ruling.subject else None,
        case=plan.case if plan else None,
        record=plan.record if plan else None,
        view=ruling.answer.view if allowed and ruling.answer else None,
        facts=ruling.facts,
        idempotency=ruling.idempotency,
        answer=ruling.stored,
    )


def closed_response(code: str, ruling: Ruling, receipt: Receipt | None = None) -> DecideResponse:
    """Return the closed answer for a failure after the ruling: durable entry or session were not to be had."""
    return DecideResponse(
        outcome="closed",
        code=code,
        receipt=receipt,
        subject=_subject(ruling.subject) if ruling.subject else None,
    )


def _decision(ruling: Ruling, stamp: Stamp) -> Decision | None:
    answer = ruling.answer
    if answer is None or ruling.outcome not in {"allowed", "refused", "replayed"}:
        return None
    return Decision(
        id=stamp.id,
        allow=answer.allow,
        reasons=answer.reasons,
        obligations=answer.obligations if answer.allow else [],
        policy_revision=stamp.policy_revision,
    )


def _resource(ruling: Ruling) -> dict[str, Any] | None:
    """Name what was asked for; on an allow with the ids that the decision made."""
    plan = ruling.plan
    if plan is None:
        return None
    if ruling.outcome != "allowed":
        return plan.resource.model_dump(exclude_none=True)
    return plan.resource.model_copy(update={"id": plan.record, "case": plan.case}).model_dump(exclude_none=True)


def _subject(subject: VerifiedSubject) -> SubjectView:
    return SubjectView(person=subject.person, agency=subject.agency, role=subject.role, client=subject.client)


def _plain(models: list[Any]) -> list[dict[str, Any]]:
    return [model.model_dump(mode="json", exclude_none=True) for model in models]
