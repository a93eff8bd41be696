"""Bad input, each kind by name: a 4xx problem that names the field and never its value, and nothing written."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import Fakes
from tests.api.gateway import Sent, get
from tests.api.routes import SHARE, all_routes
from tests.api.test_refusals import checked
from tests.contracts import examples

CANARY = "Zzyzx Quuxley"
NHS = "9990000018"


def refused(fakes: Fakes, sent: Sent, status: int, code: str, field: str | None) -> None:
    """A problem of this status that names this field, without a value, a question or a write behind it."""
    checked(sent)
    assert (sent.status, sent.json["code"]) == (status, code), sent.text
    if field is not None:
        assert [error["field"] for error in sent.json["errors"]] == [field]
    assert CANARY not in sent.text
    assert NHS not in sent.text
    assert (fakes.point.asked, fakes.store.writes) == ([], [])


def text(**changed: Any) -> str:
    return json.dumps({**examples.share(), **changed})


def deep(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (text(purpose=CANARY * 30_000), 413, "too_large", "(body)"),
        (deep(33), 400, "malformed_json", "(body)"),
        ("[" * 100_000, 400, "malformed_json", "(body)"),
        ("", 400, "malformed_json", "(body)"),
        (CANARY, 400, "malformed_json", "(body)"),
        ('{"purpose": "' + CANARY, 400, "malformed_json", "(body)"),
        (text() + CANARY, 400, "malformed_json", "(body)"),
        (text()[:-1] + f', "purpose": "{CANARY}"}}', 400, "malformed_json", "purpose"),
        (text()[:-1] + ', "a": {"b": 1, "b": 1}}', 400, "malformed_json", "b"),
        (text()[:-1] + ', "x": NaN}', 400, "malformed_json", "(body)"),
        (text()[:-1] + ', "x": -Infinity}', 400, "malformed_json", "(body)"),
        (text()[:-1] + ', "x": 1e999}', 400, "malformed_json", "(body)"),
        (text()[:-1] + ', "x": ' + "9" * 5000 + "}", 400, "malformed_json", "(body)"),
        (f'["{CANARY}"]', 422, "contract_violation", "(body)"),
        (f'"{CANARY}"', 422, "contract_violation", "(body)"),
        (text(purpose={"a": CANARY}), 422, "contract_violation", "purpose"),
        (text(purpose=CANARY), 422, "contract_violation", "purpose"),
        (text(surprise=CANARY), 422, "contract_violation", "surprise"),
        (text(**{CANARY: NHS}), 422, "contract_violation", "(unnamed)"),
        (text(case_id=NHS), 422, "contract_violation", "case_id"),
        (text(necessity={"why": CANARY + "\u0000"}), 422, "contract_violation", "necessity.why"),
        (text(necessity={"why": CANARY + "\u0085"}), 422, "contract_violation", "necessity.why"),
        (text(necessity={"why": CANARY + "\ud800"}), 422, "contract_violation", "necessity.why"),
    ],
    ids=[
        "oversize", "deep", "very-deep", "empty", "no-json", "cut-off", "trailing", "duplicate-key",
        "nested-duplicate-key", "nan", "infinity", "huge-float", "huge-int", "list", "text", "wrong-type",
        "wrong-code", "unknown-field", "odd-field-name", "id-of-another-shape", "control-character",
        "c1-control-character", "lone-surrogate",
    ],
)  # fmt: skip
def test_a_bad_body_is_a_problem(fakes: Fakes, body: str, status: int, code: str, field: str) -> None:
    """Each kind of bad body is refused by its name before anything is asked, sealed or written."""
    refused(fakes, SHARE.call(body=body), status, code, field)


@pytest.mark.parametrize(
    "data", [b"\xff\xfe{\x00}\x00", b'{"purpose": "\xff"}', b"\xef\xbb\xbf{}"], ids=["utf-16", "latin-1", "bom"]
)
def test_other_encodings_are_refused(fakes: Fakes, data: bytes) -> None:
    """A body that is not plain UTF-8 is malformed, also when the gateway passes it in base64."""
    import base64

    from tests.api.gateway import call, event

    made = event("POST", "/share", body=base64.b64encode(data).decode())
    made["isBase64Encoded"] = True
    refused(fakes, call("share", made), 400, "malformed_json", "(body)")


def test_broken_base64_is_malformed(fakes: Fakes) -> None:
    """A body that the gateway's coding does not fit is malformed."""
    from tests.api.gateway import call, event

    made = event("POST", "/share", body="é")
    made["isBase64Encoded"] = True
    refused(fakes, call("share", made), 400, "malformed_json", "(body)")


def test_a_body_at_the_limit_is_read(fakes: Fakes) -> None:
    """256 KB exactly are not too large."""
    body = text()
    sent = SHARE.call(body=body + " " * (256 * 1024 - len(body)))
    assert sent.status == 201
    assert SHARE.call(body=body + " " * (256 * 1024 - len(body) + 1)).status == 413


def test_the_deepest_body_allowed_is_read(fakes: Fakes) -> None:
    """Nesting of 32 is a matter of the contract, not of the reader; brackets in texts do not count."""
    assert SHARE.call(body=deep(32)).json["code"] == "contract_violation"
    body = examples.share()
    body["necessity"]["why"] = '"[[[[{{{{\\"' * 100
    assert SHARE.call(body=body).status == 201


