"""Lists of pointers: an agency's chronology of a case, and the inbox of a role.

A pointer whose share excludes the practitioner who asks, or concerns another role, is passed over, and the page
is filled up behind it: neither the size of a page nor its cursor betrays that something was passed over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.contracts.decision import DecideRequest, Session
from chalicelib.domain import ids
from chalicelib.domain.errors import DecisionPointUnavailableError
from chalicelib.domain.records import POINTER_PREFIX, StoredItem
from chalicelib.domain.shares import concerns
from chalicelib.service import cursors
from chalicelib.service.asking import OK, Allowed, Answer, Caller, Refusal, ask, json_text, shown
from chalicelib.service.ports import DecisionPoint, RecordStore

DEFAULT_LIMIT = 25
MAX_LIMIT = 100


@dataclass(frozen=True)
class Window:
    """Which part of a list is wanted."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


class ListCase:
    """This agency's chronology of a case, oldest first: what it may see, put together."""

    def __init__(self, point: DecisionPoint, store: RecordStore) -> None:
        """Keep the ports."""
        self._point = point
        self._store = store

    def __call__(self, caller: Caller, case: str, window: Window) -> Answer | Refusal:
        """Decide, then query the agency's part of the case."""
        position = cursors.decode(window.cursor)
        asked = DecideRequest(token=caller.token, certificate=caller.certificate, action="share.list", case=case)
        allowed = ask(self._point, asked)
        if not isinstance(allowed, Allowed):
            return allowed
        who = allowed.subject
        found = _Walk(self._store, allowed.session, ids.member_partition(case, who.agency), POINTER_PREFIX).fill(
            window.limit,
            position,
            newest_first=False,
            shows=lambda header: concerns(header, who.role, who.person),
        )
        entries, cursor = found
        body = {"case_id": case, "entries": [_chronology(item.header) for item in entries]}
        return _answer(body, cursor, allowed)


class ListInbox:
    """What was shared with the caller's agency and role, newest first."""

    def __init__(self, point: DecisionPoint, store: RecordStore) -> None:
        """Keep the ports."""
        self._point = point
        self._store = store

    def __call__(self, caller: Caller, window: Window) -> Answer | Refusal:
        """Decide, then query the inbox of the role that the decision names."""
        position = cursors.decode(window.cursor)
        asked = DecideRequest(token=caller.token, certificate=caller.certificate, action="inbox.list")
        allowed = ask(self._point, asked)
        if not isinstance(allowed, Allowed):
            return allowed
        roles = allowed.view.get("roles")
        if not isinstance(roles, list) or len(roles) != 1:
            raise DecisionPointUnavailableError
        who = allowed.subject
        prefix = f"inbox#{roles[0]}#"
        entries, cursor = _Walk(self._store, allowed.session, ids.agency_partition(who.agency), prefix).fill(
            window.limit,
            position,
            newest_first=True,
            shows=lambda header: concerns(header, roles[0], who.person),
        )
        return _answer({"entries": [_inbox(item.header) for item in entries]}, cursor, allowed)


class _Walk:
    """One list of one partition."""

    def __init__(self, store: RecordStore, session: Session, pk: str, prefix: str) -> None:
        self._store = store
        self._session = session
        self._pk = pk
        self._prefix = prefix

    def fill(
        self, limit: int, position: str | None, *, newest_first: bool, shows: Callable[[Mapping[str, Any]], bool]
    ) -> tuple[list[StoredItem], str | None]:
        """Up to `limit` items that show, and the cursor behind them when more of those follow."""
        kept: list[StoredItem] = []
        after = None if position is None else self._prefix + position
        more = True
        while more and len(kept) <= limit:
            page = self._store.page(
                self._session, self._pk, self._prefix, after=after, limit=limit + 1, newest_first=newest_first
            )
            kept += [item for item in page.items if shows(item.header)]
            more = page.more and bool(page.items)
            after = page.items[-1].sk if page.items else after
        if len(kept) <= limit:
            return kept, None
        return kept[:limit], cursors.encode(kept[limit - 1].sk, self._prefix)


def _answer(body: dict[str, Any], cursor: str | None, allowed: Allowed) -> Answer:
    whole = {**body, **({"next": cursor} if cursor else {}), **shown(allowed)}
    return Answer(OK, json_text(whole), allowed.decision.id)


def _chronology(header: Mapping[str, Any]) -> dict[str, Any]:
    shown_fields = ("kind", "at", "from", "purpose", "referral", "change", "items")
    return {"record_id": header["record"], **{name: header[name] for name in shown_fields if name in header}}


def _inbox(header: Mapping[str, Any]) -> dict[str, Any]:
    shown_fields = ("kind", "at", "from", "purpose", "urgency", "outcome", "change", "items")
    return {
        "record_id": header["record"],
        "case_id": header["case"],
        **{name: header[name] for name in shown_fields if name in header},
    }
