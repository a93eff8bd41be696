"""After a restore to a point in time: what the restored table lacks, told from what a restore cannot turn back.

The trail is locked and the ledger is a table of its own, so both still know what was written after that point. A
decision that the trail shows to have written, and that no item of the restored table names, was lost with its record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.audit.ledger import Ledger
from workbench.audit.reconcile import Estate
from workbench.audit.touched import tables_of
from workbench.audit.trail import Event


@dataclass(frozen=True)
class Lost:
    """A decision whose writing is gone: what was decided, for whom, when, and the record that is to be told again.

    None of it identifies a person in the case; the agency that sent it still has the words.
    """

    decision: str
    at: str
    action: str
    agency: str
    record: str


def written(estate: Estate, events: Iterable[Event]) -> frozenset[str]:
    """Decisions that the trail shows to have written: under a key that `decide` minted, in a write that succeeded."""
    minted: dict[str, str] = {}
    writing: set[str] = set()
    for event in events:
        if event["errorCode"]:
            continue
        if event.name == "sts:AssumeRole" and event.role == estate.decide_role:
            credentials = (event["responseElements"] or {}).get("credentials") or {}
            minted[str(credentials.get("accessKeyId"))] = str(event.parameters.get("roleSessionName"))
        elif event.name == "dynamodb:TransactWriteItems" and estate.records_table in tables_of(event):
            writing.add(str(event.identity.get("accessKeyId")))
    return frozenset(decision for key, decision in minted.items() if key in writing)


def held(headers: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Decisions that the items of a table name in their headers."""
    return frozenset(str(header["decision"]) for header in headers if header.get("decision"))


def lost(ledger: Ledger, written_by: frozenset[str], held_by: frozenset[str]) -> list[Lost]:
    """What was written and is not there any more, oldest first.

    A decision that is not in the ledger either is told too, with what the trail alone knows of it: its id.
    """
    found = []
    for decision in written_by - held_by:
        entry = ledger.entries.get(decision, {})
        subject = entry.get("subject") or {}
        grant = entry.get("grant") or {}
        found.append(
            Lost(
                decision=decision,
                at=str(entry.get("at", "")),
                action=str(entry.get("action", "")),
                agency=str(subject.get("agency", "")),
                record=str(grant.get("record") or ""),
            )
        )
    return sorted(found, key=lambda one: (one.at, one.decision))
