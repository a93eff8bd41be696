"""Condition operators, one table a family."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.iam import NamedPolicy, Request, UnsupportedPolicyError, Verdict, evaluate

from .proviso import DECIDE, RECORDS, one, session_of

CALLER = session_of(DECIDE, tags={"case": "CASEA", "empty": ""})
ABSENT: dict[str, Any] = {}


def holds(operator: str, key: str, wanted: object, context: dict[str, Any], effect: str = "Allow") -> bool:
    """Whether a statement under this one condition applies to a request with this context."""
    verdict = ask(one(effect, Condition={operator: {key: wanted}}), context)
    return verdict.why.startswith("allowed" if effect == "Allow" else "explicit_deny")


def ask(policy: NamedPolicy, context: dict[str, Any]) -> Verdict:
    """The verdict on a GetItem under one identity policy."""
    return evaluate(Request("dynamodb:GetItem", RECORDS, context), CALLER, identity=[policy])


def at(value: str) -> dict[str, Any]:
    """A context with the time."""
    return {"aws:CurrentTime": value}


def name(value: str) -> dict[str, Any]:
    """A context with a session name."""
    return {"sts:RoleSessionName": value}


STRINGS = [
    ("StringEquals", "abc", "abc", True),
    ("StringEquals", "abc", "ABC", False),
    ("StringEquals", "a*", "abc", False),
    ("StringEquals", "a*", "a*", True),
    ("StringEquals", ["x", "abc"], "abc", True),
    ("StringNotEquals", "abc", "abc", False),
    ("StringNotEquals", "abc", "ABC", True),
    ("StringNotEquals", ["x", "abc"], "abc", False),
    ("StringNotEquals", ["x", "y"], "abc", True),
    ("StringEqualsIgnoreCase", "abc", "ABC", True),
    ("StringEqualsIgnoreCase", "abc", "ABD", False),
    ("StringNotEqualsIgnoreCase", "abc", "ABC", False),
    ("StringNotEqualsIgnoreCase", "abc", "ABD", True),
    ("StringLike", "a*", "abc", True),
    ("StringLike", "a*", "a", True),
    ("StringLike", "a?", "abc", False),
    ("StringLike", "a?c", "abc", True),
    ("StringLike", "a.c", "abc", False),
    ("StringLike", "A*", "abc", False),
    ("StringLike", "*c", "ab\nc", True),
    ("StringNotLike", "a*", "abc", False),
    ("StringNotLike", "b*", "abc", True),
    ("StringNotLike", ["b*", "a*"], "abc", False),
]


@pytest.mark.parametrize(("operator", "wanted", "actual", "expected"), STRINGS)
def test_string_operator(operator: str, wanted: object, actual: str, *, expected: bool) -> None:
    """Strings compare exactly, without case or with wildcards, as the operator's name says."""
    assert holds(operator, "sts:RoleSessionName", wanted, name(actual)) is expected


NUMBERS = [
    ("NumericEquals", "10", "10.0", True),
    ("NumericEquals", 10, "10", True),
    ("NumericEquals", "10", "11", False),
    ("NumericNotEquals", "10", "11", True),
    ("NumericNotEquals", ["10", "11"], "11", False),
    ("NumericLessThan", "10", "9.99", True),
    ("NumericLessThan", "10", "10", False),
    ("NumericLessThanEquals", "10", "10", True),
    ("NumericGreaterThan", "10", "10", False),
    ("NumericGreaterThan", "-3", "-2", True),
    ("NumericGreaterThanEquals", "10", "10", True),
]


@pytest.mark.parametrize(("operator", "wanted", "actual", "expected"), NUMBERS)
def test_numeric_operator(operator: str, wanted: object, actual: str, *, expected: bool) -> None:
    """Numbers compare by value, not by how they are written."""
    assert holds(operator, "sts:ExternalId", wanted, {"sts:ExternalId": actual}) is expected


