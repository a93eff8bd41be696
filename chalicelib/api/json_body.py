"""Strict JSON: what two readers could read differently is refused before anything reads it.

Refused: other encodings than UTF-8, duplicate names, NaN and infinities, numbers too large to hold, nesting deeper
than 32, and anything but an object at the top.
"""

import json
import math
import re
from typing import Any, NoReturn

from chalicelib.contracts.wire import namelike
from chalicelib.domain.errors import ContractError, FieldProblem

MAX_DEPTH = 32
_DAMAGED = "\N{REPLACEMENT CHARACTER}"
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


def parse(data: bytes) -> dict[str, Any]:
    """The object that the bytes spell.

    Raises:
        ContractError: they do not spell one, or could be read in two ways. No message repeats the input.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("(body)", "is not UTF-8")
    if _DAMAGED in text:
        # What API Gateway makes of bytes that are no UTF-8 before a function sees them.
        _refuse("(body)", "is not UTF-8, or was damaged on its way")
    _check_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite, parse_int=_whole
        )
    except (json.JSONDecodeError, RecursionError):
        _refuse("(body)", "is not JSON")
    if not isinstance(value, dict):
        raise ContractError((FieldProblem("(body)", "must be an object"),))
    return value


def _refuse(field: str, problem: str) -> NoReturn:
    raise ContractError((FieldProblem(field, problem),), code="malformed_json") from None


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MAX_DEPTH:
            _refuse("(body)", "is nested deeper than 32")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            _refuse(namelike(name), "is given twice")
        made[name] = value
    return made


def _no_constant(_: str) -> NoReturn:
    _refuse("(body)", "holds a number that JSON does not have")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        _refuse("(body)", "holds a number that is too large")
    return value


def _whole(text: str) -> int:
    if len(text) > len("-9007199254740992"):
        _refuse("(body)", "holds a number that is too large")
    return int(text)
