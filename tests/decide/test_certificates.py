"""What the decision point asks, says and checks about the client certificate that was presented."""

import pytest

from chalicelib.domain import ids
from tests.decide import world
from tests.decide.conftest import Stand

PARTITION = ids.client_partition(world.CLIENT)
REVOCATION = ids.revocation_key(world.THUMBPRINT)


def _revoke(stand: Stand, thumbprint: str = world.THUMBPRINT) -> None:
    stand.facts.put(PARTITION, ids.revocation_key(thumbprint), {"revoked_at": "2026-11-20T15:00:00Z"})


@pytest.mark.parametrize("action", world.ACTIONS)
def test_a_presented_certificate_is_asked_about(stand: Stand, action: str) -> None:
    """Whether the presented certificate is revoked is one more key of the same read, beside the client's status."""
    stand.engine.value = world.refuse()
    stand.ask(world.request(action, certificate=world.THUMBPRINT))
    (asked,) = stand.facts.asked
    assert [(key.pk, key.sk) for key in asked[:2]] == [(PARTITION, "status"), (PARTITION, REVOCATION)]
    assert [key.sk.startswith("certificate#") for key in asked].count(True) == 1


@pytest.mark.parametrize("revoked", [True, False])
def test_rules_see_the_certificate_and_whether_it_is_revoked(stand: Stand, revoked: bool) -> None:  # noqa: FBT001
    """Rules get the thumbprint that was presented, and it stands among the revoked ones exactly when it is."""
    stand.engine.value = world.refuse()
    _revoke(stand, world.THUMBPRINT if revoked else "B" * 43)
    stand.ask(world.request("share.create", certificate=world.THUMBPRINT))
    (asked,) = stand.engine.inputs
    assert asked["subject"]["properties"]["certificate"] == world.THUMBPRINT
    expected = {"status": "active", "revoked_certificates": [world.THUMBPRINT] if revoked else []}
    assert asked["context"]["facts"]["client"] == expected
    assert stand.ledger.only["input"] == asked


def test_what_the_registrar_notes_besides_stays_out_of_the_rules(stand: Stand) -> None:
    """When a status was last changed is the registrar's note; rules get the status alone."""
    stand.engine.value = world.refuse()
    stand.facts.put(PARTITION, "status", {"status": "suspended", "changed_at": "2026-11-20T15:00:00Z"})
    stand.ask(world.request("inbox.list"))
    (asked,) = stand.engine.inputs
    assert asked["context"]["facts"]["client"] == {"status": "suspended", "revoked_certificates": []}


def test_a_revocation_registers_nobody(stand: Stand) -> None:
    """A client without a status stays unknown to the rules, whatever is said of its certificates."""
    stand.engine.value = world.refuse()
    stand.facts.items = {key: item for key, item in stand.facts.items.items() if key.sk != "status"}
    _revoke(stand)
    stand.ask(world.request("inbox.list", certificate=world.THUMBPRINT))
    (asked,) = stand.engine.inputs
    assert "client" not in asked["context"]["facts"]


def test_the_write_checks_the_status_alone(stand: Stand) -> None:
    """The status' version stands for the revocations too: the write is handed no check of its own for them."""
    stand.engine.value = world.allow("share.create")
    request = world.request("share.create", certificate=world.THUMBPRINT, idempotency=world.keyed())
    answer = stand.ask(request)
    assert [fact.sk for fact in answer.facts] == ["status", "involvement", "involvement"]


def test_a_stored_answer_is_asked_for_with_the_certificate(stand: Stand) -> None:
    """Before an answer is given again, rules hear whether the certificate presented now has been revoked since."""
    stand.engine.value = world.allow("share.create")
    request = world.request("share.create", certificate=world.THUMBPRINT, idempotency=world.keyed())
    first = stand.ask(request)
    assert first.idempotency is not None
    header = {"fingerprint": first.idempotency.fingerprint, "status": 201, "body": "{}", "decision": "d"}
    stand.facts.put(PARTITION, first.idempotency.sk, header)
    _revoke(stand)
    stand.engine.value = world.refuse()
    assert stand.ask(request).outcome == "refused"
    asked = stand.engine.inputs[-1]
    assert asked["action"]["name"] == "idempotency.replay"
    assert asked["subject"]["properties"]["certificate"] == world.THUMBPRINT
    assert asked["context"]["facts"]["client"]["revoked_certificates"] == [world.THUMBPRINT]
