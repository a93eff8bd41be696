"""Every way in which a part that must answer does not: closed, recorded, nothing minted."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.adapters.opa import OpaPolicyEngine
from chalicelib.contracts.decision import DecideResponse
from chalicelib.domain.errors import PolicyUnavailableError
from tests.decide import odd_opa, world
from tests.decide.conftest import Stand
from tests.decide.fakes import NOT_A_NUMBER


def assert_closed(stand: Stand, answer: DecideResponse, code: str) -> None:
    """Nothing but the refusal exists."""
    assert (answer.outcome, answer.code) == ("closed", code)
    assert (answer.session, answer.view, answer.facts, answer.decision) == (None, None, [], None)
    assert stand.sessions.minted == []
    entry = stand.ledger.only
    assert (entry["kind"], entry["allow"], entry["reasons"], entry["grant"]) == ("closed", False, [code], None)
    assert entry["subject"]["person"] == world.PERSON


def ask_odd(stand: Stand, behave: odd_opa.Behaviour, action: str = "share.create") -> DecideResponse:
    """Ask through the real adapter and an odd server."""
    with odd_opa.serving(behave) as server:
        stand.through(server)
        return stand.ask(world.request(action))


def test_right_answer_of_a_server_is_taken(stand: Stand) -> None:
    """The server that the closed cases use can answer rightly: what closes them is what they do."""
    assert ask_odd(stand, odd_opa.says({"result": world.allow("share.create")})).outcome == "allowed"


def test_token_keys_unreadable(stand: Stand, capsys: pytest.CaptureFixture[str]) -> None:
    """The issuers' keys cannot be read: 503, to be tried again, and not the 401 that says that a token is bad."""
    stand.keys = stand.keys.with_name("absent")
    answer = stand.ask(world.request("share.create"))
    assert (answer.outcome, answer.code, answer.session) == ("closed", "token_keys_unavailable", None)
    entry = stand.ledger.only
    assert (entry["kind"], entry["reasons"], entry["subject"]) == ("closed", ["token_keys_unavailable"], None)
    assert stand.engine.inputs == []
    assert '"code":"TOKEN_KEYS_UNREADABLE"' in capsys.readouterr().err


def test_opa_down(stand: Stand) -> None:
    """OPA down."""
    server = odd_opa.nobody()
    stand.through(server)
    assert_closed(stand, stand.ask(world.request("share.create")), "policy_unavailable")
    assert server.failures == [False]


def test_opa_hung(stand: Stand) -> None:
    """OPA takes the question and never answers."""
    assert_closed(stand, ask_odd(stand, odd_opa.hangs), "policy_unavailable")


def test_opa_dripping(stand: Stand) -> None:
    """OPA sends its answer byte by byte: the limit is over the whole exchange."""
    assert_closed(stand, ask_odd(stand, odd_opa.drips), "policy_unavailable")


ANSWERS: dict[str, object] = {
    "nothing (an undefined rule)": {},
    "no object": [],
    "result null": {"result": None},
    "result a bare true": {"result": True},
    "allow a text": {"result": world.allow("share.create", allow="true")},
    "allow a number": {"result": world.allow("share.create", allow=1)},
    "allow null": {"result": world.allow("share.create", allow=None)},
    "allow missing": {"result": {k: v for k, v in world.allow("share.create").items() if k != "allow"}},
    "obligation unknown": {"result": world.allow("share.create", obligations=[{"code": "send_flowers"}])},
    "obligation with a surplus field": {
        "result": world.allow("share.create", obligations=[{"code": "tell_forum", "by": "me"}])
    },
    "revision wrong": {"result": world.allow("share.create", policy_revision="another")},
    "revision wrong of a refusal": {"result": world.refuse(policy_revision="another")},
    "revision empty": {"result": world.allow("share.create", policy_revision="")},
    "revision missing": {"result": {k: v for k, v in world.allow("share.create").items() if k != "policy_revision"}},
    "allow with reasons": {"result": world.allow("share.create", reasons=[world.REASON])},
    "refusal without reasons": {"result": world.refuse(reasons=[])},
    "reason without law": {"result": world.refuse(reasons=[{k: v for k, v in world.REASON.items() if k != "law"}])},
    "surplus field": {"result": world.allow("share.create", extra=1)},
    "view missing recipients": {"result": world.allow("share.create", view={})},
    "view of nobody": {"result": world.allow("share.create", view={"recipients": []})},
    "view of another agency": {
        "result": world.allow("share.create", view=world.view("share.create", ((world.TRUST, "child_protection"),)))
    },
    "view of one more agency": {
        "result": world.allow(
            "share.create",
            view=world.view("share.create", ((world.FORCE, "child_protection"), (world.TRUST, "safeguarding_nurse"))),
        )
    },
    "view of items that were not sent": {
        "result": world.allow(
            "share.create",
            view={
                "recipients": [
                    {"agency": world.FORCE, "role": "child_protection", "items": ["s1", "s2"], "withheld": []}
                ]
            },
        )
    },
    "view of nothing": {
        "result": world.allow(
            "share.create",
            view={"recipients": [{"agency": world.FORCE, "role": "child_protection", "items": [], "withheld": ["s1"]}]},
        )
    },
}


