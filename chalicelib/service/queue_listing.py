"""The queue of an agency: what is due, by due time, with the steps that come next and the roles that may take them.

A page is one query of an index; no item is opened. Only what concerns the caller's role is kept where that is asked
for, and the page is filled up behind what was passed over.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.contracts.decision import DecideRequest
from chalicelib.domain import london
from chalicelib.domain.errors import ContractError, DecisionPointUnavailableError, FieldProblem
from chalicelib.domain.queues import QueueEntry
from chalicelib.domain.records import sort_time
from chalicelib.service import cursors
from chalicelib.service.asking import OK, Allowed, Answer, Caller, Refusal, ask, json_text, shown
from chalicelib.service.listing import Window
from chalicelib.service.ports import DecisionPoint, RecordStore

DAYS_OF_A_WEEK: Final = 7
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z", re.ASCII)

Horizon = Callable[[datetime], datetime]
"""From the time of the decision to the last moment that is shown."""


class ListQueue:
    """What the caller's agency has to do, the earliest due first."""

    def __init__(self, point: DecisionPoint, store: RecordStore) -> None:
        """Keep the ports."""
        self._point = point
        self._store = store

    def __call__(self, caller: Caller, due: str, window: Window, *, mine: bool = False) -> Answer | Refusal:
        """Decide, then query the agency's part of the index.

        Args:
            caller: Who asks.
            due: `overdue`, `today`, `week`, a day or an instant: what is due by then, and what was due before.
            window: Which part.
            mine: Keep only what the role that the decision names may take a step of.

        Raises:
            ContractError: `due` or the cursor is not one.
        """
        position = cursors.decode(window.cursor)
        horizon = horizon_of(due)
        asked = DecideRequest(token=caller.token, certificate=caller.certificate, action="disclosure.list")
        allowed = ask(self._point, asked)
        if not isinstance(allowed, Allowed):
            return allowed
        roles = allowed.view.get("roles")
        if not isinstance(roles, list) or len(roles) != 1:
            raise DecisionPointUnavailableError
        now = allowed.receipt.at
        until = sort_time(horizon(datetime.fromisoformat(now)).isoformat())
        entries, cursor = self._fill(allowed, until, position, window.limit, roles[0] if mine else None)
        body = {
            "until": until,
            "entries": [entry.as_of(sort_time(now)) for entry in entries],
            **({"next": cursor} if cursor else {}),
            **shown(allowed),
        }
        return Answer(OK, json_text(body), allowed.decision.id)

    def _fill(
        self, allowed: Allowed, until: str, position: str | None, limit: int, role: str | None
    ) -> tuple[list[QueueEntry], str | None]:
        """Up to `limit` entries, and the cursor behind them when more follow; one query where all are kept."""
        kept: list[QueueEntry] = []
        after, more = position, True
        while more and len(kept) <= limit:
            page = self._store.queue_page(
                allowed.session, allowed.subject.agency, until=until, after=after, limit=limit + 1
            )
            kept += [entry for entry in page.entries if role is None or entry.is_for(role)]
            more = page.more and bool(page.entries)
            after = page.entries[-1].position if page.entries else after
        if len(kept) <= limit:
            return kept, None
        return kept[:limit], cursors.encode(kept[limit - 1].position, "")


def horizon_of(due: str) -> Horizon:
    """What `due` means, to be told the time of the decision. Days are London's.

    Raises:
        ContractError: it means nothing.
    """
    if due == "overdue":
        return lambda now: now
    if due == "today":
        return lambda now: london.end_of(london.day_of(now))
    if due == "week":
        return lambda now: london.end_of(london.day_of(now) + timedelta(days=DAYS_OF_A_WEEK - 1))
    try:
        if _DAY.fullmatch(due):
            end = london.end_of(date.fromisoformat(due))
            return lambda _: end
        if _INSTANT.fullmatch(due):
            moment = datetime.fromisoformat(due)
            return lambda _: moment
    except (ValueError, OverflowError):
        pass
    raise ContractError((FieldProblem("due", "must be overdue, today, week, a day (YYYY-MM-DD) or an instant"),))
