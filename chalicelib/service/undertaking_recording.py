"""Undertakings: recorded as signed or refused, as one document that is signed, sealed and kept."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.contracts.undertaking import UndertakingRequest
from chalicelib.domain import ids, undertakings
from chalicelib.domain.errors import DecisionPointUnavailableError
from chalicelib.domain.records import STATE
from chalicelib.domain.undertaking_document import Decided, document
from chalicelib.service.asking import Allowed, Answer, Caller, Refusal, shown
from chalicelib.service.disclosing import state_named, told, version_after
from chalicelib.service.hashing import canonical
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer, Signer
from chalicelib.service.scheme_reducing import disclosed, undertaking_attributes
from chalicelib.service.sealed_content import idempotency
from chalicelib.service.writing import DecidedWriter, Draft

CONTENT_VERSION = 2


class RecordUndertaking:
    """Record that the recipient of a disclosure signed, or refused to."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer, signer: Signer) -> None:
        """Keep the ports."""
        self._writer = DecidedWriter(point, store)
        self._sealer = sealer
        self._signer = signer

    def __call__(
        self, caller: Caller, undertaking: UndertakingRequest, expected: int | None = None
    ) -> Answer | Refusal:
        """Decide, sign, seal and write: a record of its own, and a step of the request. See `DecidedWriter.write`.

        Without a signature nothing is sealed or written. The first answer holds the document; that of a retry does
        not, because what is stored for retries is not sealed: it is read like any record.
        """
        asked = DecideRequest(
            token=caller.token,
            certificate=caller.certificate,
            action="undertaking.record",
            record=undertaking.request_id,
            attributes=Attributes(undertaking=undertaking_attributes(undertaking)),
            idempotency=idempotency(caller, undertaking.model_dump(exclude_none=True)),
        )
        return self._writer.write(asked, lambda allowed: self._draft(undertaking, allowed), expected=expected)

    def _draft(self, undertaking: UndertakingRequest, allowed: Allowed) -> Draft:
        request = undertaking.request_id
        state = allowed.facts.header(ids.case_partition(request), STATE)
        if state is None:
            raise DecisionPointUnavailableError
        new = undertakings.NewUndertaking(
            record=allowed.record,
            case=ids.case_of(request),
            request=request,
            person=undertaking.person,
            outcome=undertaking.outcome,
            items=[disclosed(item).model_dump() for item in undertaking.items],
            bound=[entry.model_dump(include={"ref", "role"}, exclude_none=True) for entry in undertaking.present],
        )
        made = _document(undertaking, new, state["scheme"], allowed)
        signature = self._signed(made, allowed)
        content = canonical({"v": CONTENT_VERSION, "document": made, "signature": signature})
        sealed = self._sealer.seal(allowed.session, new.case, new.record, content)
        view = {**allowed.view, "next_state": state_named(allowed.view, "next_state")}
        operations = undertakings.operations(new, allowed.actor, view, allowed.facts, sealed)
        return Draft(operations, _body(new, view, signature, allowed), {"document": made})

    def _signed(self, made: Mapping[str, Any], allowed: Allowed) -> dict[str, str]:
        digest = hashlib.sha256(canonical(made)).digest()
        signed = self._signer.sign(allowed.session, digest)
        return {
            "algorithm": signed.algorithm,
            "key": signed.key,
            "sha256": digest.hex(),
            "value": b64encode(signed.value).decode("ascii"),
        }


def _document(
    undertaking: UndertakingRequest, new: undertakings.NewUndertaking, scheme: str, allowed: Allowed
) -> dict[str, Any]:
    items = [
        {**item.model_dump(), "sha256": plain["sha256"]}
        for item, plain in zip(undertaking.items, new.items, strict=True)
    ]
    decided = Decided(
        record=new.record,
        case=new.case,
        request=new.request,
        scheme=scheme,
        template=_template(allowed.view),
        receipt=allowed.receipt.model_dump(exclude_none=True),
    )
    return document(undertaking.model_dump(exclude_none=True), items, decided, allowed.actor)


def _template(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words in force, as policy names them; an allow without them is no answer."""
    template = view.get("template")
    if not isinstance(template, Mapping) or not isinstance(template.get("warnings"), Mapping):
        raise DecisionPointUnavailableError
    if not all(isinstance(template.get(name), str) for name in ("id", "version", "language", "words")):
        raise DecisionPointUnavailableError
    return template


def _body(
    new: undertakings.NewUndertaking, view: Mapping[str, Any], signature: Mapping[str, str], allowed: Allowed
) -> dict[str, Any]:
    return {
        "undertaking_id": new.record,
        "request_id": new.request,
        "case_id": new.case,
        "outcome": new.outcome,
        "state": view["next_state"],
        **version_after(new.request, allowed),
        "signature": dict(signature),
        **told(view),
        **shown(allowed),
    }