@pytest.mark.parametrize("value", ANSWERS.values(), ids=ANSWERS)
def test_opa_answers(stand: Stand, value: object) -> None:
    """OPA answers with something that is no decision on this request."""
    assert_closed(stand, ask_odd(stand, odd_opa.says(value)), "policy_unavailable")


RAW: dict[str, odd_opa.Behaviour] = {
    "malformed JSON": odd_opa.raw(b'{"result": {"allow": tr'),
    "no JSON": odd_opa.raw(b"<html>"),
    "empty body": odd_opa.raw(b""),
    "not UTF-8": odd_opa.raw(b'{"result": "\xff"}'),
    "NaN in a view": odd_opa.says(
        {"result": world.allow("share.create", view=world.view("share.create") | {"odds": NOT_A_NUMBER})}
    ),
    "deep nesting": odd_opa.raw(b"[" * 100_000),
    "more than a megabyte": odd_opa.raw(b'{"result": "' + b"x" * 1_100_000 + b'"}'),
    "body cut short": odd_opa.raw(b'{"result": {}}', length=500),
    "500": odd_opa.says({"result": world.allow("share.create")}, 500),
    "401": odd_opa.says({"result": world.allow("share.create")}, 401),
    "204": odd_opa.raw(b"", 204),
    "redirect": odd_opa.redirects,
}


@pytest.mark.parametrize("behave", RAW.values(), ids=RAW)
def test_opa_sends(stand: Stand, behave: odd_opa.Behaviour) -> None:
    """OPA answers with an error status, or with bytes that are no answer."""
    assert_closed(stand, ask_odd(stand, behave), "policy_unavailable")


@pytest.mark.parametrize("action", sorted(set(world.ACTIONS) - {"share.list", "undertaking.read", "share.create"}))
def test_view_of_an_action_must_say_what_it_needs(stand: Stand, action: str) -> None:
    """An allow whose view lacks what the action rests on is no decision."""
    stand.engine.value = world.allow(action, view={})
    assert_closed(stand, stand.ask(world.request(action)), "policy_unavailable")


def test_facts_failing(stand: Stand) -> None:
    """Facts cannot be read: rules are not asked on half of them."""
    stand.facts.failing = True
    assert_closed(stand, stand.ask(world.request("share.create")), "facts_unavailable")
    assert stand.engine.inputs == []


@pytest.mark.parametrize(
    ("sk", "header"),
    [
        ("status", {"status": "perhaps"}),
        ("status", {}),
        ("involvement", {"agency": world.COUNCIL, "grounds": "all"}),
        ("involvement", {"grounds": []}),
    ],
)
def test_facts_odd(stand: Stand, sk: str, header: dict[str, Any]) -> None:
    """A stored fact of another form is not put before the rules."""
    key = next(key for key in stand.facts.items if key.sk == sk)
    stand.facts.put(key.pk, key.sk, header)
    assert_closed(stand, stand.ask(world.request("share.create")), "facts_unavailable")


def test_stored_answer_odd(stand: Stand) -> None:
    """A stored answer of another form is not given."""
    stand.engine.value = world.allow("share.create")
    first = stand.ask(world.request("share.create", idempotency=world.keyed()))
    assert first.idempotency is not None
    stand.facts.put("client#portal", first.idempotency.sk, {"status": "201", "body": 7})
    stand.ledger.entries.clear()
    stand.sessions.minted.clear()
    answer = stand.ask(world.request("share.create", idempotency=world.keyed()))
    assert_closed(stand, answer, "facts_unavailable")


@pytest.mark.parametrize("action", world.ACTIONS)
def test_ledger_not_durable(stand: Stand, action: str) -> None:
    """A decision that is not durable does not count: no session, no answer but closed, whatever the rules said."""
    stand.ledger.failing = True
    for value in (world.allow(action), world.refuse()):
        stand.engine.value = value
        answer = stand.ask(world.request(action))
        assert (answer.outcome, answer.code) == ("closed", "ledger_unavailable")
        assert (answer.session, answer.receipt, answer.decision, answer.view) == (None, None, None, None)
    assert stand.sessions.minted == []


