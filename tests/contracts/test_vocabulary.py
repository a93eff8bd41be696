"""Closed lists come from policy's data, not from Python."""

import json
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.contracts import vocabulary
from chalicelib.contracts.vocabulary import Coded, VocabularyError, codes_of
from workbench.schemas import REQUESTS


def test_every_list_that_a_contract_needs_is_generated() -> None:
    """Building the schema of every request finds all its vocabularies, none of them empty."""
    for model in REQUESTS.values():
        assert '"enum": []' not in json.dumps(model.model_json_schema())


def test_a_new_code_needs_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that is added to the generated file is taken, and one that is taken out is refused."""
    file = tmp_path / "vocabulary.json"
    file.write_text(json.dumps({"purposes": ["new_purpose"]}))
    monkeypatch.setattr(vocabulary, "FILE", file)
    vocabulary.vocabularies.cache_clear()
    adapter = TypeAdapter(Annotated[str, Coded("purposes")])
    try:
        assert adapter.validate_python("new_purpose") == "new_purpose"
        assert adapter.json_schema()["enum"] == ["new_purpose"]
        with pytest.raises(ValidationError):
            adapter.validate_python("safeguarding_child")
    finally:
        vocabulary.vocabularies.cache_clear()


def test_a_list_that_is_missing_is_said_by_name() -> None:
    """A contract that needs a list nobody generates fails with the list's name, and takes nothing."""
    with pytest.raises(VocabularyError, match="holds no list named shapes"):
        codes_of("shapes")
