"""Reading an undertaking: the document that was signed, and the signature that proves it."""

from collections.abc import Mapping
from typing import Any

from chalicelib.contracts.decision import DecideRequest
from chalicelib.domain import ids
from chalicelib.domain.errors import ContentUnreadableError
from chalicelib.domain.records import RECORD
from chalicelib.domain.undertakings import KIND
from chalicelib.service.asking import OK, Allowed, Answer, Caller, Refusal, ask, json_text, shown
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.sealed_content import opened


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
            ContentUnreadableError: the content could not be opened, or is no undertaking's.
        """
        asked = DecideRequest(
            token=caller.token, certificate=caller.certificate, action="undertaking.read", record=record
        )
        allowed = ask(self._point, asked)
        if not isinstance(allowed, Allowed):
            return allowed
        stored = self._store.get(allowed.session, ids.case_partition(record), RECORD)
        if stored is None or stored.header.get("kind") != KIND:
            raise ContentUnreadableError
        content = opened(self._sealer, allowed, record, stored)
        return Answer(OK, json_text(_reading(record, stored.header, content, allowed)), allowed.decision.id)


def _reading(record: str, header: Mapping[str, Any], content: Mapping[str, Any], allowed: Allowed) -> dict[str, Any]:
    return {
        "undertaking_id": record,
        "request_id": header["request"],
        "case_id": header["case"],
        "recorded_at": header["at"],
        **{name: header[name] for name in ("person", "outcome", "by")},
        "document": content["document"],
        "signature": content["signature"],
        **shown(allowed),
    }
