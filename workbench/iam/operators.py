"""The comparisons behind the condition operators.

Source: "IAM JSON policy elements: Condition operators". Each operator reads the policy's value once, when the policy is
parsed, and the request's value at evaluation. A value that cannot be read raises: it is never just "no match", because
under a negated operator or in a Deny that would loosen.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn

from .context import Context
from .errors import UnsupportedPolicyError
from .patterns import Template, parse, parse_arn

Test = Callable[[str, Context], bool]
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_EPOCH = re.compile(r"\d+", re.ASCII)
_W3C_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<part>\d{1,6}))?)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d))?)?)?",
    re.ASCII,
)
_YEAR_DIGITS = 4


@dataclass(frozen=True)
class Operator:
    """One operator: how it reads a policy value, and whether its name negates the comparison."""

    read: Callable[[str, bool], Test]
    negated: bool


def _refuse(kind: str, text: str, cause: Exception | None = None) -> NoReturn:
    msg = f"not {kind}: {text!r}"
    raise UnsupportedPolicyError(msg) from cause


def _text(*, wildcards: bool, ignore_case: bool = False) -> Callable[[str, bool], Test]:
    def read(value: str, variables: bool) -> Test:
        template: Template = parse(value, variables=variables, wildcards=wildcards)

        def test(actual: str, context: Context) -> bool:
            if ignore_case and not (actual.isascii() and value.isascii()):
                # Which letters outside ASCII AWS takes for the same is not documented.
                _refuse("comparable without case", actual)
            return template.matches(actual, context, ignore_case=ignore_case)

        return test

    return read


def _arn(value: str, variables: bool) -> Test:
    return parse_arn(value, variables=variables).matches


def _converted(convert: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Callable[[str, bool], Test]:
    """Both sides converted, then compared; AWS documents no variables for these operators."""

    def read(value: str, variables: bool) -> Test:  # noqa: ARG001
        wanted = convert(value)
        return lambda actual, _context: compare(convert(actual), wanted)

    return read


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        _refuse("a number", text)
    return Decimal(text)


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        _refuse("a boolean", text)
    return text.lower() == "true"


def _binary(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        _refuse("base64", text, error)


def _date(text: str) -> datetime:
    """A W3C date, or seconds since 1970; four digits alone could be either and are refused."""
    found = _W3C_DATE.fullmatch(text)
    try:
        if _EPOCH.fullmatch(text) and len(text) != _YEAR_DIGITS:
            return datetime.fromtimestamp(int(text), UTC)
        if found and len(text) != _YEAR_DIGITS:
            return _from_parts(found)
    except (ValueError, OverflowError, OSError) as error:
        _refuse("a date", text, error)
    _refuse("a date", text)


def _from_parts(found: re.Match[str]) -> datetime:
    zone = found["zone"] or "Z"
    offset = timedelta() if zone == "Z" else timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    moment = datetime(
        int(found["year"]),
        int(found["month"] or 1),
        int(found["day"] or 1),
        int(found["hour"] or 0),
        int(found["minute"] or 0),
        int(found["second"] or 0),
        int((found["part"] or "").ljust(6, "0")),
        tzinfo=UTC,
    )
    return moment + offset if zone[0] == "-" else moment - offset


def _ip(value: str, variables: bool) -> Test:  # noqa: ARG001
    try:
        network = ipaddress.ip_network(value)
    except ValueError as error:
        _refuse("an address range", value, error)

    def test(actual: str, _context: Context) -> bool:
        try:
            return ipaddress.ip_address(actual) in network
        except ValueError as error:
            _refuse("an address", actual, error)

    return test


def _family(prefix: str, convert: Callable[[str], Any]) -> dict[str, Operator]:
    compare = {
        "LessThan": operator.lt,
        "LessThanEquals": operator.le,
        "GreaterThan": operator.gt,
        "GreaterThanEquals": operator.ge,
        "Equals": operator.eq,
    }
    found = {prefix + name: Operator(_converted(convert, test), negated=False) for name, test in compare.items()}
    return found | {f"{prefix}NotEquals": Operator(_converted(convert, operator.eq), negated=True)}


_EXACT = _text(wildcards=False)
_NO_CASE = _text(wildcards=False, ignore_case=True)
_LIKE = _text(wildcards=True)

OPERATORS: dict[str, Operator] = {
    "StringEquals": Operator(_EXACT, negated=False),
    "StringNotEquals": Operator(_EXACT, negated=True),
    "StringEqualsIgnoreCase": Operator(_NO_CASE, negated=False),
    "StringNotEqualsIgnoreCase": Operator(_NO_CASE, negated=True),
    "StringLike": Operator(_LIKE, negated=False),
    "StringNotLike": Operator(_LIKE, negated=True),
    "ArnEquals": Operator(_arn, negated=False),
    "ArnLike": Operator(_arn, negated=False),
    "ArnNotEquals": Operator(_arn, negated=True),
    "ArnNotLike": Operator(_arn, negated=True),
    "Bool": Operator(_converted(_boolean, operator.eq), negated=False),
    "BinaryEquals": Operator(_converted(_binary, operator.eq), negated=False),
    "IpAddress": Operator(_ip, negated=False),
    "NotIpAddress": Operator(_ip, negated=True),
    **_family("Numeric", _number),
    **_family("Date", _date),
}
