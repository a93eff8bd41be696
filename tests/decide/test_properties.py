"""Whatever comes in: one entry a request, no session without one, and the entry says what the answer says."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.ledger_form import packed
from chalicelib.bootstrap.decide import build
from tests.decide import world
from tests.decide.conftest import Stand, seed
from tests.decide.fakes import FakeEngine, FakeFacts, FakeLedger, FakeSessions

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
EVENTS = JSON | st.builds(
    lambda action, changes: world.request(action, **changes),
    st.sampled_from(world.ACTIONS),
    st.fixed_dictionaries(
        {},
        optional={
            "token": st.sampled_from([world.token(), world.token(aud="x"), world.token(exp=1), "a.b.c"]) | JSON,
            "record": st.sampled_from([world.RECORD, world.CASE]) | JSON,
            "case": st.just(world.CASE) | JSON,
            "attributes": st.sampled_from([{"share": world.share()}, {"open": 0}, {}]) | JSON,
            "idempotency": st.just(world.keyed()) | JSON,
            "certificate": st.just(world.THUMBPRINT) | JSON,
        },
    ),
)
VALUES = JSON | st.sampled_from([*(world.allow(action) for action in world.ACTIONS), world.refuse()])


@pytest.fixture(scope="module")
def files(keys_file: Path, bundle: Path) -> tuple[Path, Path]:
    """Keys and bundle, once for all examples."""
    return keys_file, bundle


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    event=EVENTS,
    value=VALUES,
    failing=st.sets(st.sampled_from(["facts", "engine", "ledger", "sessions"]), max_size=2),
    header=st.none() | JSON,
)
def test_no_session_without_an_entry(
    files: tuple[Path, Path], event: Any, value: object, failing: set[str], header: Any
) -> None:
    """Whatever is asked, answered, stored or broken: one entry, or a failed ledger and no session."""
    facts, engine, ledger, sessions = FakeFacts(), FakeEngine(value), FakeLedger(), FakeSessions()
    seed(facts.put)
    if header is not None:
        facts.put("client#portal", "status", header)
    facts.failing, engine.failing = "facts" in failing, "engine" in failing
    ledger.failing, sessions.failing = "ledger" in failing, "sessions" in failing
    stand = Stand(*files, world.Clock(), facts, engine, ledger, sessions)
    answer = stand.ask(event)

    assert len(ledger.entries) == (0 if ledger.failing else 1)
    for decision, grant in sessions.minted:
        entry = ledger.only
        assert (entry["id"], entry["allow"], entry["kind"]) == (decision, True, "decision")
        assert entry["grant"] == grant.model_dump(exclude_none=True)
    assert (answer.session is not None) == (answer.outcome == "allowed") == bool(sessions.minted)
    if ledger.failing:
        assert (answer.outcome, answer.code) == ("closed", "ledger_unavailable")
        return
    entry = ledger.only
    ((_, digest),) = ledger.entries
    assert packed(entry, rfc8785.dumps).sha256 == digest
    assert answer.receipt is not None
    assert (answer.receipt.decision, answer.receipt.entry_sha256) == (entry["id"], digest)
    if answer.outcome in {"refused", "unauthenticated", "conflict"}:
        assert entry["allow"] is False
        assert entry["reasons"]
    if answer.outcome == "allowed":
        assert value == entry_value(entry)


def entry_value(entry: dict[str, Any]) -> dict[str, Any]:
    """The decision that an entry of an allow records."""
    return {
        "allow": entry["allow"],
        "reasons": entry["reasons"],
        "obligations": entry["obligations"],
        "view": entry["view"],
        "policy_revision": entry["policy_revision"],
    }


@settings(max_examples=150, deadline=None)
@given(first=st.tuples(*[st.text(max_size=6)] * 2), second=st.tuples(*[st.text(max_size=6)] * 2))
def test_names_of_answers_differ(files: tuple[Path, Path], first: tuple[str, str], second: tuple[str, str]) -> None:
    """Two different lists of parts never have one HMAC: parts cannot run into each other."""
    from chalicelib.service.decide.replay import AnswerNames

    names = AnswerNames(b"k" * 32)
    assert (names._hmac(*first) == names._hmac(*second)) == (first == second)


def test_ids_are_of_their_time_and_differ(files: tuple[Path, Path]) -> None:
    """Ids made with the same clock and randomness are the same; they sort by time."""
    from chalicelib.service.decide.ids import UlidMaker

    same = UlidMaker(lambda size: b"\x01" * size)
    clock = world.Clock()
    early = same(clock())
    assert early == same(clock())
    clock.move(seconds=0.001)
    assert early < same(clock())
    made = {UlidMaker()(world.NOW) for _ in range(1000)}
    assert len(made) == 1000


def test_injected_randomness_makes_the_ids(files: tuple[Path, Path]) -> None:
    """With clock and randomness given, the whole entry is reproducible, its hash too."""
    digests = set()
    for _ in range(2):
        facts, ledger = FakeFacts(), FakeLedger()
        seed(facts.put)
        decide = build(
            world.settings(*files),
            FakeEngine(world.refuse()),
            facts=facts,
            ledger=ledger,
            sessions=FakeSessions(),
            clock=world.Clock(),
            randomness=lambda size: b"\x07" * size,
        )
        answer = decide(world.request("share.list"), world.INVOCATION)
        assert answer.receipt is not None
        digests.add(answer.receipt.entry_sha256)
        assert json.loads(json.dumps(ledger.only)) == ledger.only
    assert len(digests) == 1


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**16), st.integers(-14, 14))
def test_timestamps_sort_as_time_does(microseconds: int, hours: int) -> None:
    """A time is written in UTC with exactly three decimals, cut, whatever zone it came in."""
    from chalicelib.service.decide.ids import timestamp

    at = (world.NOW + timedelta(microseconds=microseconds)).astimezone(timezone(timedelta(hours=hours)))
    text = timestamp(at)
    assert len(text) == 24
    assert timedelta() <= at - datetime.fromisoformat(text) < timedelta(milliseconds=1)
