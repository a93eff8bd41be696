"""The use cases over fakes."""

import pytest

from tests.service.fakes import FakeDecisionPoint, FakeRecordStore, FakeSealer


@pytest.fixture
def store() -> FakeRecordStore:
    return FakeRecordStore()


@pytest.fixture
def sealer() -> FakeSealer:
    return FakeSealer()


@pytest.fixture
def point(store: FakeRecordStore) -> FakeDecisionPoint:
    return FakeDecisionPoint(store)
