"""Closed lists of the wire, read from the vocabulary that policy's reference data generates.

A field that holds a code is `Annotated[str, Coded("purposes")]`: only a code of that vocabulary passes, and the
JSON Schema lists them. A new code is a change to policy data and to the generated `vocabulary.json`, never to
Python. The file is read once, when the first model that needs it is built.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

FILE = Path(__file__).with_name("vocabulary.json")
UNKNOWN_CODE = "unknown_code"


class VocabularyError(RuntimeError):
    """The generated vocabulary lacks a list that a contract needs; the message names it."""


@cache
def vocabularies() -> Mapping[str, frozenset[str]]:
    """Every vocabulary by name, as generated from `policies/proviso/reference` and the schemes."""
    loaded: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: frozenset(codes) for name, codes in loaded.items()}


def codes_of(vocabulary: str) -> frozenset[str]:
    """Codes of one vocabulary.

    Raises:
        VocabularyError: there is no vocabulary of that name.
    """
    try:
        return vocabularies()[vocabulary]
    except KeyError:
        message = f"vocabulary.json holds no list named {vocabulary}"
        raise VocabularyError(message) from None


class Coded:
    """Annotation of a text that must be a code of the named vocabulary."""

    def __init__(self, vocabulary: str) -> None:
        """Remember the vocabulary's name; nothing is read yet."""
        self.vocabulary = vocabulary

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check membership after the text check."""
        return core_schema.no_info_after_validator_function(self._member, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """List the codes, sorted so that the generated file is the same every time."""
        return {**handler(schema), "enum": sorted(codes_of(self.vocabulary))}

    def _member(self, value: str) -> str:
        if value not in codes_of(self.vocabulary):
            raise PydanticCustomError(UNKNOWN_CODE, "is not a code of this list")
        return value
