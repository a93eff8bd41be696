"""Strings of a policy: literals, wildcards and policy variables.

Source: "IAM policy elements: Variables and tags". A variable whose key has no value makes the string match nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from . import keys
from .context import Context
from .errors import UnsupportedPolicyError

_VARIABLE = re.compile(r"(?P<key>[^,'{}$*?]+)(?:, '(?P<default>[^'{}$*?]+)')?")
_ARN_PARTS = 6


class Wild(Enum):
    """A wildcard: any run of characters, or exactly one."""

    ANY = ".*"
    ONE = "."


@dataclass(frozen=True)
class Variable:
    """`${key}` or `${key, 'default'}`; the key is in normal form."""

    key: str
    default: str | None


@dataclass(frozen=True)
class Template:
    """A parsed string, resolved against a request's context at evaluation."""

    parts: tuple[str | Wild | Variable, ...]

    @property
    def variable(self) -> bool:
        """Whether the string needs the request's context."""
        return any(isinstance(part, Variable) for part in self.parts)

    def matches(self, actual: str, context: Context, *, ignore_case: bool = False) -> bool:
        """Whether the whole of `actual` matches; False when a variable has no value."""
        resolved = self._resolve(context)
        return resolved is not None and _regex(resolved, ignore_case).fullmatch(actual) is not None

    def _resolve(self, context: Context) -> tuple[str | Wild, ...] | None:
        guard = any(isinstance(part, Wild) for part in self.parts)
        resolved: list[str | Wild] = []
        for part in self.parts:
            if isinstance(part, Variable):
                value = _value(part, context, guard=guard)
                if value is None:
                    return None
                resolved.append(value)
            else:
                resolved.append(part)
        return tuple(resolved)


def _value(variable: Variable, context: Context, *, guard: bool) -> str | None:
    value = context.get(variable.key)
    if isinstance(value, tuple):
        msg = f"variable {variable.key} has several values"
        raise UnsupportedPolicyError(msg)
    if not value:
        if value == "" and variable.default is not None:
            msg = f"variable {variable.key} is empty: whether its default counts is not documented"
            raise UnsupportedPolicyError(msg)
        return variable.default
    if guard and ("*" in value or "?" in value):
        # AWS does not say whether a wildcard that comes in by a value counts as one: taking it either way could
        # loosen an Allow or a Deny, so neither is taken.
        msg = f"the value of {variable.key} holds a wildcard"
        raise UnsupportedPolicyError(msg)
    return value


@lru_cache(maxsize=4096)
def _regex(parts: tuple[str | Wild, ...], ignore_case: bool) -> re.Pattern[str]:
    text = "".join(part.value if isinstance(part, Wild) else re.escape(part) for part in parts)
    return re.compile(text, re.DOTALL | (re.IGNORECASE | re.ASCII if ignore_case else re.NOFLAG))


def parse(text: str, *, variables: bool, wildcards: bool) -> Template:
    """Parse a policy string.

    Args:
        text: The string as written.
        variables: Whether `${…}` is a variable (Version 2012-10-17) or plain text (before).
        wildcards: Whether `*` and `?` are wildcards here.

    Raises:
        UnsupportedPolicyError: A variable is malformed or its key unknown.
    """
    parts: list[str | Wild | Variable] = []
    place = 0
    while place < len(text):
        if variables and text.startswith("${", place):
            end = text.find("}", place)
            if end < 0:
                msg = f"unfinished variable in {text!r}"
                raise UnsupportedPolicyError(msg)
            parts.append(_variable(text[place + 2 : end]))
            place = end + 1
        else:
            parts.append(_plain(text[place], wildcards=wildcards))
            place += 1
    return Template(_joined(parts))


def _plain(char: str, *, wildcards: bool) -> str | Wild:
    if wildcards and char == "*":
        return Wild.ANY
    return Wild.ONE if wildcards and char == "?" else char


def _variable(body: str) -> str | Variable:
    if body in ("*", "?", "$"):
        return body
    found = _VARIABLE.fullmatch(body)
    if found is None:
        msg = f"malformed variable ${{{body}}}"
        raise UnsupportedPolicyError(msg)
    return Variable(keys.check_known(found["key"]), found["default"])


def _joined(parts: list[str | Wild | Variable]) -> tuple[str | Wild | Variable, ...]:
    joined: list[str | Wild | Variable] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif not (part is Wild.ANY and joined and joined[-1] is Wild.ANY):
            joined.append(part)
    return tuple(joined)


@dataclass(frozen=True)
class ArnPattern:
    """An ARN whose six parts are matched one by one, so that a wildcard never crosses a colon before the last part."""

    parts: tuple[Template, ...]

    def matches(self, arn: str, context: Context) -> bool:
        """Whether the ARN matches in each part.

        Raises:
            UnsupportedPolicyError: `arn` is not an ARN.
        """
        actual = split_arn(arn)
        return all(part.matches(text, context) for part, text in zip(self.parts, actual, strict=True))


def split_arn(arn: str) -> list[str]:
    """The six parts of an ARN.

    Raises:
        UnsupportedPolicyError: It has fewer, or does not begin with `arn:`.
    """
    parts = arn.split(":", _ARN_PARTS - 1)
    if len(parts) != _ARN_PARTS or parts[0] != "arn":
        msg = f"not an ARN: {arn!r}"
        raise UnsupportedPolicyError(msg)
    return parts


def parse_arn(text: str, *, variables: bool) -> ArnPattern:
    """Parse an ARN with wildcards; variables are allowed after the fifth colon only, as AWS documents.

    Raises:
        UnsupportedPolicyError: The ARN is incomplete, its service is a wildcard, or a variable is misplaced.
    """
    parts = split_arn(text)
    if variables and any("${" in part for part in parts[:-1]):
        msg = f"variable before the fifth colon in {text!r}"
        raise UnsupportedPolicyError(msg)
    if any(char in parts[2] for char in "*?") or not parts[2]:
        msg = f"no wildcard may stand for the service in {text!r}"
        raise UnsupportedPolicyError(msg)
    head = [parse(part, variables=False, wildcards=True) for part in parts[:-1]]
    return ArnPattern((*head, parse(parts[-1], variables=variables, wildcards=True)))
