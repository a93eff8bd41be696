"""What stands for API Gateway: its events, its own refusals, its limits."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from workbench.local.call import RawRequest
from workbench.local.functions import FunctionService
from workbench.local.gateway import Gateway, build_event, problem, read_answer
from workbench.local.routes import ROUTES, Match, Route, find

NOW = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
ROUTE = Route("POST", "/thing/{thing_id}/steps", "worker")
GOLDEN = {
    "resource": "/thing/{thing_id}/steps",
    "path": "/thing/a b/steps",
    "httpMethod": "POST",
    "headers": {"Content-Type": "application/json", "Host": "127.0.0.1:8000", "User-Agent": "test"},
    "multiValueHeaders": {"Content-Type": ["application/json"], "Host": ["127.0.0.1:8000"], "User-Agent": ["test"]},
    "queryStringParameters": {"open": "2", "empty": ""},
    "multiValueQueryStringParameters": {"open": ["1", "2"], "empty": [""]},
    "pathParameters": {"thing_id": "a b"},
    "stageVariables": None,
    "requestContext": {
        "accountId": "123456789012",
        "apiId": "local",
        "domainName": "local.execute-api.eu-west-2.amazonaws.com",
        "stage": "local",
        "resourceId": "/thing/{thing_id}/steps",
        "resourcePath": "/thing/{thing_id}/steps",
        "httpMethod": "POST",
        "path": "/local/thing/a b/steps",
        "protocol": "HTTP/1.1",
        "requestId": "the-id",
        "extendedRequestId": "the-id",
        "requestTime": "20/Nov/2026:15:10:00 +0000",
        "requestTimeEpoch": 1795187400000,
        "identity": {"sourceIp": "127.0.0.1", "userAgent": "test"},
    },
    "body": '{"é":1}',
    "isBase64Encoded": False,
}


def raw(body: bytes = b"", **headers: str) -> RawRequest:
    """A request of the golden event's shape."""
    given = {"content-type": "application/json", "host": "127.0.0.1:8000", "user-agent": "test", **headers}
    return RawRequest("POST", "/thing/a%20b/steps?open=1&open=2&empty=", given, body, "127.0.0.1")


def match() -> Match:
    """The golden route, found."""
    found = find((ROUTE,), "POST", raw().path)
    assert isinstance(found, Match)
    return found


def test_an_event_is_api_gateways() -> None:
    """HTTP becomes the event of API Gateway's Lambda proxy integration, field by field."""
    assert build_event(raw('{"é":1}'.encode()), match(), "the-id", NOW) == GOLDEN


def test_an_absent_body_or_query_is_null() -> None:
    """What is absent is null, not empty."""
    bare = RawRequest("GET", "/health", {}, b"", "127.0.0.1")
    found = find(ROUTES, "GET", "/health")
    assert isinstance(found, Match)
    event = build_event(bare, found, "id", NOW)
    nulls = {"headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters"}
    assert {name for name, value in event.items() if value is None} == nulls | {
        "pathParameters",
        "stageVariables",
        "body",
    }


def test_binary_types_are_encoded() -> None:
    """A body of a type declared binary arrives in base64."""
    event = build_event(raw(b"\x00\xff", **{"content-type": "application/octet-stream"}), match(), "id", NOW)
    assert (event["body"], event["isBase64Encoded"]) == ("AP8=", True)


def test_the_certificate_header_is_the_handshake() -> None:
    """The local stand-in for a client certificate is in the request's identity and not among its headers."""
    event = build_event(raw(**{"x-proviso-client-certificate": "PEM%0A"}), match(), "id", NOW)
    assert event["requestContext"]["identity"]["clientCert"] == {"clientCertPem": "PEM\n"}
    assert "PEM" not in json.dumps(event["headers"])


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/share/X", ("/share/{share_id}", {"share_id": "X"})),
        ("POST", "/request-disclosure/R/steps", ("/request-disclosure/{request_id}/steps", {"request_id": "R"})),
        ("DELETE", "/share", ("GET", "POST")),
        ("GET", "/share/", ()),
        ("GET", "//share", ()),
        ("GET", "/shares", ()),
    ],
)
def test_a_path_finds_its_route(method: str, path: str, expected: object) -> None:
    """A path leads to one route, to the methods that it takes, or nowhere."""
    found = find(ROUTES, method, path)
    assert ((found.route.resource, found.parameters) if isinstance(found, Match) else found) == expected


@pytest.mark.parametrize(
    "payload",
    [b"null", b"[]", b"{}", b'{"statusCode":"x"}', b'{"statusCode":200,"headers":[1]}', b"not json"],
)
def test_a_malformed_answer_is_a_502(payload: bytes) -> None:
    """A function that does not answer as the integration demands is a bad gateway, never a traceback."""
    assert read_answer(payload) == problem(502)


def test_an_answer_keeps_status_headers_and_body() -> None:
    """What the function says is what the client gets."""
    said = {"statusCode": 201, "headers": {"A": "b"}, "multiValueHeaders": {"C": ["d", "e"]}, "body": "é"}
    answer = read_answer(json.dumps(said).encode())
    assert (answer.status, answer.headers, answer.body) == (201, {"A": "b", "C": "d, e"}, "é".encode())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A gateway whose one function is not there."""
    gateway = Gateway(FunctionService(), 0, routes=(ROUTE,), threads=2)
    gateway.bind()
    gateway.start()
    yield gateway.url
    gateway.stop()


@pytest.mark.parametrize(
    ("method", "path", "size", "status"),
    [
        ("POST", "/nowhere", 0, 404),
        ("GET", "/thing/1/steps", 0, 405),
        ("POST", "/thing/1/steps", 10 * 1024 * 1024 + 1, 413),
        ("POST", "/thing/1/steps", 0, 502),
    ],
)
def test_the_gateways_own_refusals_are_problems(url: str, method: str, path: str, size: int, status: int) -> None:
    """Unknown routes, wrong methods, bodies over 10 MB and missing functions are problem documents."""
    answer = httpx.request(method, url + path, content=b"x" * size, trust_env=False)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert (answer.headers.get("allow") == "POST") == (status == 405)
