"""`ETag` and `If-Match`: what an answer shows, and a step that is taken only on what was seen."""

from typing import Any

import pytest
import yaml

from tests.api.conftest import Fakes
from tests.api.gateway import Sent
from tests.api.routes import Route, all_routes
from tests.api.test_refusals import checked
from workbench import schemas

STANDINGS = ("RequestOpened", "StepTaken", "RequestView", "UndertakingRecorded", "BreachReported")
GUARDED = ("StepTaken", "UndertakingRecorded")


@pytest.fixture
def routes(fakes: Fakes) -> list[Route]:
    return all_routes(fakes)


def of(routes: list[Route], answer: str) -> Route:
    return next(route for route in routes if route.answer == answer)


def seen(routes: list[Route]) -> str:
    return of(routes, "RequestView").call(query="").headers["etag"]


@pytest.mark.parametrize("answer", STANDINGS)
def test_an_answer_about_a_request_has_its_version(routes: list[Route], answer: str) -> None:
    """The `ETag` is strong, is `version` of the body, and is the one that reading would show then."""
    sent = of(routes, answer).call()
    assert sent.headers["etag"] == f'"{sent.json["version"]}"'
    if answer != "RequestOpened":
        assert sent.headers["etag"] == seen(routes)


def test_other_answers_have_none(fakes: Fakes, routes: list[Route]) -> None:
    """A share is written once and has no version; a refusal shows none."""
    assert "etag" not in of(routes, "Shared").call().headers
    fakes.point.refuse_with = ["step_out_of_order"]
    assert "etag" not in of(routes, "StepTaken").call().headers


@pytest.mark.parametrize("answer", GUARDED)
def test_a_step_on_what_was_seen_is_taken_once(fakes: Fakes, routes: list[Route], answer: str) -> None:
    """The version seen lets one step through; the same version again is 412, and nothing is written."""
    guard = {"if-match": seen(routes)}
    assert of(routes, answer).call(headers=guard).status == 201
    before = len(fakes.store.writes)
    sent = checked(of(routes, answer).call(headers=guard))
    assert (sent.status, sent.json["code"]) == (412, "version_moved")
    assert "reasons" not in sent.json
    assert len(fakes.store.writes) == before


def test_a_retry_shows_the_version_of_the_first_answer(routes: list[Route]) -> None:
    """The same key gives the same bytes and the same `ETag`, however far the request has come since."""
    route, guard = of(routes, "StepTaken"), {"if-match": seen(routes), "idempotency-key": "k"}
    first = route.call(headers=guard)
    route.call()
    again = route.call(headers=guard)
    assert (again.status, again.text, again.headers["etag"]) == (201, first.text, first.headers["etag"])


@pytest.mark.parametrize("answer", GUARDED)
@pytest.mark.parametrize(
    "given", ["", "*", "4", '"4', 'W/"4"', '"4", "5"', '"0"', '"04"', '"-1"', '"x"', '"٣"', '"12345678901"', ' "4"x']
)
def test_what_is_no_tag_of_ours_is_refused_by_name(fakes: Fakes, routes: list[Route], answer: str, given: str) -> None:
    """Anything but one tag as it was answered is refused like other bad headers: it would guard nothing."""
    asked = len(fakes.point.asked)
    sent = checked(of(routes, answer).call(headers={"if-match": given}))
    assert (sent.status, sent.json["code"]) == (422, "contract_violation")
    assert [error["field"] for error in sent.json["errors"]] == ["If-Match"]
    assert len(fakes.point.asked) == asked


def test_a_step_that_was_overtaken_is_a_conflict(fakes: Fakes, routes: list[Route]) -> None:
    """409 says that something came first and gives the reasons of the second decision; nothing is written."""
    sent = overtaken(fakes, routes, "step_out_of_order")
    assert (sent.status, sent.json["code"]) == (409, "facts_moved")
    assert [reason["code"] for reason in sent.json["reasons"]] == ["step_out_of_order"]
    assert sent.json["decision"]["id"] == sent.headers["proviso-decision"] == sent.json["receipt"]["decision"]
    assert "came first" in sent.json["title"]


def test_what_became_hidden_is_not_found(fakes: Fakes, routes: list[Route]) -> None:
    """Whoever may not see it any more when it is decided again gets the constant not-found, and no conflict."""
    hidden = overtaken(fakes, routes, "not_found")
    fakes.point.after_facts = lambda: None
    absent = of(routes, "StepTaken").call()
    assert (hidden.status, hidden.text, hidden.headers) == (404, absent.text, absent.headers)


def overtaken(fakes: Fakes, routes: list[Route], code: str) -> Sent:
    """A step that is allowed, loses against another, and is then refused."""
    route = of(routes, "StepTaken")
    pk = f"case#{route.path['request_id']}"

    def moved() -> None:
        fakes.store.place(pk, "state", dict(fakes.store.items[pk, "state"].header))
        fakes.point.refuse_with = [code]

    fakes.point.after_facts = moved
    before = len(fakes.store.writes)
    sent = checked(route.call())
    assert len(fakes.store.writes) == before
    return sent


def test_what_is_published_says_so() -> None:
    """OpenAPI names `If-Match` and 412 where they hold and nowhere else, and `ETag` on answers about a request."""
    document: Any = yaml.safe_load((schemas.FOLDER / "openapi.yaml").read_text(encoding="utf-8"))
    guarded, tagged = set(), set()
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            refers = [each.get("$ref", "").rpartition("/")[2] for each in said.get("parameters", [])]
            assert ("IfMatch" in refers) == ("412" in said["responses"])
            guarded |= {path} if "IfMatch" in refers else set()
            good = said["responses"].get("201") or said["responses"]["200"]
            tagged |= {(method, path)} if "ETag" in good.get("headers", {}) else set()
    request, undertaking = "/request-disclosure", "/record-undertaking"
    steps = f"{request}/{{request_id}}/steps"
    assert guarded == {steps, undertaking}
    assert tagged == {
        ("post", request),
        ("get", f"{request}/{{request_id}}"),
        ("post", steps),
        ("post", undertaking),
        ("post", f"{undertaking}/{{undertaking_id}}/breach"),
    }
