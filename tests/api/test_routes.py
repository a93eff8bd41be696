"""Each route through `app(event, None)`: what it answers, and that this is what is published."""

import json
import uuid
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.api.conftest import Fakes
from tests.api.gateway import REQUEST_ID, call, event, function, get
from tests.api.routes import SHARE, Route, all_routes, view_of
from tests.service.fakes import AT, REVISION
from workbench import schemas

ROUTES = range(15)
ANSWERS = json.loads((schemas.FOLDER / "answers.json").read_text(encoding="utf-8"))["$defs"]


@pytest.fixture
def routes(fakes: Fakes) -> list[Route]:
    return all_routes(fakes)


def published(name: str) -> Draft202012Validator:
    """The published schema of an answer."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": ANSWERS})


@pytest.mark.parametrize("n", ROUTES)
def test_each_route_answers_what_is_published(n: int, fakes: Fakes, routes: list[Route]) -> None:
    """Every answer satisfies its published schema, is not to be kept, and names its decision and request."""
    route = routes[n]
    fakes.point.view = view_of(route)
    sent = route.call()
    assert sent.status == (201 if route.body else 200), sent.text
    published(route.answer).validate(sent.json)
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["cache-control"] == "no-store"
    assert sent.headers["x-request-id"] == REQUEST_ID
    assert sent.headers["proviso-decision"] == sent.json["decision"]["id"]


def test_the_published_schema_would_notice(fakes: Fakes, routes: list[Route]) -> None:
    """An answer with a field more or less is not what is published."""
    body = routes[0].call().json
    assert published("Shared").is_valid(body)
    assert not published("Shared").is_valid({**body, "surprise": 1})
    assert not published("Shared").is_valid({name: value for name, value in body.items() if name != "receipt"})


def test_health_says_that_it_is_alive_and_nothing_else(fakes: Fakes) -> None:
    """Health needs no token, asks for no decision and names the policy revision alone."""
    sent = get("share", "/health", headers={"authorization": "(absent)"})
    assert (sent.status, sent.json) == (200, {"status": "alive", "policy_revision": REVISION})
    published("Health").validate(sent.json)
    assert fakes.point.asked == []


def test_the_published_routes_are_the_routes_that_exist() -> None:
    """OpenAPI names exactly the methods and paths that the three functions know."""
    document = yaml.safe_load((schemas.FOLDER / "openapi.yaml").read_text(encoding="utf-8"))
    described = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    known = {
        (path, method)
        for name in ("share", "request_disclosure", "record_undertaking")
        for path, methods in function(name).app.routes.items()
        for method in methods
    }
    assert known == described


def test_the_receipt_is_the_decisions(fakes: Fakes) -> None:
    """The receipt names decision, time, revision and the hash of the ledger's entry."""
    body = SHARE.call().json
    assert body["receipt"] == {
        "decision": body["decision"]["id"],
        "at": AT,
        "policy_revision": REVISION,
        "entry_sha256": "0" * 64,
    }


def test_a_request_without_an_id_gets_one(fakes: Fakes) -> None:
    """An answer always has a request id, made where none was sent."""
    made = SHARE.call(headers={"x-request-id": "(absent)"}).headers["x-request-id"]
    assert str(uuid.UUID(made)) == made


def test_token_key_and_certificate_reach_the_decision_point(fakes: Fakes) -> None:
    """The decision point gets the token whole, the certificate's thumbprint, and the key with a fingerprint."""
    import base64
    import hashlib

    der = bytes(range(200))
    pem = f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(der).decode()}-----END CERTIFICATE-----\n"
    sent = SHARE.call(headers={"idempotency-key": "key 1".replace(" ", "-")}, certificate=pem)
    assert sent.status == 201
    asked = fakes.point.asked[-1]
    assert asked.token == "header.payload.signature"
    assert asked.certificate == base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")
    assert asked.idempotency is not None
    assert asked.idempotency.key == "key-1"


def test_a_retry_answers_the_same_bytes(fakes: Fakes) -> None:
    """A retry with the same key has the same status and body."""
    first, again = (SHARE.call(headers={"idempotency-key": "k"}) for _ in range(2))
    assert (first.status, first.text) == (again.status, again.text)
    assert len(fakes.store.writes) == 1


def test_a_key_with_another_body_is_422_under_its_own_code(fakes: Fakes) -> None:
    """The same key with another request is 422, and its code says which of the two kinds it is."""
    SHARE.call(headers={"idempotency-key": "k"})
    other = {**SHARE.body(), "urgency": "urgent"} if SHARE.body else {}
    sent = SHARE.call(body=other, headers={"idempotency-key": "k"})
    assert (sent.status, sent.json["code"]) == (422, "idempotency_conflict")


def test_the_router_answers_with_problems_too(fakes: Fakes) -> None:
    """A method that a path does not know is a problem like any other, and repeats nothing."""
    sent = call("share", event("DELETE", "/share"))
    assert (sent.status, sent.json["code"]) == (405, "method_not_allowed")
    assert sent.headers["content-type"] == "application/problem+json"
    assert sent.headers["cache-control"] == "no-store"


def test_importing_a_function_reads_and_makes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`chalice package` can import every function without settings, region or credentials."""
    import subprocess
    import sys

    from tests.api.gateway import ROOT

    code = (
        "import runpy, sys; sys.path.insert(0, '.'); runpy.run_path(sys.argv[1]);"
        "print('made' if 'botocore.client' in sys.modules else 'clean')"
    )
    for name in ("share", "request_disclosure", "record_undertaking"):
        made = subprocess.run(
            [sys.executable, "-c", code, f"functions/{name}/app.py"],
            env={"PATH": ""},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert made.stdout.strip() == "clean"


def problem_schema() -> Draft202012Validator:
    loaded: Any = json.loads((schemas.FOLDER / "problem.json").read_text(encoding="utf-8"))
    return Draft202012Validator(loaded)
