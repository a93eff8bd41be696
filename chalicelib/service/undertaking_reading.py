"""Reading an undertaking: the document that was signed, and the signature that proves it; or a breach of one."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.contracts.decision import DecideRequest
from chalicelib.domain import ids, incidents, undertakings
from chalicelib.domain.errors import ContentUnreadableError
from chalicelib.domain.records import RECORD, Header
from chalicelib.service.asking import OK, Allowed, Answer, Caller, Refusal, ask, json_text, shown
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.sealed_content import opened


class ReadUndertaking:
    """Read an undertaking, or the incident that the report of a breach opened."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer) -> None:
        """Keep the ports."""
        self._point = point
        self._store = store
        self._sealer = sealer

    def __call__(self, caller: Caller, record: str) -> Answer | Refusal:
        """Decide, fetch and open.

        Raises:
            ContentUnreadableError: the content could not be opened, or is neither.
        """
        asked = DecideRequest(
            token=caller.token, certificate=caller.certificate, action="undertaking.read", record=record
        )
        allowed = ask(self._point, asked)
        if not isinstance(allowed, Allowed):
            return allowed
        stored = self._store.get(allowed.session, ids.case_partition(record), RECORD)
        seen = _SEEN.get(stored.header.get("kind")) if stored is not None else None
        if stored is None or seen is None:
            raise ContentUnreadableError
        content = opened(self._sealer, allowed, record, stored)
        body = {
            **seen(record, stored.header, content),
            "request_id": stored.header["request"],
            "case_id": stored.header["case"],
            "recorded_at": stored.header["at"],
            "by": stored.header["by"],
            **shown(allowed),
        }
        return Answer(OK, json_text(body), allowed.decision.id)


def _undertaking(record: str, header: Header, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "undertaking_id": record,
        **{name: header[name] for name in ("person", "outcome")},
        **{name: content[name] for name in ("document", "signature")},
    }


def _incident(record: str, header: Header, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "incident_id": record,
        "undertaking_id": header["undertaking"],
        "breach": header["breach"],
        "learned_at": header["learned_at"],
        "words": content["words"],
    }


_SEEN: Mapping[object, Callable[[str, Header, Mapping[str, Any]], dict[str, Any]]] = {
    undertakings.KIND: _undertaking,
    incidents.KIND: _incident,
}
