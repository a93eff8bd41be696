"""One stack on moto for the whole session, one on DynamoDB Local for those tests that name it."""

from collections.abc import Iterator

import pytest

from tests.e2e.outside import Stand, started

LAST = "test_every_look_of_the_session_is_matched"


@pytest.fixture(scope="session")
def stand() -> Iterator[Stand]:
    """The stack on moto."""
    with started("moto") as running:
        yield running


@pytest.fixture(scope="session")
def with_transactions() -> Iterator[Stand]:
    """The stack on DynamoDB Local, where transactions really conflict."""
    with started("local") as running:
        yield running


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the reconciliation of the whole session's traffic at its end, whatever the order of the rest."""
    items.sort(key=lambda item: item.name.startswith(LAST))
