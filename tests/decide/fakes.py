"""The decision point's ports, in memory. Each passes the same suite as its adapter (see test_ports.py)."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from chalicelib.adapters.ledger_form import Stored, packed, whole
from chalicelib.contracts.decision import Fact, Grant, Session
from chalicelib.domain.errors import (
    FactsUnavailableError,
    LedgerUnavailableError,
    PolicyUnavailableError,
    SessionUnavailableError,
)
from chalicelib.service.decide.ports import FactKey


class FakeFacts:
    """Headers by key."""

    def __init__(self) -> None:
        self.items: dict[FactKey, tuple[int, dict[str, Any]]] = {}
        self.asked: list[list[FactKey]] = []
        self.failing = False

    def put(self, pk: str, sk: str, header: dict[str, Any], v: int = 1) -> None:
        self.items[FactKey(pk, sk)] = (v, header)

    def read(self, keys: Sequence[FactKey]) -> list[Fact]:
        self.asked.append(list(keys))
        if self.failing or len(set(keys)) != len(keys):
            raise FactsUnavailableError
        return [self._fact(key) for key in keys]

    def _fact(self, key: FactKey) -> Fact:
        v, header = self.items.get(key, (0, None))
        if v and not isinstance(header, dict):
            raise FactsUnavailableError
        return Fact(pk=key.pk, sk=key.sk, v=v, header=header)


class FakeEngine:
    """Answers with a value, or not at all."""

    def __init__(self, value: object = None) -> None:
        self.value = value
        self.inputs: list[dict[str, Any]] = []
        self.failing = False

    def ask(self, policy_input: Mapping[str, Any]) -> object:
        self.inputs.append(json.loads(json.dumps(policy_input)))
        if self.failing:
            raise PolicyUnavailableError
        return self.value


class FakeLedger:
    """Entries by decision and hash."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], Stored] = {}
        self.failing = False

    def append(self, entry: Mapping[str, Any]) -> str:
        if self.failing:
            raise LedgerUnavailableError
        try:
            stored = packed(entry, rfc8785.dumps)
        except ValueError as error:
            raise LedgerUnavailableError from error
        if (entry["id"], stored.sha256) in self.entries:
            raise LedgerUnavailableError
        self.entries[entry["id"], stored.sha256] = stored
        return stored.sha256

    @property
    def all(self) -> list[dict[str, Any]]:
        return [whole(stored.text, stored.rest) for stored in self.entries.values()]

    @property
    def only(self) -> dict[str, Any]:
        (entry,) = self.all
        return entry


class FakeSessions:
    """Mints sessions and remembers for what."""

    def __init__(self) -> None:
        self.minted: list[tuple[str, Grant]] = []
        self.failing = False

    def mint(self, decision: str, grant: Grant) -> Session:
        if self.failing or sum(map(len, grant.partitions)) > 2048:
            raise SessionUnavailableError
        self.minted.append((decision, grant))
        return Session(
            access_key_id="ASIATESTTESTTESTTEST",
            secret_access_key="not a secret",
            session_token="not a token",
            not_after=grant.not_after,
        )


NOT_A_NUMBER = math.nan
