"""Refusals and errors: one table to HTTP, every reason, and hidden the same as absent."""

import json

import pytest

from chalicelib.contracts.decision import DecideResponse
from chalicelib.domain import errors
from tests.api.conftest import Fakes
from tests.api.gateway import Sent, get
from tests.api.routes import SHARE, Route, all_routes, view_of
from tests.api.test_routes import ROUTES, problem_schema
from tests.contracts import examples
from tests.service.fakes import reason


def checked(sent: Sent) -> Sent:
    """A problem as it is published, with the headers of every answer."""
    assert sent.headers["content-type"] == "application/problem+json"
    assert sent.headers["cache-control"] == "no-store"
    assert sent.json["status"] == sent.status
    problem_schema().validate(sent.json)
    return sent


@pytest.fixture
def routes(fakes: Fakes) -> list[Route]:
    return all_routes(fakes)


@pytest.mark.parametrize("n", ROUTES)
def test_a_refusal_lists_every_reason(n: int, fakes: Fakes, routes: list[Route]) -> None:
    """A refusal is 403 with all reasons, each with its law and remedy, the decision and its receipt."""
    fakes.point.refuse_with = ["no_basis", "no_need"]
    before = len(fakes.store.writes)
    sent = checked(routes[n].call())
    assert sent.status == 403
    assert sent.json["reasons"] == [reason(code).model_dump(exclude_none=True) for code in ("no_basis", "no_need")]
    assert sent.json["decision"]["id"] == sent.headers["proviso-decision"] == sent.json["receipt"]["decision"]
    assert len(fakes.store.writes) == before


@pytest.mark.parametrize("n", [1, 2, 5, 6, 8])
def test_hidden_absent_and_misshapen_are_one(n: int, fakes: Fakes, routes: list[Route]) -> None:
    """A thing that may not be seen, one that is not there and an id of another shape give the same bytes."""
    route = routes[n]
    fakes.point.refuse_with = ["not_found"]
    hidden = checked(route.call())
    names = list(route.path)
    absent_path = dict.fromkeys(names, f"{examples.CASE}.01HSSSSSSSSSSSSSSSSSSSSSSS")
    odd_path = dict.fromkeys(names, "..%2F9990000018")
    absent_query = f"case={examples.CASE[:-1]}9" if route.answer == "Chronology" else route.query
    odd_query = "case=9990000018" if route.answer == "Chronology" else route.query
    absent = route.call(path=absent_path, query=absent_query)
    odd = route.call(path=odd_path, query=odd_query)
    assert hidden.status == 404
    for other in (absent, odd):
        assert (other.status, other.text, other.headers) == (hidden.status, hidden.text, hidden.headers)


def test_the_not_found_body_is_constant(fakes: Fakes) -> None:
    """It holds no id, neither of the record nor of the decision."""
    fakes.point.refuse_with = ["not_found"]
    sent = get("share", "/share/{share_id}", path={"share_id": examples.REQUEST}, query="reason=audit")
    assert sent.json == {
        "type": "urn:proviso:problem:not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing here that you may see.",
        "code": "not_found",
    }
    assert "proviso-decision" not in sent.headers


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.PolicyUnavailableError(), 503, "closed"),
        (errors.LedgerUnavailableError(), 503, "closed"),
        (errors.SessionUnavailableError(), 503, "closed"),
        (errors.FactsUnavailableError(), 503, "closed"),
        (errors.DecisionPointUnavailableError(), 503, "closed"),
        (errors.StoreUnavailableError(), 503, "closed"),
        (errors.ContentUnreadableError(), 503, "content_unreadable"),
        (errors.FactsMovedError(), 409, "facts_moved"),
        (errors.VersionMovedError(), 412, "version_moved"),
        (errors.UnauthenticatedError("token_expired"), 401, "unauthenticated"),
        (errors.ContractError((), code="request_malformed"), 422, "request_malformed"),
        (errors.ContractError((), code="something_new"), 422, "contract_violation"),
        (errors.ProvisoError("canary"), 500, "fault"),
        (KeyError("canary"), 500, "fault"),
        (RecursionError("canary"), 500, "fault"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else None,
)
def test_every_error_has_its_answer(fakes: Fakes, error: Exception, status: int, code: str) -> None:
    """Each error of the tree, and any other, becomes its problem, which never shows the exception's text."""
    fakes.point.error = error
    sent = checked(SHARE.call())
    assert (sent.status, sent.json["code"]) == (status, code)
    assert "canary" not in sent.text
    assert fakes.store.writes == []


