"""The whole function: handler, real OPA, tokens with real keys, tables and STS in this process."""

import importlib.util
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from boto3.dynamodb.types import TypeSerializer

from chalicelib.adapters import aws
from chalicelib.adapters.ledger_form import REST, whole
from chalicelib.bootstrap import decide as bootstrap
from chalicelib.settings import SettingsError
from tests.decide import world
from tests.decide.conftest import seed

ROOT = Path(__file__).resolve().parents[2]
Handler = Callable[..., dict[str, Any]]
CANARY = "Ada Canary 999 000 0018"


class Context:
    aws_request_id = world.INVOCATION
    invoked_function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:proviso-decide:live"


@pytest.fixture
def handler() -> Handler:
    """The function as Lambda finds it: `app.decide`."""
    spec = importlib.util.spec_from_file_location("decide_app", ROOT / "functions/decide/app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Handler = module.decide
    return found


@pytest.fixture
def put(cloud: Any) -> Callable[..., None]:
    """Put an item with a header."""

    def write(pk: str, sk: str, header: dict[str, Any], v: int = 1) -> None:
        item = {"pk": pk, "sk": sk, "v": v, "header": header}
        serialised = {name: TypeSerializer().serialize(value) for name, value in item.items()}
        cloud.put_item(TableName="proviso-records", Item=serialised)

    return write


@pytest.fixture
def deployed(
    cloud: Any, put: Callable[..., None], keys_file: Path, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """The environment and facts of a deployment; what the container built is dropped afterwards."""
    signed, key = world.signed_bundle(bundle, tmp_path)
    for name, value in asdict(world.settings(keys_file, signed, opa_bundle_key=str(key))).items():
        monkeypatch.setenv(f"PROVISO_{name.upper()}", str(value).lower() if isinstance(value, bool) else str(value))
    seed(put)
    yield cloud
    bootstrap.forget()


@pytest.fixture
def sent() -> list[tuple[str, str]]:
    """Each AWS call that is sent, as operation and user agent; retries count too."""
    return []


@pytest.fixture
def counted(deployed: Any, sent: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`sent`, hooked into the clients that the function uses."""

    def keep(request: Any, event_name: str, **_: object) -> None:
        agent = request.headers["User-Agent"]
        sent.append((event_name.rsplit(".", 1)[1], agent.decode() if isinstance(agent, bytes) else agent))

    for service in ("dynamodb", "sts"):
        aws.client(service).meta.events.register("before-send", keep)
    return sent


def live(action: str, **changes: Any) -> dict[str, Any]:
    """A request whose token is of now: the function has the real clock."""
    return world.request(action, **({"token": world.token(issued_at=datetime.now(UTC))} | changes))


def entries(cloud: Any) -> list[dict[str, Any]]:
    """The whole ledger."""
    items = cloud.scan(TableName="proviso-ledger")["Items"]
    return [whole(item["entry"]["S"], item[REST]["B"]) for item in items]


def test_nothing_happens_at_import(handler: Handler, monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing the function reads no environment and starts nothing; a missing setting is named at the first call."""
    for name in ("PROVISO_RECORDS_TABLE", "PROVISO_OPA_BINARY"):
        monkeypatch.delenv(name, raising=False)
    assert bootstrap.opa_pid() is None
    with pytest.raises(SettingsError, match="PROVISO_RECORDS_TABLE"):
        handler(live("inbox.list"), Context())
    assert bootstrap.opa_pid() is None


@pytest.mark.parametrize("action", world.ACTIONS)
def test_calls_of_an_allow(handler: Handler, deployed: Any, counted: list[tuple[str, str]], action: str) -> None:
    """An allow costs three calls: one read of facts, one ledger put, one AssumeRole; each names the decision."""
    answer = handler(live(action), Context())
    assert answer["outcome"] == "allowed", answer
    assert Counter(operation for operation, _ in counted) == {"TransactGetItems": 1, "PutItem": 1, "AssumeRole": 1}
    assert {agent for _, agent in counted} == {f"proviso/{answer['decision']['id']}"}
    (entry,) = entries(deployed)
    assert entry["id"] == answer["decision"]["id"]
    assert entry["invocation"] == world.INVOCATION
    json.dumps(answer)


def test_calls_of_a_refusal(handler: Handler, deployed: Any, counted: list[tuple[str, str]]) -> None:
    """A refusal costs two calls: it is read for and recorded."""
    token = world.token(issued_at=datetime.now(UTC), agency=world.TRUST)
    answer = handler(live("share.create", token=token), Context())
    assert answer["outcome"] == "refused"
    assert "session" not in answer
    assert [operation for operation, _ in counted] == ["TransactGetItems", "PutItem"]


def test_calls_of_an_unproven_caller(handler: Handler, deployed: Any, counted: list[tuple[str, str]]) -> None:
    """A token that proves nobody costs one call, the ledger put: nothing is read for a stranger."""
    answer = handler(live("share.create", token="a.b.c"), Context())
    assert (answer["outcome"], answer["code"]) == ("unauthenticated", "token_malformed")
    assert [operation for operation, _ in counted] == ["PutItem"]


def test_ledger_is_written_before_the_session_is_minted(
    handler: Handler, deployed: Any, counted: list[tuple[str, str]]
) -> None:
    """The entry is durable before any right exists."""
    handler(live("share.read"), Context())
    assert [operation for operation, _ in counted] == ["TransactGetItems", "PutItem", "AssumeRole"]


def test_ledger_table_gone(handler: Handler, deployed: Any, counted: list[tuple[str, str]]) -> None:
    """A ledger that cannot be written closes the answer, and STS is not called."""
    deployed.delete_table(TableName="proviso-ledger")
    answer = handler(live("share.read"), Context())
    assert (answer["outcome"], answer["code"]) == ("closed", "ledger_unavailable")
    assert "AssumeRole" not in {operation for operation, _ in counted}


def test_retry_is_answered_from_the_store(handler: Handler, deployed: Any, put: Callable[..., None]) -> None:
    """Once the answer is stored under the names that decide gave, a retry gets it back."""
    request = live("share.create", idempotency=world.keyed())
    first = handler(request, Context())
    names = first["idempotency"]
    put(
        "client#portal",
        names["sk"],
        {"fingerprint": names["fingerprint"], "status": 201, "body": '{"share_id":"x"}', "decision": "d"},
    )
    again = handler(live("share.create", idempotency=world.keyed()), Context())
    assert again["outcome"] == "replayed"
    assert again["answer"] == {"status": 201, "body": '{"share_id":"x"}'}
    other = world.keyed() | {"fingerprint": "0" * 64}
    assert handler(live("share.create", idempotency=other), Context())["outcome"] == "conflict"
    assert sorted(entry["kind"] for entry in entries(deployed)) == ["decision", "replay", "replay"]


def test_warm_container_keeps_its_opa(handler: Handler, deployed: Any) -> None:
    """One OPA serves all requests of a container."""
    handler(live("inbox.list"), Context())
    pid = bootstrap.opa_pid()
    handler(live("inbox.list"), Context())
    assert bootstrap.opa_pid() == pid is not None


def test_canary(handler: Handler, deployed: Any, counted: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    """A name sent where a name must not be reaches no log, no ledger entry, no call and no answer."""
    events = [
        live("share.create") | {"action": CANARY},
        live("share.create") | {CANARY: CANARY},
        live("share.create") | {"AdaCanary": 1},
        live("share.create", token=world.token(issued_at=datetime.now(UTC), sub=CANARY)),
        live("share.create", token=world.token(issued_at=datetime.now(UTC), iss=CANARY)),
        live("share.create", token=CANARY),
        live("share.create", certificate=CANARY),
        live("share.create", attributes={"share": world.share() | {"purpose": CANARY + "\n"}}),
        live("share.create", idempotency={"key": CANARY, "fingerprint": CANARY}),
        live("share.create", idempotency={"key": CANARY, "fingerprint": world.FINGERPRINT}),
        CANARY,
    ]
    answers = [handler(event, Context()) for event in events]
    said = capsys.readouterr()
    everything = [json.dumps(answers), said.out, said.err, str(entries(deployed)), str(counted)]
    assert len(entries(deployed)) == len(events)
    for text in everything:
        assert "Canary" not in text
        assert "999 000" not in text


def test_package_of_the_function() -> None:
    """Chalice generates no policy for the function and holds no stage of its own: roles come from the data stack."""
    config = json.loads((ROOT / "functions/decide/.chalice/config.json").read_text())
    assert config["autogen_policy"] is False
    assert config["manage_iam_role"] is False
    assert config["stages"] == {}
    requirements = (ROOT / "functions/decide/requirements.txt").read_text()
    assert requirements.strip() == "-r ../../requirements/decide.txt"
