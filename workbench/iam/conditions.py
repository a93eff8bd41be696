"""The Condition element: qualifiers, absent keys and several values.

Source: "IAM JSON policy elements: Condition operators", "Multivalued context keys". Between operators and keys: and.
Between the values of one key: or; a negated operator holds only when none of them matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from . import keys
from .context import Context
from .errors import UnsupportedPolicyError
from .operators import OPERATORS, Test

Qualifier = Literal["ForAllValues", "ForAnyValue"]
_QUALIFIERS: tuple[Qualifier, ...] = ("ForAllValues", "ForAnyValue")
_NULL = "Null"
_IF_EXISTS = "IfExists"


@dataclass(frozen=True)
class NullCheck:
    """`Null`: "true" asks that the key is absent, "false" that it is there."""

    key: str
    absent: frozenset[bool]

    def holds(self, context: Context) -> bool:
        """Whether one of the values says what the request shows."""
        return (context.get(self.key) is None) in self.absent


@dataclass(frozen=True)
class Condition:
    """One operator on one key."""

    key: str
    tests: tuple[Test, ...]
    negated: bool
    qualifier: Qualifier | None
    if_exists: bool

    def holds(self, context: Context) -> bool:
        """Whether the request satisfies this condition.

        Raises:
            UnsupportedPolicyError: A value of the request cannot be read as this operator needs it.
        """
        actual = context.get(self.key)
        if self.qualifier is None:
            if actual is None:
                return self.negated or self.if_exists
            if isinstance(actual, tuple):
                msg = f"{self.key} has several values: it needs ForAllValues or ForAnyValue"
                raise UnsupportedPolicyError(msg)
            return self._one(actual, context)
        if actual is None:
            return self.qualifier == "ForAllValues"
        members = actual if isinstance(actual, tuple) else (actual,)
        if "" in members:
            # AWS takes an empty string for an empty set, which makes ForAllValues true: too loose to copy on trust.
            msg = f"an empty value of {self.key} under {self.qualifier}"
            raise UnsupportedPolicyError(msg)
        held = [self._one(member, context) for member in members]
        return all(held) if self.qualifier == "ForAllValues" else any(held)

    def _one(self, actual: str, context: Context) -> bool:
        # All of them, also after a hit: every value is read, so that an unreadable one always raises.
        hits = [test(actual, context) for test in self.tests]
        return any(hits) != self.negated


def parse_conditions(element: object, *, variables: bool) -> tuple[Condition | NullCheck, ...]:
    """Parse a Condition element; an empty one asks for nothing.

    Raises:
        UnsupportedPolicyError: An operator, key or value that is unknown, malformed or without documented meaning.
    """
    found: list[Condition | NullCheck] = []
    if element == {}:
        return ()
    for name, block in _mapping(element, "Condition").items():
        for key, value in _mapping(block, name).items():
            found.append(_condition(name, key, condition_values(value, key), variables=variables))
    return tuple(found)


def _mapping(element: object, what: str) -> Mapping[str, object]:
    if not isinstance(element, Mapping) or not element or not all(isinstance(name, str) for name in element):
        msg = f"{what} is not an object with members"
        raise UnsupportedPolicyError(msg)
    return element


def condition_values(value: object, key: str) -> tuple[str, ...]:
    """The values of one key as text: JSON booleans and whole numbers are written as IAM writes them."""
    listed = value if isinstance(value, list | tuple) else [value]
    if not listed or not all(isinstance(one, str | bool | int) for one in listed):
        msg = f"the values of condition key {key} are neither text nor boolean nor a whole number"
        raise UnsupportedPolicyError(msg)
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in listed)


def _condition(name: str, key: str, values: tuple[str, ...], *, variables: bool) -> Condition | NullCheck:
    known = keys.check_known(key)
    if name == _NULL:
        if not set(values) <= {"true", "false"}:
            msg = f"Null on {key} is neither true nor false"
            raise UnsupportedPolicyError(msg)
        return NullCheck(known, frozenset(value == "true" for value in values))
    qualifier, base, if_exists = _split(name)
    operator = OPERATORS.get(base)
    if operator is None:
        msg = f"unknown condition operator {name!r}"
        raise UnsupportedPolicyError(msg)
    if qualifier is None and keys.is_multi_valued(known):
        msg = f"{key} may have several values: {name} needs ForAllValues or ForAnyValue"
        raise UnsupportedPolicyError(msg)
    if qualifier == "ForAnyValue" and if_exists:
        msg = f"{name}: what an absent key means here is not documented"
        raise UnsupportedPolicyError(msg)
    tests = tuple(operator.read(value, variables) for value in values)
    return Condition(known, tests, operator.negated, qualifier, if_exists)


def _split(name: str) -> tuple[Qualifier | None, str, bool]:
    qualifier: Qualifier | None = None
    base = name
    for known in _QUALIFIERS:
        if name.startswith(f"{known}:"):
            qualifier, base = known, name.removeprefix(f"{known}:")
    return qualifier, base.removesuffix(_IF_EXISTS), base.endswith(_IF_EXISTS)
