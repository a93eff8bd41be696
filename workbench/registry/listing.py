"""The clients, as an auditor can tell: what decisions last saw, and what registrars put since.

Nobody may read a client's partition but `decide`. The ledger says which status each decision saw, and the trail says
which words about which client were put, by whom and when: between them they know every client and every revocation.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.ids import client_partition, revocation_key
from workbench.audit.trail import Event
from workbench.registry.registrar import STATUS

NOT_REGISTERED = "not registered"
NEVER_SEEN = "never asked"
_CLIENT = client_partition("")
_CERTIFICATE = revocation_key("")


@dataclass
class Known:
    """What is known of one client.

    Attributes:
        client: Its id.
        status: As the latest decision saw it: active, suspended, `not registered`; `never asked` when none did.
        seen_at: When that decision was made.
        changed_at: When a registrar last put its status, to the second.
        changed_by: Who, as the trail names them.
        revoked: Thumbprints of its revoked certificates.
    """

    client: str
    status: str = NEVER_SEEN
    seen_at: datetime | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None
    revoked: set[str] = field(default_factory=set)

    @property
    def stale(self) -> bool:
        """Whether the status was put again since the latest decision, so that it may be another now."""
        if self.changed_at is None:
            return False
        # The trail's times are whole seconds: in doubt it has changed.
        return self.seen_at is None or self.seen_at.replace(microsecond=0) <= self.changed_at


def known_clients(
    entries: Iterable[Mapping[str, Any]], events: Iterable[Event], registrar_role: str, table: str
) -> list[Known]:
    """Return the clients in the order of their ids.

    Args:
        entries: The ledger's.
        events: The trail's, in any order.
        registrar_role: Whose puts are a registrar's.
        table: The records table's name.
    """
    found: dict[str, Known] = {}
    for entry in entries:
        _see(found, entry)
    for event in events:
        if event.role == registrar_role and not event["errorCode"]:
            for client, key in _words(event, table):
                _change(found.setdefault(client, Known(client)), key, event)
    return [found[client] for client in sorted(found)]


def _see(found: dict[str, Known], entry: Mapping[str, Any]) -> None:
    subject, asked = entry.get("subject"), entry.get("input")
    if not subject or not asked:
        return
    at = datetime.fromisoformat(str(entry["at"]))
    known = found.setdefault(str(subject["client"]), Known(str(subject["client"])))
    if known.seen_at is None or known.seen_at < at:
        fact = asked["context"]["facts"].get("client") or {}
        known.seen_at, known.status = at, str(fact.get("status", NOT_REGISTERED))


def _words(event: Event, table: str) -> Iterator[tuple[str, str]]:
    """Client and sort key of each word that a registrar's transaction put."""
    requests = event.parameters.get("requestItems")
    for request in requests if isinstance(requests, list) else []:
        key = request.get("key") or {}
        partition, named = str(key.get("pk", "")), str(request.get("tableName", "")).rsplit("/", 1)[-1]
        if named == table and partition.startswith(_CLIENT):
            yield f"client:{partition.removeprefix(_CLIENT)}", str(key.get("sk", ""))


def _change(known: Known, key: str, event: Event) -> None:
    if key.startswith(_CERTIFICATE):
        known.revoked.add(key.removeprefix(_CERTIFICATE))
    elif key == STATUS and (known.changed_at is None or known.changed_at <= event.time):
        known.changed_at, known.changed_by = event.time, str(event.identity.get("arn") or event.role)
