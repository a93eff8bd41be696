"""Which facts each action reads, and which partitions and content its allow opens."""

import pytest

from tests.decide import world
from tests.decide.conftest import Stand

STATUS = ("client#portal", "status")
OWN = (f"member#{world.CASE}.{world.COUNCIL}", "involvement")
FORCES = (f"member#{world.CASE}.{world.FORCE}", "involvement")
HEADER = (f"case#{world.RECORD}", "record")
STATE = (f"case#{world.RECORD}", "state")

FACTS = {
    "share.create": [STATUS, OWN, FORCES],
    "share.read": [STATUS, OWN, HEADER, STATE],
    "share.list": [STATUS, OWN],
    "inbox.list": [STATUS],
    "disclosure.open": [STATUS],
    "disclosure.step": [STATUS, OWN, STATE],
    "disclosure.read": [STATUS, OWN, STATE],
    "undertaking.record": [STATUS, OWN, STATE],
    "undertaking.read": [STATUS, OWN, HEADER],
}


@pytest.mark.parametrize("action", world.ACTIONS)
def test_facts(stand: Stand, action: str) -> None:
    """Each action reads exactly its facts, in one read."""
    stand.engine.value = world.refuse()
    stand.ask(world.request(action))
    (asked,) = stand.facts.asked
    assert [(key.pk, key.sk) for key in asked] == FACTS[action]


@pytest.mark.parametrize("action", world.WRITING)
def test_facts_of_a_write_with_a_key(stand: Stand, action: str) -> None:
    """With an idempotency key, the answer already given is asked for in the same read."""
    stand.engine.value = world.refuse()
    stand.ask(world.request(action, idempotency=world.keyed()))
    (asked,) = stand.facts.asked
    assert [(key.pk, key.sk) for key in asked[:-1]] == FACTS[action]
    assert asked[-1].pk == "client#portal"
    assert asked[-1].sk.startswith("idempotency#")


def test_each_recipient_agency_is_asked_for_once(stand: Stand) -> None:
    """An agency named in two roles, or both as sender and recipient, is one fact: a transaction takes a key once."""
    stand.engine.value = world.refuse()
    named = ((world.FORCE, "child_protection"), (world.FORCE, "contact_officer"), (world.COUNCIL, "local_authority"))
    stand.ask(world.request("share.create", attributes={"share": world.share(*named)}))
    (asked,) = stand.facts.asked
    assert [(key.pk, key.sk) for key in asked] == [STATUS, OWN, FORCES]


GRANTS: dict[str, tuple[str, str, list[str]]] = {
    "share.create": (
        "write",
        "seal",
        [
            "case#{record}",
            "member#{case}.la:E06000001",
            "member#{case}.force:11",
            "agency#la:E06000001",
            "agency#force:11",
            "client#portal",
        ],
    ),
    "share.read": ("read", "open", [f"case#{world.RECORD}"]),
    "share.list": ("read", "none", [OWN[0]]),
    "inbox.list": ("inbox", "none", ["agency#la:E06000001"]),
    "disclosure.open": (
        "write",
        "seal",
        ["case#{record}", "member#{case}.la:E06000001", "agency#la:E06000001", "client#portal"],
    ),
    "disclosure.step": (
        "write",
        "seal",
        [f"case#{world.RECORD}", OWN[0], "agency#la:E06000001", "client#portal"],
    ),
    "disclosure.read": ("read", "none", [f"case#{world.RECORD}"]),
    "undertaking.record": (
        "write",
        "seal",
        ["case#{record}", f"case#{world.RECORD}", OWN[0], "agency#la:E06000001", "client#portal"],
    ),
    "undertaking.read": ("read", "open", [f"case#{world.RECORD}"]),
}


@pytest.mark.parametrize("action", world.ACTIONS)
def test_grant(stand: Stand, action: str) -> None:
    """An allow opens exactly the action's partitions, and the content of the one record that it is about."""
    stand.engine.value = world.allow(action)
    answer = stand.ask(world.request(action))
    ((_, grant),) = stand.sessions.minted
    access, content, patterns = GRANTS[action]
    expected = [pattern.format(record=answer.record, case=answer.case) for pattern in patterns]
    assert (grant.access, grant.content, grant.partitions) == (access, content, expected)
    assert grant.record == (answer.record if content != "none" else None)
    assert grant.case == (None if action == "inbox.list" else answer.case)
    assert (grant.agency, grant.client) == (world.COUNCIL, world.CLIENT)


@pytest.mark.parametrize("step", [0, 3])
def test_a_step_of_a_disclosure_is_opened_when_asked_for(stand: Stand, step: int) -> None:
    """Reading a disclosure request opens content only when a step, or the application (0), is asked for."""
    stand.engine.value = world.allow("disclosure.read")
    stand.ask(world.request("disclosure.read", attributes={"open": step}))
    ((_, grant),) = stand.sessions.minted
    assert (grant.content, grant.record) == ("open", world.RECORD)
    assert stand.engine.inputs[0]["context"]["open"] == step


def test_new_records_lie_in_their_case(stand: Stand) -> None:
    """An undertaking's id is new and lies in the request's case; an application's case is new too."""
    stand.engine.value = world.allow("undertaking.record")
    undertaking = stand.ask(world.request("undertaking.record"))
    stand.engine.value = world.allow("disclosure.open")
    application = stand.ask(world.request("disclosure.open"))
    assert str(undertaking.record).startswith(f"{world.CASE}.")
    assert undertaking.record != world.RECORD
    assert application.case != world.CASE
    assert str(application.record).startswith(f"{application.case}.")
