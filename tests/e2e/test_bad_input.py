"""Bad input: a 4xx problem that names the field and never its value, and nothing written."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from workbench.seeds.requests import application
from workbench.seeds.undertakings import breach

from .bodies import Application, Body, a_share, changed, decision, undertaking
from .outside import Stand

VALUE = "Xylofarbe"


@dataclass(frozen=True)
class Bad:
    """A request that no endpoint may take.

    Attributes:
        name: For people.
        status: What it is answered with.
        field: What the problem must name; empty where the body as a whole is meant.
        content: The body as sent.
        kind: Its content type.
    """

    name: str
    status: int
    field: str
    content: bytes
    kind: str = "application/json"


def _text(body: object) -> bytes:
    return json.dumps(body).encode()


def _bad_shares(share: Body) -> list[Bad]:
    whole = _text(share).decode()
    deep = "[" * 40 + f'"{VALUE}"' + "]" * 40
    first = share["statements"][0]

    def said(**more: Any) -> bytes:
        return _text(share | {"statements": [first | more]})

    return [
        Bad(
            "oversize body",
            413,
            "(body)",
            _text(share | {"people": [{"ref": "p1", "role": "child", "names": ["x" * 300_000]}]}),
        ),
        Bad("deep JSON", 400, "(body)", (whole[:-1] + f', "people": {deep}}}').encode()),
        Bad("very deep JSON", 400, "(body)", b"[" * 200_000),
        Bad(
            "wrong type",
            422,
            "statements.0.quality.complete",
            said(quality={"reliability": "direct_observation", "complete": VALUE}),
        ),
        Bad("number for text", 422, "statements.0.text", said(text=7)),
        Bad("text for a list", 422, "statements", _text(share | {"statements": VALUE})),
        Bad("object for text", 422, "necessity.why", _text(share | {"necessity": {"why": {VALUE: VALUE}}})),
        Bad(
            "truth as a number",
            422,
            "statements.0.quality.complete",
            said(quality={"reliability": "direct_observation", "complete": 1}),
        ),
        Bad("null", 422, "purpose", _text(share | {"purpose": None})),
        Bad("duplicate keys", 400, "purpose", (whole[:-1] + f', "purpose": "{VALUE}"}}').encode()),
        Bad("duplicate keys inside", 400, "why", b'{"necessity": {"why": "a", "why": "' + VALUE.encode() + b'"}}'),
        Bad("NaN", 400, "(body)", (whole[:-1] + ', "x": NaN}').encode()),
        Bad("infinity", 400, "(body)", (whole[:-1] + ', "x": -Infinity}').encode()),
        Bad("a number beyond all", 400, "(body)", (whole[:-1] + ', "x": 1e999}').encode()),
        Bad("an integer of many digits", 400, "(body)", (whole[:-1] + f', "x": {"9" * 5000}}}').encode()),
        Bad("control character", 422, "statements.0.text", said(text=f"{VALUE}\u0000")),
        Bad("escape sequence", 422, "statements.0.source", said(source=f"\u001b[31m{VALUE}")),
        Bad("bare control character", 400, "(body)", whole.replace("Two circular", "Two\x01circular").encode()),
        Bad("text that turns direction", 422, "statements.0.text", said(text=f"\u202e{VALUE}")),
        Bad("lone surrogate", 422, "statements.0.text", whole.replace("Two circular", r"\ud800").encode()),
        Bad("not UTF-8", 400, "(body)", whole.encode().replace(b"Two circular", b"\xff\xfe")),
        Bad("unknown field", 422, "notes", _text(share | {"notes": VALUE})),
        Bad("unknown field inside", 422, "statements.0.notes", said(notes=VALUE)),
        Bad("unknown field with a telling name", 422, "(unnamed)", _text(share | {f"{VALUE} 1": 1})),
        Bad("unknown code", 422, "purpose", _text(share | {"purpose": VALUE})),
        Bad(
            "unknown agency form",
            422,
            "recipients.0.agency",
            _text(share | {"recipients": [share["recipients"][0] | {"agency": VALUE}]}),
        ),
        Bad("case id of another shape", 422, "case_id", _text(share | {"case_id": VALUE})),
        Bad(
            "no such day",
            422,
            "informed.0.review_by",
            _text(share | {"informed": [share["informed"][0] | {"review_by": "2026-02-30"}]}),
        ),
        Bad("a time without its zone", 422, "statements.0.as_of", said(as_of="2026-01-05T09:00:00")),
        Bad("nobody by that reference", 422, "statements.0.about.0", said(about=["p9"])),
        Bad("no statements", 422, "statements", _text(share | {"statements": []})),
        Bad("too many recipients", 422, "recipients", _text(share | {"recipients": share["recipients"] * 21})),
        Bad("a text too long", 422, "necessity.why", _text(share | {"necessity": {"why": VALUE * 2000}})),
        Bad("an array", 422, "(body)", _text([VALUE])),
        Bad("a text", 422, "(body)", _text(VALUE)),
        Bad("no JSON", 400, "(body)", b"{" + VALUE.encode()),
        Bad("two documents", 400, "(body)", whole.encode() + whole.encode()),
        Bad("empty", 400, "(body)", b""),
        Bad("wrong content type", 415, "Content-Type", whole.encode(), "text/plain"),
        Bad("form", 415, "Content-Type", f"x={VALUE}".encode(), "application/x-www-form-urlencoded"),
        Bad("binary content type", 415, "Content-Type", whole.encode(), "application/octet-stream"),
        Bad("another charset", 415, "Content-Type", whole.encode("utf-16"), "application/json; charset=utf-16"),
        Bad("no content type", 415, "Content-Type", whole.encode(), ""),
    ]


def _post(stand: Stand, who: str, path: str, bad: Bad, **headers: str) -> httpx.Response:
    sent = {"Authorization": f"Bearer {stand.caller.token(who)}", "Content-Type": bad.kind} | headers
    return httpx.post(f"{stand.running.url}{path}", content=bad.content, headers=sent, trust_env=False, timeout=30)


def _names(answer: httpx.Response) -> list[str]:
    return [str(error["field"]) for error in answer.json().get("errors", [])]


_NAMES = [bad.name for bad in _bad_shares({"statements": [{}], "recipients": [{}], "informed": [{}]})]


@pytest.mark.parametrize("name", _NAMES)
def test_a_bad_body_is_a_problem_that_names_the_field(stand: Stand, name: str) -> None:
    """Each is refused with its own status, names what is wrong and never its value, asks nothing, writes nothing."""
    bad = next(one for one in _bad_shares(a_share(stand)) if one.name == name)
    items = stand.items()
    with stand.watched() as seen:
        answer = _post(stand, "social-worker", "/share", bad)
    assert answer.status_code == bad.status, answer.content
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert bad.field in _names(answer), answer.content
    assert VALUE not in answer.text
    assert stand.items() == items
    assert [record["eventName"] for record in seen if record["eventSource"] != "s3.amazonaws.com"] == []


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("call-handler", "/request-disclosure"),
        ("detective", "/record-undertaking"),
        ("detective", "/record-undertaking/{}/breach"),
        ("detective", "/request-disclosure/{}/steps"),
    ],
)
def test_the_other_bodies_are_as_strict(stand: Stand, who: str, path: str) -> None:
    """Applications, steps and undertakings refuse unknown fields, other types, doubled keys and controls alike."""
    request = Application(stand).id
    good: dict[str, Body] = {
        "/request-disclosure": application(),
        "/record-undertaking": undertaking(request, "refused"),
        "/record-undertaking/{}/breach": breach(request),
        "/request-disclosure/{}/steps": decision("disclose"),
    }
    whole = _text(good[path]).decode()
    free = {"/request-disclosure": "concern", "/request-disclosure/{}/steps": "reasons"}.get(path, "words")
    items = stand.items()
    for bad in (
        Bad("unknown field", 422, "notes", _text(good[path] | {"notes": VALUE})),
        Bad("wrong type", 422, free, _text(good[path] | {free: [VALUE]})),
        Bad("control character", 422, free, _text(good[path] | {free: f"{VALUE}\u0007"})),
        Bad("duplicate keys", 400, free, (whole[:-1] + f', "{free}": "a", "{free}": "{VALUE}"}}').encode()),
        Bad("NaN", 400, "(body)", (whole[:-1] + ', "x": NaN}').encode()),
        Bad("deep", 400, "(body)", b'{"a":' * 40 + b"1" + b"}" * 40),
        Bad("too large", 413, "(body)", _text(good[path] | {free: "x" * 300_000})),
        Bad("type", 415, "Content-Type", whole.encode(), "text/plain"),
        Bad("empty", 400, "(body)", b""),
    ):
        answer = _post(stand, who, path.format(request), bad)
        assert answer.status_code == bad.status, (bad.name, answer.content)
        assert bad.field in _names(answer), (bad.name, answer.content)
        assert VALUE not in answer.text
    assert stand.items() == items


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Idempotency-Key", ""), ("Idempotency-Key", VALUE * 20), ("Idempotency-Key", f"{VALUE} key"),
        ("X-Request-ID", VALUE), ("X-Request-ID", "0" * 32),
    ],
)  # fmt: skip
def test_a_bad_header_is_named(stand: Stand, header: str, value: str) -> None:
    """A header of another shape is 422 and named; its value is neither repeated nor echoed."""
    items = stand.items()
    good = Bad("", 422, header, _text(a_share(stand)))
    answer = _post(stand, "social-worker", "/share", good, **{header: value})
    assert answer.status_code == 422, answer.content
    assert header in _names(answer)
    assert VALUE not in answer.text + str(answer.headers)
    assert stand.items() == items


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/share/{share}", "reason"),
        ("/share/{share}?reason=" + VALUE, "reason"),
        ("/share/{share}?reason=supervision&reason=audit", "reason"),
        ("/share/{share}?reason=supervision&more=" + VALUE, "more"),
        ("/share", "case"),
        ("/share?case={case}&limit=0", "limit"),
        ("/share?case={case}&limit=101", "limit"),
        ("/share?case={case}&limit=" + VALUE, "limit"),
        ("/share?case={case}&cursor=" + VALUE, "cursor"),
        ("/inbox?limit=-1", "limit"),
        ("/inbox?cursor=" + VALUE, "cursor"),
        ("/inbox?case={case}", "case"),
        ("/request-disclosure/{share}?open=" + VALUE, "open"),
        ("/request-disclosure/{share}?open=-1", "open"),
        ("/record-undertaking/{share}?open=1", "open"),
        ("/health?x=1", "x"),
    ],
)
def test_a_bad_query_is_named(stand: Stand, path: str, field: str) -> None:
    """A query parameter that is missing, unknown, doubled or of another shape is 422 and named, never its value."""
    wanted = path.format(share=stand.running.cases[0].share_id, case=stand.case)
    answer = stand.caller.get("social-worker", wanted)
    assert answer.status == 422, answer.raw
    assert field in [error["field"] for error in answer.body["errors"]]
    assert VALUE not in answer.raw.decode()


@pytest.mark.parametrize(
    "shape", [VALUE, "1", "..%2f..", "%00", "a" * 5000, "01JD0000000000000000000000", "{share}%0a"]
)
@pytest.mark.parametrize(
    "path", ["/share/{}?reason=supervision", "/request-disclosure/{}", "/record-undertaking/{}", "/share?case={}"]
)
def test_a_path_id_of_another_shape_is_not_found(stand: Stand, path: str, shape: str) -> None:
    """An id that cannot exist is the constant 404, or refused as a request, without its value; nothing is asked."""
    wrong = shape.format(share=stand.running.cases[0].share_id)
    if path.endswith("case={}") and wrong.startswith("01"):
        wrong = wrong[:-1]
    with stand.watched() as seen:
        answer = stand.caller.get("social-worker", path.format(wrong))
    assert answer.status in {400, 404, 414, 422}, answer.raw
    assert answer.body["code"]
    assert VALUE not in answer.raw.decode()
    assert wrong not in answer.raw.decode() or len(wrong) < 2
    assert [record for record in seen if record["eventSource"] != "s3.amazonaws.com"] == []


@pytest.mark.parametrize("shape", [VALUE, "01JD0000000000000000000000"])
def test_a_step_or_undertaking_of_no_request_writes_nothing(stand: Stand, shape: str) -> None:
    """A step of a request whose id cannot exist is 404; an undertaking names the field."""
    items = stand.items()
    step = stand.caller.post("detective", f"/request-disclosure/{shape}/steps", decision("disclose"))
    assert step.status == 404
    undertaken = stand.caller.post("detective", "/record-undertaking", undertaking(shape, "refused"))
    assert undertaken.status == 422
    assert [error["field"] for error in undertaken.body["errors"]] == ["request_id"]
    assert VALUE not in (step.raw + undertaken.raw).decode()
    assert stand.items() == items


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/share"), ("PUT", "/inbox"), ("PATCH", "/health"), ("GET", "/no")]
)
def test_what_is_no_route_is_a_problem(stand: Stand, method: str, path: str) -> None:
    """Another method is 405 and tells which there are, another path is 404; both are problems."""
    answer = httpx.request(method, f"{stand.running.url}{path}", trust_env=False)
    assert answer.status_code == (404 if path == "/no" else 405)
    assert answer.headers["content-type"] == "application/problem+json"
    assert path == "/no" or answer.headers["allow"]


def test_several_broken_fields_are_all_named(stand: Stand) -> None:
    """All broken fields are named at once."""
    body = changed(a_share(stand), lambda b: b.pop("purpose"), lambda b: b.update(urgency=VALUE, notes=VALUE))
    answer = stand.caller.post("social-worker", "/share", body)
    assert answer.status == 422
    assert {error["field"] for error in answer.body["errors"]} == {"purpose", "urgency", "notes"}