DATES = [
    ("DateEquals", "2026-11-20T16:00:00Z", "2026-11-20T17:00:00+01:00", True),
    ("DateEquals", "2026-11-20", "2026-11-20T00:00:00Z", True),
    ("DateEquals", "2026-11", "2026-11-01T00:00:00Z", True),
    ("DateEquals", "1795190400", "2026-11-20T16:00:00Z", True),
    ("DateNotEquals", "2026-11-20T16:00:00Z", "2026-11-20T16:00:00Z", False),
    ("DateNotEquals", "2026-11-20T16:00:00Z", "2026-11-20T16:00:01Z", True),
    ("DateLessThan", "2026-11-20T16:00:00Z", "2026-11-20T15:59:59.999Z", True),
    ("DateLessThan", "2026-11-20T16:00:00Z", "2026-11-20T16:00:00Z", False),
    ("DateLessThan", "2026-11-20T16:00:00-01:00", "2026-11-20T16:59:59Z", True),
    ("DateLessThanEquals", "2026-11-20T16:00Z", "2026-11-20T16:00:00Z", True),
    ("DateGreaterThan", "2026-11-20T16:00:00Z", "2026-11-20T16:00:00.001Z", True),
    ("DateGreaterThan", "2026-11-20T16:00:00Z", "2026-11-20T16:00:00Z", False),
    ("DateGreaterThanEquals", "2026-11-20T16:00:00Z", "2026-11-20T16:00:00Z", True),
]


@pytest.mark.parametrize(("operator", "wanted", "actual", "expected"), DATES)
def test_date_operator(operator: str, wanted: str, actual: str, *, expected: bool) -> None:
    """Dates compare as moments, whatever their zone and whether written as W3C dates or as seconds."""
    assert holds(operator, "aws:CurrentTime", wanted, at(actual)) is expected


OTHERS = [
    ("Bool", "aws:SecureTransport", "true", "true", True),
    ("Bool", "aws:SecureTransport", True, "TRUE", True),
    ("Bool", "aws:SecureTransport", "false", "true", False),
    ("BinaryEquals", "sts:ExternalId", "QUJD", "QUJD", True),
    ("BinaryEquals", "sts:ExternalId", "QUJD", "QUJE", False),
    ("IpAddress", "aws:SourceIp", "192.0.2.0/24", "192.0.2.77", True),
    ("IpAddress", "aws:SourceIp", "192.0.2.0/24", "192.0.3.1", False),
    ("IpAddress", "aws:SourceIp", "192.0.2.7", "192.0.2.7", True),
    ("IpAddress", "aws:SourceIp", ["192.0.2.7", "2001:db8::/32"], "2001:db8::1", True),
    ("IpAddress", "aws:SourceIp", "192.0.2.0/24", "2001:db8::1", False),
    ("NotIpAddress", "aws:SourceIp", "192.0.2.0/24", "192.0.2.77", False),
    ("NotIpAddress", "aws:SourceIp", "192.0.2.0/24", "198.51.100.1", True),
    ("ArnEquals", "aws:SourceArn", "arn:aws:s3:::bucket", "arn:aws:s3:::bucket", True),
    ("ArnEquals", "aws:SourceArn", "arn:aws:s3:::b*", "arn:aws:s3:::bucket", True),
    ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:1:t:*", "arn:aws:sns:eu-west-2:1:t:x:y", True),
    ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:t", "arn:aws:sns:eu-west-2:1:t", "raises"),
    ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:t", "arn:aws:sqs:eu-west-2:1:t", False),
    ("ArnNotEquals", "aws:SourceArn", "arn:aws:s3:::bucket", "arn:aws:s3:::bucket", False),
    ("ArnNotLike", "aws:SourceArn", "arn:aws:s3:::b*", "arn:aws:s3:::cellar", True),
]


@pytest.mark.parametrize(("operator", "key", "wanted", "actual", "expected"), OTHERS)
def test_other_operator(operator: str, key: str, wanted: object, actual: str, expected: object) -> None:
    """Booleans, bytes, addresses and ARNs compare each in their own way; an ARN's wildcard stays within its part."""
    if expected == "raises":
        with pytest.raises(UnsupportedPolicyError):
            holds(operator, key, wanted, {key: actual})
    else:
        assert holds(operator, key, wanted, {key: actual}) is expected


