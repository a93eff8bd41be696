"""Fixtures of the decision point's tests."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters import aws
from chalicelib.adapters.opa import OpaPolicyEngine, OpaServer
from chalicelib.adapters.opa_process import OpaProcess
from chalicelib.bootstrap.decide import build
from chalicelib.contracts.decision import DecideResponse
from chalicelib.domain import ids
from tests.decide import world
from tests.decide.fakes import FakeEngine, FakeFacts, FakeLedger, FakeSessions


@pytest.fixture(scope="session")
def keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The issuers' keys."""
    path = tmp_path_factory.mktemp("keys") / "jwks.json"
    return world.write_keys(path, {world.ISSUER: [world.jwk(name) for name in world.private_keys()]})


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bundle with the revision that the tests' settings expect."""
    return world.write_bundle(tmp_path_factory.mktemp("bundle"))


@pytest.fixture
def opa(bundle: Path) -> Iterator[OpaProcess]:
    """A running OPA of one test's own."""
    process = OpaProcess(str(world.opa()), str(bundle), world.REVISION)
    process.start()
    yield process
    process.stop()


@dataclass
class Stand:
    """A decision point on fakes, and what they saw."""

    keys: Path
    bundle: Path
    clock: world.Clock
    facts: FakeFacts
    engine: FakeEngine
    ledger: FakeLedger
    sessions: FakeSessions
    opened: list[OpaPolicyEngine] = field(default_factory=list)

    def through(self, server: OpaServer) -> OpaPolicyEngine:
        """Ask by the real adapter from now on."""
        engine = OpaPolicyEngine(server)
        self.opened.append(engine)
        self.engine = engine  # type: ignore[assignment]
        return engine

    def ask(self, event: object, alias: str | None = None, **settings: Any) -> DecideResponse:
        decide = build(
            world.settings(self.keys, self.bundle, **settings),
            self.engine,
            facts=self.facts,
            ledger=self.ledger,
            sessions=self.sessions,
            clock=self.clock,
        )
        return decide(event, world.INVOCATION, alias)


@pytest.fixture
def stand(keys_file: Path, bundle: Path) -> Iterator[Stand]:
    """A decision point on fakes: an active client, council and force involved."""
    facts = FakeFacts()
    seed(facts.put)
    stand = Stand(keys_file, bundle, world.Clock(), facts, FakeEngine(), FakeLedger(), FakeSessions())
    yield stand
    for engine in stand.opened:
        engine.close()


def seed(put: Any) -> None:
    """Put the facts that most tests need."""
    put(ids.client_partition(world.CLIENT), "status", {"status": "active"})
    for agency in (world.COUNCIL, world.FORCE):
        grounds = [{"ground": "opened", "from": "2026-01-01T00:00:00Z", "by": world.COUNCIL}]
        put(ids.member_partition(world.CASE, agency), "involvement", {"agency": agency, "grounds": grounds})
    put(ids.case_partition(world.RECORD), "record", {"kind": "share", "items": [{"id": "s1"}]})
    put(ids.case_partition(world.RECORD), "state", {"scheme": "csods", "state": "opened"})


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An AWS in this process, with both tables; returns its DynamoDB client."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-2",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        aws.forget_clients()
        dynamodb = boto3.client("dynamodb")
        for table in ("proviso-records", "proviso-ledger"):
            dynamodb.create_table(
                TableName=table,
                KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
                AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
                BillingMode="PAY_PER_REQUEST",
            )
        yield dynamodb
    aws.forget_clients()
