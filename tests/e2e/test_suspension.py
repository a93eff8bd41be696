"""A client that the registrar suspends is refused at the next request, and let in again when active."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.ids import client_partition
from workbench.running import REGISTRAR
from workbench.seeds.practitioners import practitioner

from .bodies import COUNCIL, a_referral, recipient
from .outside import Stand, codes

WHO = "independent-teacher"


def _say(stand: Stand, status: str, version: int) -> None:
    item: dict[str, Any] = {
        "pk": {"S": client_partition(practitioner(WHO).client)},
        "sk": {"S": "status"},
        "v": {"N": str(version)},
        "header": {"M": {"status": {"S": status}}},
    }
    put = {"Put": {"TableName": stand.running.estate.records_table, "Item": item}}
    stand.client("dynamodb", REGISTRAR).transact_write_items(TransactItems=[put])


@pytest.fixture
def suspended(stand: Stand) -> Iterator[Stand]:
    """The client is suspended, and active again afterwards."""
    _say(stand, "suspended", 2)
    yield stand
    _say(stand, "active", 3)


def _refer(stand: Stand, key: str | None = None) -> Any:
    body = a_referral(recipient(COUNCIL, "social_worker"))
    body["lawful_basis"] |= {"basis": "UKGDPR_6_1_ea", "recognised_interest": "safeguarding_vulnerable_individual"}
    body["lawful_basis"].pop("enactment")
    return stand.caller.post(WHO, "/share", body, key=key)


def test_an_active_client_is_let_in(stand: Stand) -> None:
    """What is refused below is allowed as long as the client is active."""
    assert _refer(stand).status == 201


def test_a_suspended_client_is_refused_at_once(suspended: Stand) -> None:
    """Reading and writing through a suspended client are refused at the very next request, on the record."""
    items = suspended.items()
    written, listed = _refer(suspended), suspended.caller.get(WHO, "/inbox")
    assert (written.status, listed.status) == (403, 403)
    assert codes(written) == codes(listed) == {"client_not_active"}
    assert suspended.items() == items
    entry = suspended.entries()[written.headers["proviso-decision"]]
    assert entry["reasons"] == ["client_not_active"]


def test_a_suspended_client_gets_no_stored_answer(stand: Stand) -> None:
    """An answer already given is not given again to a client that has been suspended since."""
    key = "kept-before-the-suspension"
    assert _refer(stand, key).status == 201
    _say(stand, "suspended", 2)
    try:
        assert _refer(stand, key).status == 403
    finally:
        _say(stand, "active", 3)


def test_a_client_that_is_active_again_is_let_in(suspended: Stand) -> None:
    """Suspension ends with the registrar's word, at the next request."""
    assert suspended.caller.get(WHO, "/inbox").status == 403
    _say(suspended, "active", 3)
    assert suspended.caller.get(WHO, "/inbox").status == 200