@pytest.mark.parametrize(
    "kind",
    [
        "(absent)",
        "text/plain",
        f"text/{CANARY.split(maxsplit=1)[0]}",
        "application/problem+json",
        "application/json; charset=latin-1",
    ],
)
def test_another_content_type_is_refused(fakes: Fakes, kind: str) -> None:
    """A body of any other type than JSON in UTF-8 is 415 and the type sent is not repeated."""
    refused(fakes, SHARE.call(headers={"content-type": kind}), 415, "unsupported_media_type", "Content-Type")


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']
)
def test_json_is_taken_however_it_is_written(fakes: Fakes, kind: str) -> None:
    """The type is recognised in any case and with its charset named."""
    assert SHARE.call(headers={"content-type": kind}).status == 201


@pytest.mark.parametrize(
    ("header", "value", "field"),
    [
        ("x-request-id", CANARY, "X-Request-ID"),
        ("x-request-id", "123", "X-Request-ID"),
        ("idempotency-key", "", "Idempotency-Key"),
        ("idempotency-key", CANARY, "Idempotency-Key"),
        ("idempotency-key", "é", "Idempotency-Key"),
        ("idempotency-key", "k" * 129, "Idempotency-Key"),
    ],
)
def test_a_bad_header_is_a_problem(fakes: Fakes, header: str, value: str, field: str) -> None:
    """A request id that is no UUID and a key that is not 1 to 128 visible ASCII characters are refused by name."""
    sent = SHARE.call(headers={header: value})
    refused(fakes, sent, 422, "contract_violation", field)
    assert CANARY not in json.dumps(sent.headers)


@pytest.mark.parametrize(
    ("resource", "path", "query", "field"),
    [
        ("/share", None, "", "case"),
        ("/share", None, f"case={examples.CASE}&limit=0", "limit"),
        ("/share", None, f"case={examples.CASE}&limit=101", "limit"),
        ("/share", None, f"case={examples.CASE}&limit={NHS}", "limit"),
        ("/share", None, f"case={examples.CASE}&limit=٣", "limit"),
        ("/share", None, f"case={examples.CASE}&limit=", "limit"),
        ("/share", None, f"case={examples.CASE}&cursor={NHS}", "cursor"),
        ("/share", None, f"case={examples.CASE}&case={examples.CASE}", "case"),
        ("/share", None, f"case={examples.CASE}&name={NHS}", "name"),
        ("/share", None, f"case={examples.CASE}&{NHS}=1", "(unnamed)"),
        ("/share/{share_id}", {"share_id": examples.REQUEST}, "", "reason"),
        ("/share/{share_id}", {"share_id": examples.REQUEST}, f"reason={NHS}", "reason"),
        ("/inbox", None, "limit=x", "limit"),
        ("/inbox", None, "role=x", "role"),
    ],
)
def test_a_bad_parameter_is_a_problem(
    fakes: Fakes, resource: str, path: dict[str, str] | None, query: str, field: str
) -> None:
    """Parameters are a closed list, each at most once and of its own shape."""
    refused(fakes, get("share", resource, path=path, query=query), 422, "contract_violation", field)


@pytest.mark.parametrize("step", ["x", "-1", "10000", "01", "1.0", "", "²"])
def test_a_step_that_is_no_number_is_a_problem(fakes: Fakes, step: str) -> None:
    """`open` is the number of a step."""
    path = {"request_id": examples.REQUEST}
    sent = get("request_disclosure", "/request-disclosure/{request_id}", path=path, query=f"open={step}")
    refused(fakes, sent, 422, "contract_violation", "open")


def test_every_body_is_read_as_strictly(fakes: Fakes) -> None:
    """Size, type, strict JSON and the closed contract hold on every route that takes a body."""
    routes = [route for route in all_routes(fakes) if route.body]
    before = (len(fakes.point.asked), len(fakes.store.writes))
    for route in routes:
        assert route.call(body="x" * (256 * 1024 + 1)).status == 413
        assert route.call(headers={"content-type": "text/plain"}).status == 415
        assert route.call(body='{"a":1,"a":1}').status == 400
        assert route.call(body="{}").status == 422
    assert len(routes) > 5
    assert (len(fakes.point.asked), len(fakes.store.writes)) == before


canaries = st.just(CANARY) | st.just(NHS) | st.just(f"{CANARY}\u0000")
values = st.recursive(
    canaries | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(canaries | st.sampled_from(["ref", "role"]), inner),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=values)
def test_whatever_json_comes_no_value_goes_back(fakes: Fakes, body: Any) -> None:
    """Any JSON that is no share is a 4xx problem that repeats no value of it, and nothing is written."""
    sent = checked(SHARE.call(body=json.dumps(body)))
    assert 400 <= sent.status < 500
    assert CANARY not in sent.text
    assert NHS not in sent.text
    assert (fakes.point.asked, fakes.store.writes) == ([], [])


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place inside a body."""
    found = [path] if path else []
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        found += places(part, (*path, name))
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(places(examples.share())), value=values)
def test_a_share_broken_anywhere_repeats_nothing(fakes: Fakes, place: tuple[str | int, ...], value: Any) -> None:
    """A share with anything in any place is either taken, or refused without repeating what was put there."""
    body: Any = copy.deepcopy(examples.share())
    parent = body
    for part in place[:-1]:
        parent = parent[part]
    parent[place[-1]] = value
    written = len(fakes.store.writes)
    sent = SHARE.call(body=json.dumps(body))
    assert sent.status == 201 or 400 <= sent.status < 500
    assert len(fakes.store.writes) == written + (1 if sent.status == 201 else 0)
    assert CANARY not in sent.text
    assert NHS not in sent.text
