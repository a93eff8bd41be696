"""What a registrar puts, on which condition, and what it says when nothing was changed."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from tests.registry.conftest import START, TABLE, Clock
from workbench.registry.registrar import MOST_ATTEMPTS, NotSoError, Registrar, RegistrarError

CLIENT = "client:portal"
THUMBPRINT = "A" * 43
VERSION = 1_795_187_400_250_001


def _items(dynamodb: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in dynamodb.scan(TableName=TABLE)["Items"]}


def _status(dynamodb: Any) -> tuple[str, int]:
    item = _items(dynamodb)["client#portal", "status"]
    return item["header"]["M"]["status"]["S"], int(item["v"]["N"])


def test_a_registered_client_is_active(registrar: Registrar, dynamodb: Any) -> None:
    """Registering puts an active status, with the time in microseconds as its version."""
    registrar.register(CLIENT)
    assert _items(dynamodb) == {
        ("client#portal", "status"): {
            "pk": {"S": "client#portal"},
            "sk": {"S": "status"},
            "v": {"N": str(VERSION)},
            "header": {"M": {"status": {"S": "active"}, "changed_at": {"S": "2026-11-20T15:10:00.250Z"}}},
        }
    }


def test_registering_again_lets_no_suspended_client_in(registrar: Registrar, dynamodb: Any, clock: Clock) -> None:
    """A client that is registered already is left as it is."""
    registrar.register(CLIENT)
    registrar.suspend(CLIENT)
    clock.move(1)
    with pytest.raises(NotSoError, match="registered already"):
        registrar.register(CLIENT)
    assert _status(dynamodb)[0] == "suspended"


def test_each_change_is_another_version(registrar: Registrar, dynamodb: Any, clock: Clock) -> None:
    """Whoever relied on the last status sees from the version that it was put again, even when it says the same."""
    seen = []
    registrar.register(CLIENT)
    for change in (registrar.suspend, registrar.suspend, registrar.activate, registrar.activate):
        seen.append(_status(dynamodb))
        clock.move(0.000_001)
        change(CLIENT)
    seen.append(_status(dynamodb))
    expected = ["active", "suspended", "suspended", "active", "active"]
    assert seen == [(status, VERSION + n) for n, status in enumerate(expected)]


@pytest.mark.parametrize("change", ["suspend", "activate", "revoke_certificate"])
def test_a_mistyped_client_is_not_made(registrar: Registrar, dynamodb: Any, change: str) -> None:
    """A change of a client that nobody registered changes nothing, and says so."""
    more = (THUMBPRINT,) if change == "revoke_certificate" else ()
    with pytest.raises(NotSoError, match="no client client:portal is registered"):
        getattr(registrar, change)(CLIENT, *more)
    assert _items(dynamodb) == {}


def test_a_suspension_goes_through_whatever_the_clock_says(registrar: Registrar, dynamodb: Any, clock: Clock) -> None:
    """A registrar whose clock is behind another's can suspend."""
    registrar.register(CLIENT)
    clock.move(-3600)
    registrar.suspend(CLIENT)
    assert _status(dynamodb) == ("suspended", VERSION - 3_600_000_000)


def test_an_activation_that_comes_late_undoes_no_suspension(registrar: Registrar, dynamodb: Any, clock: Clock) -> None:
    """A client is let in again only by a word that is younger than the last one."""
    registrar.register(CLIENT)
    clock.move(60)
    registrar.suspend(CLIENT)
    clock.move(-30)
    with pytest.raises(NotSoError, match="later time"):
        registrar.activate(CLIENT)
    assert _status(dynamodb)[0] == "suspended"


@pytest.mark.parametrize("suspended", [True, False])
def test_a_revocation_leaves_the_status_and_moves_its_version(
    registrar: Registrar, dynamodb: Any, clock: Clock, *, suspended: bool
) -> None:
    """A revocation is an item of its own; the status says what it said, under another version."""
    registrar.register(CLIENT)
    if suspended:
        registrar.suspend(CLIENT)
    clock.move(1)
    registrar.revoke_certificate(CLIENT, THUMBPRINT)
    found = _items(dynamodb)["client#portal", f"certificate#{THUMBPRINT}"]
    assert found["header"]["M"] == {"revoked_at": {"S": "2026-11-20T15:10:01.250Z"}}
    assert int(found["v"]["N"]) == VERSION + 1_000_000
    assert _status(dynamodb) == ("suspended" if suspended else "active", VERSION + 1_000_000)


def test_revocations_outlive_every_other_change(registrar: Registrar, dynamodb: Any, clock: Clock) -> None:
    """Two revoked certificates stay revoked while the client is suspended and activated, and can be revoked again."""
    registrar.register(CLIENT)
    for thumbprint in (THUMBPRINT, "B" * 43, THUMBPRINT):
        registrar.revoke_certificate(CLIENT, thumbprint)
    registrar.suspend(CLIENT)
    clock.move(1)
    registrar.activate(CLIENT)
    keys = {key for _, key in _items(dynamodb)}
    assert keys == {"status", f"certificate#{THUMBPRINT}", f"certificate#{'B' * 43}"}


class Scripted:
    """A DynamoDB client that answers as told, then carries everything out."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls: list[Any] = []

    def transact_write_items(self, **asked: Any) -> None:
        self.calls.append(asked)
        if self.errors:
            raise self.errors.pop(0)


def _cancelled(*codes: str) -> ClientError:
    reasons = [{"Code": code} for code in codes]
    answer: Any = {"Error": {"Code": "TransactionCanceledException", "Message": ""}, "CancellationReasons": reasons}
    return ClientError(answer, "TransactWriteItems")


def test_a_client_in_use_is_tried_again(clock: Clock) -> None:
    """Writes of the client's own that come in between keep no suspension off."""
    busy = Scripted(*[_cancelled("TransactionConflict")] * 5)
    Registrar(busy, TABLE, clock=clock, pause=clock.move).suspend(CLIENT)
    assert len(busy.calls) == 6
    assert timedelta(0) < clock.now - START < timedelta(seconds=1)


def test_trying_again_has_an_end(clock: Clock) -> None:
    """A change that conflicts every time is given up within half a minute, and says that nothing was changed."""
    busy = Scripted(*[_cancelled("TransactionConflict", "None")] * (MOST_ATTEMPTS + 1))
    with pytest.raises(RegistrarError, match="nothing was changed"):
        Registrar(busy, TABLE, clock=clock, pause=clock.move).revoke_certificate(CLIENT, THUMBPRINT)
    assert len(busy.calls) == MOST_ATTEMPTS
    assert clock.now - START < timedelta(seconds=30)


def test_a_status_that_changes_meanwhile_keeps_no_revocation_off(clock: Clock) -> None:
    """A client that is suspended between the two attempts of a revocation is found at the third."""
    moving = Scripted(*[_cancelled("ConditionalCheckFailed", "None")] * 2)
    Registrar(moving, TABLE, clock=clock).revoke_certificate(CLIENT, THUMBPRINT)
    assert len(moving.calls) == 3


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (_cancelled("ValidationError"), "ValidationError"),
        (_cancelled(), "no reason"),
        (ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "x"), "AccessDeniedException"),
        (ReadTimeoutError(endpoint_url="https://dynamodb.example"), "not known"),
    ],
)
def test_what_trying_again_does_not_mend_is_said(error: Exception, said: str, clock: Clock) -> None:
    """Any other answer ends the change at once, with AWS's code."""
    with pytest.raises(RegistrarError, match=said):
        Registrar(Scripted(error), TABLE, clock=clock).activate(CLIENT)
