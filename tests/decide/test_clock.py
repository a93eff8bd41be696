"""The clock as one who asks: known by the alias through which it is let in, and by nothing that a request can say."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain import ids
from tests.decide import world
from tests.decide.conftest import Stand
from tests.decide.test_function import Context, Handler, deployed, entries, handler, put

__all__ = ["deployed", "handler", "put"]

HOLDER = world.FORCE
PASSED = {"passed": ["assessed"], "clock": {"dues": {"assessed": "2026-11-20T15:00:00.000Z"}}}
ESCALATION = {"code": "escalation", "agency": HOLDER, "due": "2026-11-21T15:10:00.000Z", "detail": ["assessed"]}
STATE = (ids.case_partition(world.RECORD), "state")
ALIASES = [None, "live", "Clock", "clock2", "$LATEST"]


def asked(**changes: Any) -> dict[str, Any]:
    whole = {"action": "clock.record", "record": world.RECORD} | changes
    return {name: value for name, value in whole.items() if value is not None}


@pytest.fixture
def clock(stand: Stand) -> Stand:
    """A decision point that allows the clock's question about a record that the force holds."""
    stand.facts.put(*STATE, {"scheme": "csods", "state": "assessed", "agency": HOLDER}, v=4)
    stand.engine.value = world.allow("clock.record", view=PASSED, obligations=[ESCALATION])
    return stand


def test_the_clock_asks_in_the_name_of_the_holder(clock: Stand) -> None:
    """Through its alias the clock needs no token; rules, ledger and answer name the agency that holds the record."""
    answer = clock.ask(asked(), "clock")
    assert answer.outcome == "allowed", answer.code
    assert answer.subject is not None
    assert (answer.subject.person, answer.subject.agency, answer.subject.client) == ("clock", HOLDER, "no_client")
    (policy_input,) = clock.engine.inputs
    assert policy_input["subject"]["type"] == "clock"
    assert policy_input["subject"]["properties"]["agency"] == HOLDER
    assert policy_input["context"]["facts"]["state"]["state"] == "assessed"
    entry = clock.ledger.only
    assert (entry["subject"]["person"], entry["subject"]["agency"]) == ("clock", HOLDER)


def test_the_clock_reads_the_state_and_nothing_else(clock: Stand) -> None:
    """One fact is read: the state. The clock has no client and no part in the case."""
    clock.ask(asked(), "clock")
    (read,) = clock.facts.asked
    assert [(key.pk, key.sk) for key in read] == [STATE]


def test_the_clock_may_write_the_record_and_the_duty(clock: Stand) -> None:
    """The grant opens the record and the holder's duties, no client's and no member's partition, and no content."""
    answer = clock.ask(asked(), "clock")
    ((_, grant),) = clock.sessions.minted
    assert (grant.access, grant.content, grant.record) == ("write", "none", None)
    assert (grant.case, grant.agency, grant.client) == (world.CASE, HOLDER, "no_client")
    assert grant.partitions == [STATE[0], f"agency#{HOLDER}"]
    assert [(fact.pk, fact.sk, fact.v) for fact in answer.facts] == [(*STATE, 4)]


@pytest.mark.parametrize("alias", ALIASES)
def test_without_a_token_nobody_else_is_let_in(clock: Stand, alias: str | None) -> None:
    """Through any other alias, or none, a request without a token is nobody's, whatever it asks."""
    for event in (asked(), world.request("inbox.list", token=None)):
        answer = clock.ask(event, alias)
        assert (answer.outcome, answer.code) == ("unauthenticated", "token_missing")
    assert clock.sessions.minted == []


@pytest.mark.parametrize("alias", [None, "live"])
def test_a_practitioner_who_asks_as_the_clock_stays_a_practitioner(clock: Stand, alias: str | None) -> None:
    """A token proves a practitioner, for the rules to refuse: the action makes nobody the clock."""
    clock.engine.value = world.refuse()
    answer = clock.ask(asked(token=world.token()), alias)
    assert answer.outcome == "refused"
    (policy_input,) = clock.engine.inputs
    assert (policy_input["subject"]["type"], policy_input["subject"]["id"]) == ("practitioner", world.PERSON)


@pytest.mark.parametrize(
    "more", [{"token": "t"}, {"certificate": world.THUMBPRINT}, {"idempotency": world.keyed()}], ids=lambda one: [*one]
)
def test_the_clock_brings_nothing_of_a_person(clock: Stand, more: dict[str, Any]) -> None:
    """A request through the clock's alias that brings a token, certificate or idempotency key is closed."""
    answer = clock.ask(asked(**more), "clock")
    assert (answer.outcome, answer.code) == ("closed", "request_malformed")
    assert clock.engine.inputs == []


def test_what_nobody_holds_is_closed(clock: Stand) -> None:
    """Where there is no state, or one that names no holder, nobody can be named, and nothing is decided."""
    clock.facts.put(*STATE, {"scheme": "csods", "state": "assessed"})
    assert clock.ask(asked(), "clock").outcome == "closed"
    del clock.facts.items[next(key for key in clock.facts.items if (key.pk, key.sk) == STATE)]
    answer = clock.ask(asked(), "clock")
    assert (answer.outcome, answer.code) == ("closed", "facts_unavailable")
    assert [(entry["kind"], entry["action"], entry["subject"]) for entry in clock.ledger.all] == [
        ("closed", "clock.record", None)
    ] * 2


@pytest.mark.parametrize("action", world.ACTIONS)
def test_the_clock_asking_anything_else_is_no_practitioner(clock: Stand, action: str) -> None:
    """Whatever the clock asks, the rules are told that it is the clock, or nothing is decided at all."""
    clock.engine.value = world.refuse()
    answer = clock.ask(world.request(action, token=None), "clock")
    assert answer.outcome in {"refused", "closed"}
    assert {one["subject"]["type"] for one in clock.engine.inputs} <= {"clock"}
    assert clock.sessions.minted == []


def test_lambda_alone_says_which_alias_it_is(handler: Handler, deployed: Any, put: Any, bundle: Path) -> None:
    """The handler takes the alias from the ARN that Lambda invoked, and nothing in an event can stand for it."""
    put(*STATE, {"scheme": "csods", "state": "assessed", "agency": HOLDER})

    class ThroughClock(Context):
        invoked_function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:proviso-decide:clock"

    class Unqualified(Context):
        invoked_function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:proviso-decide"

    assert handler(asked(), Context())["code"] == "token_missing"
    assert handler(asked(), Unqualified())["code"] == "token_missing"
    assert handler(asked(alias="clock"), Unqualified())["code"] == "request_malformed"
    handler(asked(), ThroughClock())
    assert entries(deployed)[-1]["action"] == "clock.record"
    assert {entry["subject"]["person"] for entry in entries(deployed) if entry["subject"]} == {"clock"}
