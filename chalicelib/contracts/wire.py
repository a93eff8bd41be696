"""What all wire models share: the texts they hold, how broken fields are named, how a body becomes a model.

Errors name fields and say what is wrong with them. They never hold a value, because a value may be the name or
the number of a person; a field that we do not know is named only when its name looks like a field's.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from chalicelib.contracts.base import Contract, Timestamp
from chalicelib.contracts.base import Date as DateText
from chalicelib.contracts.vocabulary import UNKNOWN_CODE
from chalicelib.domain.errors import ContractError, FieldProblem

MAX_PROBLEMS = 50
NAME_LIMIT = 120
LINE_LIMIT = 500
TEXT_LIMIT = 10_000
INVALID_IDENTIFIER = "identifier"
CONTROL_CHARACTER, HOLDS_A_CONTROL = "control_character", "holds a control character"
NOT_AN_INSTANT, NO_REAL_INSTANT = "not_an_instant", "is not a real date and time"
NOT_A_DATE, NO_REAL_DATE = "not_a_date", "is not a real date"
_NAMELIKE = re.compile(r"[A-Za-z_][A-Za-z_-]{0,39}\d?")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ALLOWED_CONTROLS = frozenset("\n\t")


class Wire(Contract):
    """A body as it comes in. Models are built at first use: a cold start builds only those that it needs."""

    model_config = ConfigDict(defer_build=True)

    def broken_references(self) -> Iterator[FieldProblem]:
        """Every reference inside the body that leads nowhere. None, unless a model says otherwise."""
        return iter(())


def _clean(text: str) -> str:
    for character in text:
        if character in _BIDI or (unicodedata.category(character) == "Cc" and character not in _ALLOWED_CONTROLS):
            raise PydanticCustomError(CONTROL_CHARACTER, HOLDS_A_CONTROL)
    return unicodedata.normalize("NFC", text)


def _real_instant(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError(NOT_AN_INSTANT, NO_REAL_INSTANT) from None
    return text


def _real_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError(NOT_A_DATE, NO_REAL_DATE) from None
    return text


Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LIMIT), AfterValidator(_clean)]
"""A name or another very short text."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=LINE_LIMIT), AfterValidator(_clean)]
"""A short free text, such as a source or a place."""
Words = Annotated[str, StringConstraints(max_length=TEXT_LIMIT), AfterValidator(_clean)]
"""A free text. It may be empty: whether enough was said is a rule's judgement, which names the law."""
Instant = Annotated[Timestamp, AfterValidator(_real_instant)]
"""RFC 3339 in UTC, ending in `Z`, and real."""
Day = Annotated[DateText, AfterValidator(_real_date)]
"""A real calendar date, `YYYY-MM-DD`."""

_OWN_MESSAGES = frozenset({UNKNOWN_CODE, CONTROL_CHARACTER, NOT_AN_INSTANT, NOT_A_DATE, INVALID_IDENTIFIER})
_PROBLEMS = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this request",
    "string_type": "must be a text",
    "string_unicode": "is not valid Unicode",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "has the wrong form",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dict_type": "must be an object",
    "too_short": "holds too few entries",
    "too_long": "holds too many entries",
    "literal_error": "is not one of the values allowed here",
}

M = TypeVar("M", bound=Wire)


def read(model: type[M], body: object) -> M:
    """Make a model of parsed JSON.

    Raises:
        ContractError: naming every broken field, up to 50, without any value.
    """
    try:
        made = model.model_validate(body)
    except ValidationError as error:
        raise ContractError(tuple(_problems(error))) from None
    broken = tuple(made.broken_references())[:MAX_PROBLEMS]
    if broken:
        raise ContractError(broken)
    return made


def namelike(name: str) -> str:
    """A field's name for an error: as it is when it looks like a field's name, else a placeholder."""
    return name if _NAMELIKE.fullmatch(name) else "(unnamed)"


def dangling(refs: dict[str, str | None], known: frozenset[str]) -> Iterator[FieldProblem]:
    """References (by dotted path) that no entry of `people` bears."""
    for path, ref in refs.items():
        if ref is not None and ref not in known:
            yield FieldProblem(path, "refers to nobody in people")


def repeated(path: str, values: list[Any]) -> Iterator[FieldProblem]:
    """A problem when a list that must not repeat does."""
    if len(set(values)) != len(values):
        yield FieldProblem(path, "names the same one twice")


def _problems(error: ValidationError) -> Iterator[FieldProblem]:
    for found in error.errors(include_url=False, include_context=False, include_input=False)[:MAX_PROBLEMS]:
        kind = found["type"]
        problem = found["msg"] if kind in _OWN_MESSAGES else _PROBLEMS.get(kind, "is not valid")
        yield FieldProblem(_path(found["loc"]), problem)


def _path(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) if isinstance(part, int) else namelike(part) for part in loc) or "(body)"