def test_closed_says_which_part_and_when_to_come_back(fakes: Fakes) -> None:
    """503 names the part that did not answer and tells a client when to retry."""
    fakes.point.error = errors.LedgerUnavailableError()
    sent = SHARE.call()
    assert sent.json["reason"] == "ledger_unavailable"
    assert int(sent.headers["retry-after"]) > 0


def test_an_unproven_caller_is_challenged(fakes: Fakes) -> None:
    """401 says which check failed and how to authenticate."""
    fakes.point.outcome = DecideResponse(outcome="unauthenticated", code="token_expired")
    sent = checked(SHARE.call())
    assert sent.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert sent.json["reason"] == "token_expired"


@pytest.mark.parametrize("n", ROUTES)
@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("(absent)", "token_missing"),
        ("Basic dXNlcjpwYXNz", "token_missing"),
        ("Bearer", "token_malformed"),
        ("Bearer ", "token_malformed"),
        ("Bearer a b", "token_malformed"),
        ("Bearer " + "a" * 8193, "token_malformed"),
        ("Bearer Jané", "token_malformed"),
    ],
    ids=["absent", "basic", "empty", "blank", "two", "long", "letters"],
)
def test_without_a_token_nothing_is_asked(n: int, header: str, code: str, fakes: Fakes, routes: list[Route]) -> None:
    """A request without a usable bearer token is 401 on every route before anything else is looked at."""
    fakes.point.view = view_of(routes[n])
    asked = len(fakes.point.asked)
    sent = checked(routes[n].call(headers={"authorization": header}))
    assert (sent.status, sent.json["reason"]) == (401, code)
    assert len(fakes.point.asked) == asked


def test_a_certificate_that_cannot_be_read_proves_nothing(fakes: Fakes) -> None:
    """What the gateway hands over as a certificate must be one."""
    sent = checked(SHARE.call(certificate="-----BEGIN CERTIFICATE-----\n???\n-----END CERTIFICATE-----"))
    assert (sent.status, sent.json["reason"]) == (401, "certificate_malformed")


def test_logs_hold_codes_and_nothing_of_the_request(fakes: Fakes, capsys: pytest.CaptureFixture[str]) -> None:
    """Each answered request is one JSON line with route, status and decision; a fault adds its class alone."""
    from tests.service.test_reducing import CANARY, NHS, share_full_of_canaries

    SHARE.call(body=share_full_of_canaries())
    fakes.point.error = ValueError(CANARY)
    SHARE.call(body=share_full_of_canaries())
    err = capsys.readouterr().err
    lines = [json.loads(line) for line in err.splitlines()]
    assert [line["code"] for line in lines] == ["REQUEST_ANSWERED", "REQUEST_FAULT", "REQUEST_ANSWERED"]
    assert (lines[0]["route"], lines[0]["status"]) == ("POST:/share", 201)
    assert lines[1]["cause"] == "ValueError"
    for secret in (CANARY, NHS, "header.payload.signature"):
        assert secret not in err


def test_a_closed_answer_is_logged_with_its_cause(fakes: Fakes, capsys: pytest.CaptureFixture[str]) -> None:
    """What was closed, and by which kind of failure, stands in the log."""
    error = errors.StoreUnavailableError()
    error.__cause__ = TimeoutError("canary")
    fakes.point.error = error
    SHARE.call()
    first = json.loads(capsys.readouterr().err.splitlines()[0])
    assert (first["code"], first["reason"], first["cause"]) == ("REQUEST_CLOSED", "store_unavailable", "TimeoutError")
