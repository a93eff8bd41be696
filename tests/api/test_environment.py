"""In production nobody is named by a number of the range that is kept for tests."""

import ast
import copy
from pathlib import Path
from typing import Any

import pytest

import chalicelib.api
from chalicelib.bootstrap import api
from chalicelib.domain.environments import Environment
from chalicelib.settings import ApiSettings
from tests.api.conftest import Fakes
from tests.api.gateway import post
from tests.contracts import examples
from tests.service.fakes import REVISION

TEST_NUMBER, OTHER_NUMBER = "999 000 0018", "943 476 5919"
BODIES = {
    "/share": ("share", examples.share),
    "/request-disclosure": ("request_disclosure", examples.application),
}


@pytest.fixture(params=list(Environment))
def environment(request: pytest.FixtureRequest, fakes: Fakes) -> Environment:
    """The same functions, standing in each environment."""
    found: Environment = request.param
    settings = ApiSettings("decide", "records", "key", REVISION, environment=found)
    api.use(api.Wiring(settings, point=fakes.point, store=fakes.store, sealer=fakes.sealer))
    return found


def naming(body: Any, number: str) -> Any:
    """The body, with its first person named by that number, behind a number of another kind."""
    made = copy.deepcopy(body())
    other = {"kind": "prison_number", "value": "A1234BC"}
    made["people"][0]["identifiers"] = [other, {"kind": "nhs_number", "value": number}]
    return made


@pytest.mark.parametrize("resource", BODIES)
def test_a_test_number_is_refused_in_production_alone(fakes: Fakes, environment: Environment, resource: str) -> None:
    """Production answers 422 with the field, before anything is asked or written; elsewhere the number is taken."""
    function, body = BODIES[resource]
    sent = post(function, resource, naming(body, TEST_NUMBER))
    if environment.real:
        assert (sent.status, sent.json["code"]) == (422, "contract_violation")
        assert [error["field"] for error in sent.json["errors"]] == ["people.0.identifiers.1.value"]
        assert "kept for tests" in sent.json["errors"][0]["problem"]
        assert "999" not in sent.text
        assert (fakes.point.asked, fakes.store.writes) == ([], [])
    else:
        assert sent.status == 201, sent.text


@pytest.mark.parametrize("resource", BODIES)
@pytest.mark.usefixtures("environment")
def test_any_other_number_is_taken_everywhere(resource: str) -> None:
    """A number outside the test range is taken in every environment."""
    function, body = BODIES[resource]
    assert post(function, resource, naming(body, OTHER_NUMBER)).status == 201


def test_every_body_is_read_in_the_one_way() -> None:
    """No endpoint reads a body by itself, past the check of where the deployment stands."""
    folder = Path(chalicelib.api.__file__).parent
    reading = {
        path.name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"request.body", "parse", "read"}
    }
    assert reading == {"body.py"}
