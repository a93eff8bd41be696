"""What the sealed halves of records have in common: people as they are sealed, content as it is opened."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.contracts.decision import Idempotency
from chalicelib.contracts.people import Person
from chalicelib.domain import ids
from chalicelib.domain.errors import ContentUnreadableError
from chalicelib.domain.records import StoredItem
from chalicelib.service.asking import Allowed, Caller
from chalicelib.service.hashing import fingerprint
from chalicelib.service.ports import Sealer


def idempotency(caller: Caller, body: Mapping[str, Any], record: str | None = None) -> Idempotency | None:
    """What tells a retry from another request, when the caller named a key."""
    if caller.idempotency_key is None:
        return None
    return Idempotency(key=caller.idempotency_key, fingerprint=fingerprint(body, record))


def sealed_people(people: list[Person]) -> list[dict[str, Any]]:
    """People as they are sealed, identifiers in their one canonical form."""
    made = []
    for person in people:
        entry = person.model_dump(exclude_none=True)
        if person.identifiers:
            entry["identifiers"] = [{"kind": one.kind, "value": one.canonical()} for one in person.identifiers]
        made.append(entry)
    return made


def opened(sealer: Sealer, allowed: Allowed, record: str, stored: StoredItem) -> dict[str, Any]:
    """The sealed content of an item of this record, as JSON.

    Raises:
        ContentUnreadableError: there is none, or it does not open.
    """
    if stored.sealed is None:
        raise ContentUnreadableError
    content = sealer.open(allowed.session, ids.case_of(record), record, stored.sealed)
    made: dict[str, Any] = json.loads(content)
    return made