WITHOUT_KEY = [
    ("StringEquals", "x", False),
    ("StringLike", "*", False),
    ("StringNotEquals", "x", True),
    ("StringNotEqualsIgnoreCase", "x", True),
    ("StringNotLike", "*", True),
    ("NumericNotEquals", "1", True),
    ("NumericLessThan", "1", False),
    ("DateLessThan", "2026-11-20", False),
    ("DateNotEquals", "2026-11-20", True),
    ("Bool", "false", False),
    ("BinaryEquals", "QUJD", False),
    ("IpAddress", "192.0.2.0/24", False),
    ("NotIpAddress", "192.0.2.0/24", True),
    ("ArnLike", "arn:aws:s3:::*", False),
    ("ArnNotLike", "arn:aws:s3:::*", True),
    ("StringEqualsIfExists", "x", True),
    ("StringNotEqualsIfExists", "x", True),
    ("DateLessThanIfExists", "2026-11-20", True),
    ("BoolIfExists", "true", True),
    ("ForAllValues:StringEquals", "x", True),
    ("ForAllValues:StringNotEquals", "x", True),
    ("ForAllValues:StringEqualsIfExists", "x", True),
    ("ForAnyValue:StringEquals", "x", False),
    ("ForAnyValue:StringNotEquals", "x", False),
    ("Null", "true", True),
    ("Null", "false", False),
    ("Null", True, True),
    ("Null", ["true", "false"], True),
]


@pytest.mark.parametrize(("operator", "wanted", "expected"), WITHOUT_KEY)
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_absent_key(operator: str, wanted: object, *, expected: bool, effect: str) -> None:
    """Without the key an operator is false, a negated one, IfExists and ForAllValues are true, in Allow and Deny."""
    assert holds(operator, "sts:ExternalId", wanted, ABSENT, effect) is expected


SEVERAL = [
    ("ForAllValues:StringLike", ["case#A.*", "member#A.*"], ("case#A.1", "member#A.x"), True),
    ("ForAllValues:StringLike", ["case#A.*"], ("case#A.1", "case#B.1"), False),
    ("ForAllValues:StringEquals", "case#A.1", ("case#A.1",), True),
    ("ForAllValues:StringNotEquals", ["x", "y"], ("a", "b"), True),
    ("ForAllValues:StringNotEquals", ["x", "y"], ("a", "y"), False),
    ("ForAnyValue:StringEquals", ["a", "z"], ("a", "b"), True),
    ("ForAnyValue:StringEquals", ["z"], ("a", "b"), False),
    ("ForAnyValue:StringNotEquals", ["a"], ("a", "b"), True),
    ("ForAnyValue:StringNotEquals", ["a", "b"], ("a", "b"), False),
    ("ForAllValues:StringEquals", ["a"], (), True),
    ("ForAnyValue:StringEquals", ["a"], (), False),
    ("Null", "false", (), False),
    ("Null", "false", ("a",), True),
    ("ForAllValues:StringEquals", ["a"], "a", True),
]


@pytest.mark.parametrize(("operator", "wanted", "actual", "expected"), SEVERAL)
def test_several_values(operator: str, wanted: object, actual: object, *, expected: bool) -> None:
    """ForAllValues asks every value of the request, ForAnyValue one of them; an empty set is an absent key."""
    assert holds(operator, "dynamodb:LeadingKeys", wanted, {"dynamodb:LeadingKeys": actual}) is expected


def test_null_guard_closes_for_all_values() -> None:
    """ForAllValues alone lets a request without the key pass; Null false beside it does not."""
    block = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "case#A.*"}}
    assert ask(one(Condition=block), ABSENT).allowed
    guarded = block | {"Null": {"dynamodb:LeadingKeys": "false"}}
    assert ask(one(Condition=guarded), ABSENT).why == "implicit_deny:identity"
    assert ask(one(Condition=guarded), {"dynamodb:LeadingKeys": ("case#A.1",)}).allowed


def test_all_conditions_must_hold() -> None:
    """Between operators and between keys it is and."""
    block = {
        "StringEquals": {"aws:PrincipalTag/case": "CASEA", "sts:ExternalId": "e"},
        "Bool": {"aws:SecureTransport": "true"},
    }
    good = {"sts:ExternalId": "e", "aws:SecureTransport": "true"}
    assert ask(one(Condition=block), good).allowed
    assert not ask(one(Condition=block), good | {"sts:ExternalId": "f"}).allowed
    assert not ask(one(Condition=block), good | {"aws:SecureTransport": "false"}).allowed


def test_keys_compare_without_case() -> None:
    """The case of a condition key does not matter, neither in the policy nor in the request nor in a variable."""
    assert holds("StringEquals", "AWS:principaltag/CASE", "CASEA", ABSENT)
    assert holds("StringEquals", "sts:rolesessionname", "${AWS:PRINCIPALTAG/Case}", {"STS:RoleSessionName": "CASEA"})


