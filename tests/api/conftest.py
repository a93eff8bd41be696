"""The functions over fakes."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.bootstrap import api
from chalicelib.domain.environments import Environment
from chalicelib.settings import ApiSettings
from tests.service.fakes import REVISION, FakeDecisionPoint, FakeRecordStore, FakeSealer, FakeSigner


@dataclass
class Fakes:
    """What stands behind the functions."""

    point: FakeDecisionPoint
    store: FakeRecordStore
    sealer: FakeSealer


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    store = FakeRecordStore()
    made = Fakes(FakeDecisionPoint(store), store, FakeSealer())
    settings = ApiSettings("decide", "records", "key", REVISION, environment=Environment.SANDBOX)
    api.use(api.Wiring(settings, point=made.point, store=made.store, sealer=made.sealer, signer=FakeSigner()))
    yield made
    api.use(None)
