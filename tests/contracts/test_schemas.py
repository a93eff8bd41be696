"""The generated schemas: current, valid, and as strict as the models."""

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.contracts import examples
from tests.contracts.test_wire import changed
from workbench import schemas

DOCUMENTS = schemas.documents()


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_the_committed_file_is_what_the_contracts_say(name: str) -> None:
    """A change of the wire is always seen: the committed schema equals the generated one."""
    assert (schemas.FOLDER / name).read_text(encoding="utf-8") == DOCUMENTS[name]


def test_generation_is_the_same_every_time() -> None:
    """Generating twice gives the same bytes."""
    assert schemas.documents() == DOCUMENTS


def test_a_differing_file_fails_the_check(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` fails and names the file when one byte differs, and writing mends it."""
    folder = tmp_path_factory.mktemp("schemas")
    (folder / "examples").symlink_to(schemas.FOLDER / "examples")
    monkeypatch.setattr(schemas, "FOLDER", folder)
    assert schemas.main([]) == 0
    assert schemas.main(["--check"]) == 0
    (folder / "share.json").write_text("{}")
    assert schemas.main(["--check"]) == 1
    assert "schemas/share.json" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(schemas.REQUESTS))
def test_the_examples_satisfy_their_schemas(name: str) -> None:
    """The documented bodies pass the published schema as they pass the models."""
    schema = json.loads(DOCUMENTS[f"{name}.json"])
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(examples.example(name))


@pytest.mark.parametrize(
    ("path", "value"),
    [("surprise", 1), ("purpose", "curiosity"), ("purpose", ...), ("recipients", []), ("statements.0.about", [])],
)
def test_the_schema_refuses_what_the_model_refuses(path: str, value: object) -> None:
    """A partner who checks against the published schema finds the same mistakes."""
    schema = json.loads(DOCUMENTS["share.json"])
    assert not Draft202012Validator(schema).is_valid(changed(examples.share(), path, value))


def test_the_openapi_document_is_valid() -> None:
    """The published document is OpenAPI 3.1."""
    validate(yaml.safe_load(DOCUMENTS["openapi.yaml"]))


def test_the_policy_input_schema_is_plain() -> None:
    """OPA reads the schema of the policy input without references, and nothing in it may be null."""
    schema: Any = json.loads(DOCUMENTS["policy_input.json"])
    text = json.dumps(schema)
    assert "$ref" not in text
    assert '"null"' not in text
    assert schema["properties"]["context"]["properties"]["share"]["properties"]["statements"]["type"] == "array"
