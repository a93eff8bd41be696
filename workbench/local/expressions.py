"""DynamoDB expressions, read as far as a permission depends on them: which attributes, and which partition.

Source: "Expression attribute names (aliases) in DynamoDB", "Key condition expressions for the Query operation".
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<name>[#]?[A-Za-z_][A-Za-z0-9_-]*|#[0-9][A-Za-z0-9_-]*)|(?P<value>:[A-Za-z0-9_]+)|(?P<other><>|<=|>=|[=<>().,+\-\[\]]|\d+))"
)
_WORDS = {"and", "or", "not", "between", "in", "set", "remove", "add", "delete"}


class UnreadableExpressionError(ValueError):
    """The expression is of a form that is not understood here; the call must be refused."""


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise UnreadableExpressionError
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


def _resolved(name: str, aliases: Mapping[str, str]) -> str:
    if not name.startswith("#"):
        return name
    if name not in aliases:
        raise UnreadableExpressionError
    return aliases[name]


def attributes(texts: Iterable[str | None], aliases: Mapping[str, str]) -> frozenset[str]:
    """The top-level attribute names that these expressions mention.

    Args:
        texts: Projection, condition, filter or update expressions; None stands for an absent one.
        aliases: `ExpressionAttributeNames`.

    Raises:
        UnreadableExpressionError: An expression is not understood, or an alias is not defined.
    """
    names = set()
    for text in texts:
        tokens = _tokens(text or "")
        for place, (kind, token) in enumerate(tokens):
            inside = place > 0 and tokens[place - 1][1] == "."
            function = place + 1 < len(tokens) and tokens[place + 1][1] == "(" and token.lower() not in _WORDS
            if kind == "name" and not inside and not function and token.lower() not in _WORDS:
                names.add(_resolved(token, aliases))
    return frozenset(names)


def partition(text: str, aliases: Mapping[str, str], values: Mapping[str, Any], partition_key: str) -> str:
    """The one partition that a key condition names.

    Raises:
        UnreadableExpressionError: It does not name exactly one by equality.
    """
    tokens = _tokens(text)
    found = [
        values.get(tokens[place + 2][1])
        for place, (kind, token) in enumerate(tokens[:-2])
        if kind == "name"
        and token.lower() not in _WORDS
        and (place == 0 or tokens[place - 1][1] != ".")
        and tokens[place + 1][1] == "="
        and tokens[place + 2][0] == "value"
        and _resolved(token, aliases) == partition_key
    ]
    if len(found) != 1:
        raise UnreadableExpressionError
    return key_text(found[0])


def key_text(value: object) -> str:
    """A key's value as text, from its typed form.

    Raises:
        UnreadableExpressionError: It is not a string or number.
    """
    if isinstance(value, Mapping) and len(value) == 1:
        ((kind, plain),) = value.items()
        if kind in ("S", "N") and isinstance(plain, str):
            return plain
    raise UnreadableExpressionError
