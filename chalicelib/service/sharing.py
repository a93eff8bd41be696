"""Sharing information: statements for named recipients, each of whom sees what the decision lets it see."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.contracts.share import ShareRequest, Statement
from chalicelib.domain import involvements, share_outcomes, shares
from chalicelib.domain.errors import DecisionPointUnavailableError
from chalicelib.service.asking import Allowed, Answer, Caller, Refusal, shown
from chalicelib.service.hashing import canonical, item_hash
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.sealed_content import idempotency, sealed_people
from chalicelib.service.share_reducing import item_id, share_attributes
from chalicelib.service.writing import DecidedWriter, Draft

_COUNCIL = "la:"


def new_salt() -> str:
    """16 random bytes in hex, sealed with the statement that they protect from guessing."""
    return secrets.token_hex(16)


class ShareInformation:
    """Share statements with named recipients, each of whom sees what the decision lets it see."""

    def __init__(
        self, point: DecisionPoint, store: RecordStore, sealer: Sealer, salt: Callable[[], str] = new_salt
    ) -> None:
        """Keep the ports, and where salts come from."""
        self._writer = DecidedWriter(point, store)
        self._sealer = sealer
        self._salt = salt

    def __call__(self, caller: Caller, request: ShareRequest) -> Answer | Refusal:
        """Decide, seal and write one share. See `DecidedWriter.write` for the errors."""
        asked = DecideRequest(
            token=caller.token,
            certificate=caller.certificate,
            action="share.create",
            case=request.case_id,
            attributes=Attributes(share=share_attributes(request)),
            idempotency=idempotency(caller, request.model_dump(exclude_none=True)),
        )
        return self._writer.write(asked, lambda allowed: self._draft(request, allowed))

    def _draft(self, request: ShareRequest, allowed: Allowed) -> Draft:
        statements = [
            {"id": item_id(n), "salt": self._salt(), "statement": statement.model_dump(exclude_none=True)}
            for n, statement in enumerate(request.statements, start=1)
        ]
        items = [plain_item(entry, said) for entry, said in zip(statements, request.statements, strict=True)]
        share = _new_share(request, allowed, tuple(items))
        sealed = self._sealer.seal(allowed.session, share.case, share.record, canonical(_content(request, statements)))
        operations = shares.operations(share, allowed.facts, sealed) + share_outcomes.awaiting(share, allowed.view)
        return Draft(operations, _answer(share, allowed))


def plain_item(entry: Mapping[str, Any], statement: Statement) -> dict[str, Any]:
    """What of a statement stands plain in the header of its record, its salted hash among it."""
    quality = statement.quality
    optional = {
        "reliability": quality.reliability if quality else None,
        "complete": quality.complete if quality else None,
    }
    return {
        "id": entry["id"],
        "kind": statement.kind,
        "categories": list(statement.categories),
        "about": list(statement.about),
        "as_of": statement.as_of,
        "origin": statement.origin,
        "collected_for": statement.collected_for,
        **{name: value for name, value in optional.items() if value is not None},
        "sha256": item_hash(entry["salt"], entry["statement"]),
    }


def _content(request: ShareRequest, statements: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that is not plain: who the people are, the statements, and all words."""
    body = request.model_dump(exclude_none=True)
    kept = ("recipients", "lawful_basis", "necessity", "informed", "attestation")
    return {
        "v": 1,
        "people": sealed_people(request.people),
        "statements": statements,
        **{name: body[name] for name in kept if name in body},
    }


def _new_share(request: ShareRequest, allowed: Allowed, items: tuple[Mapping[str, Any], ...]) -> shares.NewShare:
    who = allowed.subject
    area = request.area or (who.agency if who.agency.startswith(_COUNCIL) else None)
    basis = request.lawful_basis
    return shares.NewShare(
        record=allowed.record,
        case=allowed.case,
        decision=allowed.decision.id,
        at=allowed.receipt.at,
        person=who.person,
        agency=who.agency,
        role=who.role,
        purpose=request.purpose,
        urgency=request.urgency,
        referral=request.case_id is None,
        receivers=_receivers(request, allowed.view),
        items=items,
        regime=basis.regime if basis else None,
        basis=basis.basis if basis else None,
        enactment=basis.enactment if basis else None,
        area=area,
        in_reply_to=request.in_reply_to,
        excluded=tuple(request.excluded_practitioners),
    )


def _receivers(request: ShareRequest, view: Mapping[str, Any]) -> tuple[shares.Receiver, ...]:
    """Recipients as the decision sees them: a recipient that it does not name closes the answer."""
    seen = {(entry["agency"], entry["role"]): entry for entry in view.get("recipients", [])}
    asked = {(entry.agency, entry.role) for entry in request.recipients}
    if seen.keys() != asked:
        raise DecisionPointUnavailableError
    return tuple(
        shares.Receiver(
            agency=entry.agency,
            role=entry.role,
            items=tuple(seen[entry.agency, entry.role]["items"]),
            withheld=tuple(seen[entry.agency, entry.role].get("withheld", ())),
            ground=seen[entry.agency, entry.role].get("ground", involvements.RECEIVED),
            until=seen[entry.agency, entry.role].get("until"),
            practitioner=entry.practitioner,
        )
        for entry in request.recipients
    )


def _answer(share: shares.NewShare, allowed: Allowed) -> dict[str, Any]:
    by_id = {item["id"]: item for item in share.items}
    return {
        "share_id": share.record,
        "case_id": share.case,
        **shown(allowed),
        "disclosure": shares.five_facts(share),
        "recipients": [
            {
                "agency": receiver.agency,
                "role": receiver.role,
                "sees": [
                    {"item": item, "kind": by_id[item]["kind"], "categories": by_id[item]["categories"]}
                    for item in receiver.items
                ],
                "withheld": list(receiver.withheld),
            }
            for receiver in share.receivers
        ],
    }
