"""Reading a share: opened under the decision, verified, and cut down to what the decision names."""

from collections.abc import Mapping
from typing import Any

from chalicelib.contracts.decision import Attributes, DecideRequest
from chalicelib.domain import ids, shares
from chalicelib.domain.errors import ContentUnreadableError
from chalicelib.domain.records import RECORD, StoredItem
from chalicelib.service.asking import OK, Allowed, Answer, Caller, Refusal, ask, json_text, shown
from chalicelib.service.hashing import item_hash
from chalicelib.service.ports import DecisionPoint, RecordStore, Sealer
from chalicelib.service.sealed_content import opened
from chalicelib.service.share_answers import NOTES, answers, note


class ReadShare:
    """Read one share with its answers, cut down to what the decision names; or why something followed a share."""

    def __init__(self, point: DecisionPoint, store: RecordStore, sealer: Sealer) -> None:
        """Keep the ports."""
        self._point = point
        self._store = store
        self._sealer = sealer

    def __call__(self, caller: Caller, record: str, reason: str) -> Answer | Refusal:
        """Decide, fetch, open, verify and cut.

        Raises:
            ContentUnreadableError: the content could not be opened, or is not what was sealed.
            ClosedError: a part that must answer did not.
        """
        asked = DecideRequest(
            token=caller.token,
            certificate=caller.certificate,
            action="share.read",
            record=record,
            attributes=Attributes(reason=reason),
        )
        allowed = ask(self._point, asked)
        if not isinstance(allowed, Allowed):
            return allowed
        stored = self._store.get(allowed.session, ids.case_partition(record), RECORD)
        if stored is None:
            raise ContentUnreadableError
        content = opened(self._sealer, allowed, record, stored)
        if stored.header["kind"] in NOTES:
            return Answer(OK, json_text(note(record, stored.header, content, allowed)), allowed.decision.id)
        _verify(stored.header, content)
        body = _reading(record, stored, content, allowed)
        body |= answers(self._store, self._sealer, allowed, record) | shown(allowed)
        return Answer(OK, json_text(body), allowed.decision.id)


def _verify(header: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    """Each opened statement is the one whose hash the header holds."""
    sealed = {entry["id"]: item_hash(entry["salt"], entry["statement"]) for entry in content["statements"]}
    if sealed != {item["id"]: item["sha256"] for item in header["items"]}:
        raise ContentUnreadableError


def _reading(record: str, stored: StoredItem, content: Mapping[str, Any], allowed: Allowed) -> dict[str, Any]:
    header, who = stored.header, allowed.subject
    needs = [
        entry["need"] for entry in content["recipients"] if (entry["agency"], entry["role"]) == (who.agency, who.role)
    ]
    return {
        "share_id": record,
        "case_id": header["case"],
        "at": header["at"],
        "from": {"agency": header["sender"]["agency"], "role": header["sender"]["role"]},
        "purpose": header["purpose"],
        "urgency": header["urgency"],
        **({"in_reply_to": header["in_reply_to"]} if "in_reply_to" in header else {}),
        **({"need": needs[0]} if needs else {}),
        **shares.visible_parts(content, allowed.view.get("items", [])),
    }
