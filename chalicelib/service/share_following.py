"""What follows a share: its outcome, a referral put to a case, a changed part in the case. Each is a decision."""

from collections.abc import Mapping
from typing import Any

from chalicelib.contracts.base import Contract
from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.contracts.follow_up import AttachmentRequest, InvolvementRequest, OutcomeRequest
from chalicelib.contracts.policy_input import ActionName
from chalicelib.domain import attachments, ids, involvement_changes, share_outcomes
from chalicelib.domain.errors import DecisionPointUnavailableError
from chalicelib.domain.records import RECORD
from chalicelib.service.asking import Allowed, Answer, Caller, Refusal, shown
from chalicelib.service.follow_up_reducing import attachment_attributes, change_attributes, outcome_attributes
from chalicelib.service.hashing import canonical
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.sealed_content import idempotency
from chalicelib.service.writing import DecidedWriter, Draft


class _FollowUp:
    """What the three have in common: who asks, about which share, and how words are sealed."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer) -> None:
        """Keep the ports."""
        self._writer = DecidedWriter(point, store)
        self._sealer = sealer

    def _seal(self, allowed: Allowed, content: Mapping[str, Any]) -> bytes:
        """Words, sealed for the record that the decision names."""
        sealed = canonical({"v": 1, **{name: words for name, words in content.items() if words is not None}})
        return self._sealer.seal(allowed.session, ids.case_of(allowed.record), allowed.record, sealed)


def _question(
    caller: Caller, action: ActionName, share: str, body: Contract, attributes: Attributes, case: str | None = None
) -> DecideRequest:
    return DecideRequest(
        token=caller.token,
        certificate=caller.certificate,
        action=action,
        record=share,
        case=case,
        attributes=attributes,
        idempotency=idempotency(caller, body.model_dump(exclude_none=True), share),
    )


class SayOutcome(_FollowUp):
    """Say what became of a share, so that whoever sent it sees it."""

    def __call__(self, caller: Caller, share: str, request: OutcomeRequest) -> Answer | Refusal:
        """Decide, seal the words and write. See `DecidedWriter.write` for the errors."""
        plain = Attributes(outcome=outcome_attributes(request))
        asked = _question(caller, "share.outcome", share, request, plain)
        return self._writer.write(asked, lambda allowed: self._draft(share, request, allowed))

    def _draft(self, share: str, request: OutcomeRequest, allowed: Allowed) -> Draft:
        _must_hold(allowed, share)
        new = share_outcomes.NewOutcome(share, request.outcome, request.passed_to)
        sealed = self._seal(allowed, {"words": request.words})
        body = {
            "share_id": share,
            "case_id": ids.case_of(share),
            "outcome": request.outcome,
            "at": allowed.receipt.at,
            "state": allowed.view["next_state"],
            "told": list(allowed.view["tells"]),
            **shown(allowed),
        }
        return Draft(share_outcomes.operations(new, allowed.view, allowed.facts, sealed, allowed.actor), body)


class AttachReferral(_FollowUp):
    """Put a referral to a case that the council holds: a new record that names both."""

    def __call__(self, caller: Caller, referral: str, request: AttachmentRequest) -> Answer | Refusal:
        """Decide, seal the reason and write. See `DecidedWriter.write` for the errors."""
        plain = Attributes(attachment=attachment_attributes(request))
        asked = _question(caller, "share.attach", referral, request, plain, request.case_id)
        return self._writer.write(asked, lambda allowed: self._draft(referral, request, allowed))

    def _draft(self, referral: str, request: AttachmentRequest, allowed: Allowed) -> Draft:
        view = allowed.view
        new = attachments.NewAttachment(
            record=allowed.record,
            referral=view["referral"],
            roles=tuple(view["roles"]),
            items=tuple(view["items"]),
            excluded=tuple(view.get("excluded", ())),
            only=view.get("only"),
        )
        sealed = self._seal(allowed, {"why": request.why})
        body = {
            "attachment_id": allowed.record,
            "case_id": request.case_id,
            "share_id": referral,
            "referral_case_id": ids.case_of(referral),
            **shown(allowed),
        }
        return Draft(attachments.operations(new, sealed, allowed.actor), body)


class ChangeInvolvement(_FollowUp):
    """Make an agency's part in a case longer, end it, or hand it over to the next council."""

    def __call__(self, caller: Caller, share: str, request: InvolvementRequest) -> Answer | Refusal:
        """Decide, seal the reason and write. See `DecidedWriter.write` for the errors."""
        plain = Attributes(change=change_attributes(request))
        asked = _question(caller, "involvement.change", share, request, plain)
        return self._writer.write(asked, lambda allowed: self._draft(share, request, allowed))

    def _draft(self, share: str, request: InvolvementRequest, allowed: Allowed) -> Draft:
        _must_hold(allowed, share)
        new = involvement_changes.NewChange(allowed.record, share, request.change, request.agency, request.to)
        sealed = self._seal(allowed, {"why": request.why})
        body = {
            "change_id": allowed.record,
            "case_id": allowed.case,
            "share_id": share,
            **new.named(),
            "parts": list(allowed.view["parts"]),
            "told": list(allowed.view["tells"]),
            **shown(allowed),
        }
        return Draft(involvement_changes.operations(new, allowed.view, allowed.facts, sealed, allowed.actor), body)


def _must_hold(allowed: Allowed, share: str) -> None:
    """An allow about a share whose header was not among the facts is no answer."""
    if allowed.facts.header(ids.case_partition(share), RECORD) is None:
        raise DecisionPointUnavailableError