def test_ledger_not_durable_for_an_unproven_caller(stand: Stand) -> None:
    """Also a refused token counts only when it is recorded."""
    stand.ledger.failing = True
    answer = stand.ask(world.request("inbox.list", token=world.token(aud="x")))
    assert (answer.outcome, answer.code) == ("closed", "ledger_unavailable")


def test_sts_refusing(stand: Stand) -> None:
    """STS mints nothing: closed, and the ledger keeps a decision that was never used."""
    stand.sessions.failing = True
    stand.engine.value = world.allow("share.create")
    answer = stand.ask(world.request("share.create"))
    assert (answer.outcome, answer.code) == ("closed", "session_unavailable")
    assert (answer.session, answer.view, answer.facts) == (None, None, [])
    entry = stand.ledger.only
    assert (entry["kind"], entry["allow"]) == ("decision", True)


class Broken:
    """A part with a defect that nobody foresaw."""

    def __getattr__(self, name: str) -> Any:
        message = "canary: Ada Testcase 999 000 0018"
        raise ZeroDivisionError(message)


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("facts", "fault"),
        ("engine", "fault"),
        ("ledger", "ledger_unavailable"),
        ("sessions", "session_unavailable"),
    ],
)
def test_defect_in_a_part(stand: Stand, part: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An error that nobody foresaw closes too, and its text goes nowhere."""
    stand.engine.value = world.allow("share.create")
    setattr(stand, part, Broken())
    answer = stand.ask(world.request("share.create"))
    assert (answer.outcome, answer.code, answer.session) == ("closed", code, None)
    said = capsys.readouterr().err + answer.model_dump_json()
    assert "canary" not in said
    assert "ZeroDivisionError" in said


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterator[odd_opa.Server]:
    """A proxy that the environment names, which would answer anything."""
    with odd_opa.serving(odd_opa.says({"result": world.allow("share.create")})) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.address}")
        yield proxy


def test_no_proxy_sees_a_question(stand: Stand, proxied: odd_opa.Server) -> None:
    """A proxy in the environment is never asked: policy input does not leave the machine."""
    stand.through(odd_opa.nobody())
    assert_closed(stand, stand.ask(world.request("share.create")), "policy_unavailable")
    assert proxied.bodies == []


def test_question_goes_to_the_one_path_and_is_not_repeated(stand: Stand) -> None:
    """One question, to the one rule, as JSON without nulls; an error is not tried again."""
    with odd_opa.serving(odd_opa.says({}, 500)) as server:
        stand.through(server)
        stand.ask(world.request("share.create"))
        ((path, body),) = server.bodies
    assert path == "/v1/data/proviso/decision/decision"
    assert set(body) == {"input"}
    assert body["input"] == json.loads(json.dumps(stand.ledger.only["input"]))


def test_connection_is_kept_and_renewed(stand: Stand) -> None:
    """Questions share a connection, and one that the server has closed is not used again."""
    with odd_opa.serving(odd_opa.says({"result": world.refuse()})) as server:
        stand.through(server)
        for _ in range(3):
            assert stand.ask(world.request("share.create")).outcome == "refused"
        assert server.connections == 1
        assert server.answers == 3


def test_connection_that_the_server_closed(stand: Stand) -> None:
    """A server that closes after each answer is asked over a new connection each time, without a failure."""

    def behave(handler: Any) -> None:
        odd_opa.says({"result": world.refuse()})(handler)
        handler.close_connection = True

    with odd_opa.serving(behave) as server:
        engine = stand.through(server)
        for _ in range(3):
            session = engine._client._session if engine._client else None
            while session and session._idle and session._idle[0].quiet():
                pass  # the server's end of the connection is on its way
            assert stand.ask(world.request("share.create")).outcome == "refused"
        assert server.connections == 3
        assert server.failures == []


def test_questions_at_once_get_their_own_answers() -> None:
    """Questions asked at the same time never get each other's answers."""
    with odd_opa.serving(odd_opa.echoes) as server:
        engine = OpaPolicyEngine(server, time_limit_s=10)

        def ask(number: int) -> bool:
            return engine.ask({"number": number}) == {"number": number}

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(ask, range(200)))
        engine.close()


def test_late_answer_is_not_taken_for_the_next_question() -> None:
    """What comes after the limit is thrown away with its connection."""
    with odd_opa.serving(odd_opa.echoes_late_once()) as server:
        engine = OpaPolicyEngine(server, time_limit_s=0.1)
        with pytest.raises(PolicyUnavailableError):
            engine.ask({"number": 1})
        assert engine.ask({"number": 2}) == {"number": 2}
        engine.close()
