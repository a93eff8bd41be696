"""Undertakings: recorded as signed or refused, and read."""

from collections.abc import Mapping
from typing import Any

from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.contracts.undertaking import UndertakingRequest
from chalicelib.domain import ids, undertakings
from chalicelib.domain.errors import ContentUnreadableError, DecisionPointUnavailableError
from chalicelib.domain.records import RECORD, STATE
from chalicelib.service.asking import OK, Allowed, Answer, Caller, Refusal, ask, json_text, shown
from chalicelib.service.disclosing import state_named, told
from chalicelib.service.hashing import canonical
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.scheme_reducing import undertaking_attributes
from chalicelib.service.sealed_content import idempotency, opened
from chalicelib.service.writing import DecidedWriter, Draft


class RecordUndertaking:
    """Record that the recipient of a disclosure signed, or refused to."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer) -> None:
        """Keep the ports."""
        self._writer = DecidedWriter(point, store)
        self._sealer = sealer

    def __call__(self, caller: Caller, undertaking: UndertakingRequest) -> Answer | Refusal:
        """Decide, seal and write: a record of its own, and a step of the request. See `DecidedWriter.write`."""
        asked = DecideRequest(
            token=caller.token,
            certificate=caller.certificate,
            action="undertaking.record",
            record=undertaking.request_id,
            attributes=Attributes(undertaking=undertaking_attributes(undertaking)),
            idempotency=idempotency(caller, undertaking.model_dump(exclude_none=True)),
        )
        return self._writer.write(asked, lambda allowed: self._draft(undertaking, allowed))

    def _draft(self, undertaking: UndertakingRequest, allowed: Allowed) -> Draft:
        request = undertaking.request_id
        if allowed.facts.header(ids.case_partition(request), STATE) is None:
            raise DecisionPointUnavailableError
        new = undertakings.NewUndertaking(
            record=allowed.record,
            case=ids.case_of(request),
            request=request,
            person=undertaking.person,
            outcome=undertaking.outcome,
        )
        content = canonical({"v": 1, **undertaking.model_dump(exclude_none=True)})
        sealed = self._sealer.seal(allowed.session, new.case, new.record, content)
        view = {**allowed.view, "next_state": state_named(allowed.view, "next_state")}
        body: dict[str, Any] = {
            "undertaking_id": new.record,
            "request_id": request,
            "case_id": new.case,
            "outcome": new.outcome,
            "state": view["next_state"],
            **told(allowed.view),
            **shown(allowed),
        }
        return Draft(undertakings.operations(new, allowed.actor, view, allowed.facts, sealed), body)


class ReadUndertaking:
    """Read an undertaking."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer) -> None:
        """Keep the ports."""
        self._point = point
        self._store = store
        self._sealer = sealer

    def __call__(self, caller: Caller, record: str) -> Answer | Refusal:
        """Decide, fetch and open.

        Raises:
            ContentUnreadableError: the content could not be opened.
        """
        asked = DecideRequest(
            token=caller.token, certificate=caller.certificate, action="undertaking.read", record=record
        )
        allowed = ask(self._point, asked)
        if not isinstance(allowed, Allowed):
            return allowed
        stored = self._store.get(allowed.session, ids.case_partition(record), RECORD)
        if stored is None:
            raise ContentUnreadableError
        content = opened(self._sealer, allowed, record, stored)
        return Answer(OK, json_text(_reading(record, stored.header, content, allowed)), allowed.decision.id)


def _reading(record: str, header: Mapping[str, Any], content: Mapping[str, Any], allowed: Allowed) -> dict[str, Any]:
    said = {name: value for name, value in content.items() if name not in {"v", "request_id", "person", "outcome"}}
    plain = ("person", "outcome", "by")
    return {
        "undertaking_id": record,
        "request_id": header["request"],
        "case_id": header["case"],
        "recorded_at": header["at"],
        **{name: header[name] for name in plain},
        "undertaking": said,
        **shown(allowed),
    }
