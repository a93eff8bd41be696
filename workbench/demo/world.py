"""What the scenes share: a stack of their own, callers, and an auditor's eyes on ledger and trail."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.audit import ledger as ledgers
from workbench.audit import trail as trails
from workbench.audit.ledger import Ledger
from workbench.audit.reconcile import Estate, Report, reconcile
from workbench.audit.trail import Event
from workbench.running import Running
from workbench.seeds.api import Answer, Caller
from workbench.seeds.cases import SeededCase


@dataclass
class World:
    """A running stack, seen from outside."""

    running: Running
    remembered: dict[str, Any] = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        """Calls the API as the seeded practitioners."""
        return self.running.caller

    @property
    def cases(self) -> Mapping[str, SeededCase]:
        """The seeded cases by name."""
        return {case.name: case for case in self.running.cases}

    def ledger(self) -> Ledger:
        """The ledger as the auditor reads it now."""
        return ledgers.read(self.running.client("dynamodb", "proviso-auditor"), self.running.estate.ledger_table)

    def events(self) -> list[Event]:
        """Every event delivered to the trail so far, after a flush."""
        self.running.flush_trail()
        return trails.read(self.running.client("s3", "proviso-auditor"), self.running.bucket)

    def events_of(self, decision: str) -> list[Event]:
        """The events that carry one decision: asked for, decided, minted, used."""
        entry = self.ledger().entries.get(decision, {})
        minted = set()
        found = []
        for event in self.events():
            if event.name == "sts:AssumeRole" and event.parameters.get("roleSessionName") == decision:
                minted.add((event["responseElements"] or {}).get("credentials", {}).get("accessKeyId"))
        for event in self.events():
            if event.service_caller:
                continue
            named = decision in str(event["userAgent"] or "") or event["requestID"] == entry.get("invocation")
            if named or event.identity.get("accessKeyId") in minted - {None}:
                found.append(event)
        return found

    def record_count(self) -> int:
        """How many items the records table holds, seen past the API: nothing is evaluated and nothing recorded."""
        store = self.running.owned.service_client("dynamodb")
        pages = store.get_paginator("scan").paginate(TableName=self.estate.records_table, Select="COUNT")
        return sum(int(page["Count"]) for page in pages)

    def reconcile(self) -> Report:
        """Join trail and ledger now."""
        return reconcile(self.running.estate, self.ledger(), self.events())

    def decision_of(self, answer: Answer) -> str:
        """Id of the decision behind an answer."""
        return answer.headers["proviso-decision"]

    @property
    def estate(self) -> Estate:
        """Names of tables, keys and roles."""
        return self.running.estate


@contextlib.contextmanager
def world(state_dir: Path, *, session_seconds: int) -> Iterator[World]:
    """Start a stack of the story's own, seeded, and end it afterwards."""
    with Running.start(port=0, state_dir=state_dir, session_seconds=session_seconds) as running:
        yield World(running)