VARIABLES = [
    ("StringEquals", "${aws:PrincipalTag/case}", "CASEA", True),
    ("StringLike", "case#${aws:PrincipalTag/case}.*", "case#CASEA.1", True),
    ("StringLike", "case#${aws:PrincipalTag/case}.*", "case#CASEAB.1", False),
    ("StringEquals", "${aws:PrincipalTag/none}", "", False),
    ("StringLike", "*${aws:PrincipalTag/none}*", "x", False),
    ("StringEquals", "${aws:PrincipalTag/empty}", "", False),
    ("StringEquals", ["${aws:PrincipalTag/none}", "x"], "x", True),
    ("StringNotEquals", "${aws:PrincipalTag/none}", "x", True),
    ("StringNotEquals", ["${aws:PrincipalTag/none}", "x"], "x", False),
    ("StringEquals", "${aws:PrincipalTag/none, 'other'}", "other", True),
    ("StringEquals", "${aws:PrincipalTag/case, 'other'}", "other", False),
    ("StringLike", "a${*}c", "abc", False),
    ("StringLike", "a${*}c", "a*c", True),
    ("StringLike", "a${?}", "a?", True),
    ("StringLike", "a${?}", "ab", False),
    ("StringEquals", "${$}x", "$x", True),
    ("StringEquals", "a$b{c}", "a$b{c}", True),
]


@pytest.mark.parametrize(("operator", "wanted", "actual", "expected"), VARIABLES)
def test_policy_variable(operator: str, wanted: object, actual: str, *, expected: bool) -> None:
    """A variable is its key's value; without one it matches nothing, so that a negated operator holds."""
    assert holds(operator, "sts:RoleSessionName", wanted, name(actual)) is expected


def test_old_version_has_no_variables() -> None:
    """Before Version 2012-10-17 a variable is plain text."""
    block = {"StringEquals": {"sts:RoleSessionName": "${aws:PrincipalTag/case}"}}
    assert not ask(one(version="2008-10-17", Condition=block), name("CASEA")).allowed
    assert ask(one(version="2008-10-17", Condition=block), name("${aws:PrincipalTag/case}")).allowed


UNREADABLE = [
    ("NumericEquals", "sts:ExternalId", "1", "one"),
    ("NumericNotEquals", "sts:ExternalId", "1", ""),
    ("DateNotEquals", "aws:CurrentTime", "2026-11-20", "yesterday"),
    ("DateLessThan", "aws:CurrentTime", "2026-11-20", "2026-11-20T16:00:00"),
    ("DateLessThan", "aws:CurrentTime", "2026-11-20", "2026"),
    ("Bool", "aws:SecureTransport", "true", "yes"),
    ("BinaryEquals", "sts:ExternalId", "QUJD", "???"),
    ("NotIpAddress", "aws:SourceIp", "192.0.2.0/24", "here"),
    ("ArnNotLike", "aws:SourceArn", "arn:aws:s3:::*", "bucket"),
    ("StringEqualsIgnoreCase", "sts:ExternalId", "k", "\u212a"),
    ("ForAllValues:StringEquals", "dynamodb:LeadingKeys", "a", ("a", "")),
    ("ForAllValues:StringEquals", "sts:ExternalId", "a", ""),
]


@pytest.mark.parametrize(("operator", "key", "wanted", "actual"), UNREADABLE)
def test_unreadable_request_value_raises(operator: str, key: str, wanted: str, actual: object) -> None:
    """A value of the request that the operator cannot read refuses the request instead of just not matching."""
    with pytest.raises(UnsupportedPolicyError):
        holds(operator, key, wanted, {key: actual})


def test_wildcard_in_a_value_raises() -> None:
    """A wildcard that would come into a pattern by a variable's value is refused, and is plain text elsewhere."""
    caller = session_of(DECIDE, tags={"case": "*"})
    request = Request("dynamodb:GetItem", RECORDS, {"dynamodb:LeadingKeys": ("case#CASEA.1",)})
    pattern = one(Condition={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "case#${aws:PrincipalTag/case}.*"}})
    with pytest.raises(UnsupportedPolicyError):
        evaluate(request, caller, identity=[pattern])
    exact = one(Condition={"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "case#${aws:PrincipalTag/case}.1"}})
    assert not evaluate(request, caller, identity=[exact]).allowed
