"""What the evaluator does not know it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from workbench.iam import NamedPolicy, Principal, Request, UnsupportedPolicyError, evaluate

from .proviso import ACCOUNT, DECIDE, RECORDS, one, session_of

CALLER = session_of(DECIDE, tags={"case": "CASEA"})
REQUEST = Request("dynamodb:GetItem", RECORDS, {})
ALLOW = one(name="allow")
GOOD = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ROLE = {"AWS": DECIDE}


def _conditioned(operator: str, key: str, value: object) -> dict[str, Any]:
    return GOOD | {"Condition": {operator: {key: value}}}


STATEMENTS: dict[str, Any] = {
    "not an object": "Allow",
    "unknown element": GOOD | {"Effects": "x"},
    "no effect": {"Action": "*", "Resource": "*"},
    "effect in lower case": GOOD | {"Effect": "allow"},
    "sid not text": GOOD | {"Sid": 1},
    "no action": {"Effect": "Allow", "Resource": "*"},
    "empty actions": GOOD | {"Action": []},
    "action and not action": GOOD | {"NotAction": "s3:*"},
    "action without service": GOOD | {"Action": "GetItem"},
    "wildcard service": GOOD | {"Action": "dynamo*:GetItem"},
    "variable in action": GOOD | {"Action": "dynamodb:${aws:PrincipalTag/case}"},
    "resource and not resource": GOOD | {"NotResource": RECORDS},
    "empty resources": GOOD | {"Resource": []},
    "null resource": GOOD | {"Resource": None},
    "no resource": {"Effect": "Allow", "Action": "*"},
    "short arn": GOOD | {"Resource": "arn:aws:s3:*"},
    "pattern that is no arn": GOOD | {"Resource": "*table/x"},
    "wildcard service in arn": GOOD | {"Resource": "arn:aws:*:eu-west-2:1:x"},
    "variable before the fifth colon": GOOD | {"Resource": "arn:aws:dynamodb:${aws:username}:1:table/x"},
    "variable in not resource": {"Effect": "Deny", "Action": "*", "NotResource": RECORDS + "${aws:username}"},
    "principal in an attached policy": GOOD | {"Principal": "*"},
    "condition not an object": GOOD | {"Condition": []},
    "empty operator": GOOD | {"Condition": {"StringEquals": {}}},
    "no values": _conditioned("StringEquals", "aws:username", []),
    "null value": _conditioned("StringEquals", "aws:username", None),
    "fraction": _conditioned("NumericEquals", "sts:ExternalId", 1.5),
    "unknown operator": _conditioned("StringMatches", "aws:username", "x"),
    "operator in lower case": _conditioned("stringequals", "aws:username", "x"),
    "unknown qualifier": _conditioned("ForSomeValues:StringEquals", "aws:TagKeys", "x"),
    "qualified null": _conditioned("ForAllValues:Null", "aws:TagKeys", "true"),
    "null if exists": _conditioned("NullIfExists", "aws:TagKeys", "true"),
    "null of neither": _conditioned("Null", "aws:TagKeys", "maybe"),
    "any value if exists": _conditioned("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", "x"),
    "unqualified on several values": _conditioned("StringEquals", "dynamodb:LeadingKeys", "x"),
    "unknown global key": _conditioned("StringEquals", "aws:PrincipalOrgID", "o-1"),
    "unknown service key": _conditioned("StringEquals", "dynamodb:Nothing", "x"),
    "unknown service": _conditioned("StringEquals", "s4:prefix", "x"),
    "family without its part": _conditioned("StringEquals", "aws:PrincipalTag/", "x"),
    "not a number": _conditioned("NumericEquals", "sts:ExternalId", "one"),
    "not a date": _conditioned("DateLessThan", "aws:CurrentTime", "soon"),
    "month thirteen": _conditioned("DateLessThan", "aws:CurrentTime", "2026-13-01"),
    "year or seconds": _conditioned("DateLessThan", "aws:CurrentTime", "2026"),
    "time without zone": _conditioned("DateLessThan", "aws:CurrentTime", "2026-11-20T16:00:00"),
    "not a boolean": _conditioned("Bool", "aws:SecureTransport", "yes"),
    "not base64": _conditioned("BinaryEquals", "sts:ExternalId", "?"),
    "not an address": _conditioned("IpAddress", "aws:SourceIp", "here"),
    "address with host bits": _conditioned("IpAddress", "aws:SourceIp", "192.0.2.1/24"),
    "variable in a date": _conditioned("DateLessThan", "aws:CurrentTime", "${aws:CurrentTime}"),
    "not an arn": _conditioned("ArnLike", "aws:SourceArn", "*"),
    "unfinished variable": _conditioned("StringEquals", "aws:username", "${aws:username"),
    "empty variable": _conditioned("StringEquals", "aws:username", "${}"),
    "unknown variable": _conditioned("StringEquals", "aws:username", "${aws:Nothing}"),
    "default without quotes": _conditioned("StringEquals", "aws:username", "${aws:username, x}"),
    "default without space": _conditioned("StringEquals", "aws:username", "${aws:username,'x'}"),
    "nested variable": _conditioned("StringEquals", "aws:username", "${aws:PrincipalTag/${aws:username}}"),
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
@pytest.mark.parametrize("other_service", [False, True])
def test_unknown_statement_refuses(statement: object, *, other_service: bool) -> None:
    """A statement that is not understood refuses every request under its policy, also one that it is not about."""
    if other_service and isinstance(statement, dict) and statement.get("Action") == "*":
        statement = statement | {"Action": "s3:GetObject"}
    odd = NamedPolicy("odd", {"Version": "2012-10-17", "Statement": [statement]})
    with pytest.raises(UnsupportedPolicyError, match="odd"):
        evaluate(REQUEST, CALLER, identity=[ALLOW, odd])
    with pytest.raises(UnsupportedPolicyError):
        evaluate(REQUEST, CALLER, identity=[ALLOW], session=[ALLOW, odd])
    with pytest.raises(UnsupportedPolicyError):
        evaluate(REQUEST, CALLER, identity=[ALLOW], boundary=odd)


DOCUMENTS: dict[str, Any] = {
    "not an object": [GOOD],
    "unknown element": {"Version": "2012-10-17", "Statement": [GOOD], "Comment": "x"},
    "unknown version": {"Version": "2020-01-01", "Statement": [GOOD]},
    "version as a number": {"Version": 20121017, "Statement": [GOOD]},
    "no statement": {"Version": "2012-10-17"},
    "empty statement": {"Version": "2012-10-17", "Statement": []},
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_unknown_document_refuses(document: object) -> None:
    """A document of another shape refuses."""
    with pytest.raises(UnsupportedPolicyError, match="odd"):
        evaluate(REQUEST, CALLER, identity=[ALLOW, NamedPolicy("odd", document)])


PRINCIPALS: dict[str, Any] = {
    "no principal": GOOD,
    "no resource": {"Effect": "Allow", "Action": "*", "Principal": ROLE},
    "empty": GOOD | {"Principal": {}},
    "empty list": GOOD | {"Principal": {"AWS": []}},
    "plain text": GOOD | {"Principal": DECIDE},
    "federated": GOOD | {"Principal": {"Federated": "cognito-identity.amazonaws.com"}},
    "canonical user": GOOD | {"Principal": {"CanonicalUser": "79a5"}},
    "unique id": GOOD | {"Principal": {"AWS": "AROAEXAMPLE"}},
    "wildcard in an arn": GOOD | {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"}},
    "wildcard service": GOOD | {"Principal": {"Service": "*"}},
    "account without root": GOOD | {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}"}},
    "not principal in an allow": GOOD | {"NotPrincipal": ROLE},
    "both": GOOD | {"Effect": "Deny", "Principal": ROLE, "NotPrincipal": ROLE},
}


@pytest.mark.parametrize("statement", PRINCIPALS.values(), ids=PRINCIPALS.keys())
def test_unknown_resource_policy_refuses(statement: object) -> None:
    """A resource policy whose principal is not understood refuses what the identity policies allow."""
    odd = NamedPolicy("odd", {"Version": "2012-10-17", "Statement": [statement]})
    with pytest.raises(UnsupportedPolicyError):
        evaluate(REQUEST, CALLER, identity=[ALLOW], resource=odd)


def test_trust_policy_with_resource_refuses() -> None:
    """A trust policy has no Resource."""
    request = Request("sts:AssumeRole", DECIDE, {})
    with pytest.raises(UnsupportedPolicyError):
        evaluate(request, CALLER, identity=[ALLOW], resource=one(Principal=ROLE))


REQUESTS = {
    "action without service": Request("GetItem", RECORDS, {}),
    "wildcard action": Request("dynamodb:*", RECORDS, {}),
    "resource that is no arn": Request("dynamodb:GetItem", "proviso-records", {}),
    "key twice": Request("dynamodb:GetItem", RECORDS, {"aws:SourceIp": "192.0.2.1", "AWS:sourceip": "192.0.2.2"}),
    "several values": Request("dynamodb:GetItem", RECORDS, {"aws:SourceIp": ("192.0.2.1",)}),
    "list": Request("dynamodb:GetItem", RECORDS, {"dynamodb:LeadingKeys": ["a"]}),  # type: ignore[dict-item]
    "another principal": Request("dynamodb:GetItem", RECORDS, {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/x"}),
    "another tag": Request("dynamodb:GetItem", RECORDS, {"aws:PrincipalTag/case": "CASEB"}),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
def test_odd_request_refuses(request_: Request) -> None:
    """A request that is malformed, or that contradicts its principal, refuses."""
    with pytest.raises(UnsupportedPolicyError):
        evaluate(request_, CALLER, identity=[ALLOW])


ODD_CALLERS = [
    ("role_session", f"arn:aws:sts::{ACCOUNT}:assumed-role/other/s", DECIDE, ACCOUNT),
    ("role_session", f"arn:aws:sts::{ACCOUNT}:assumed-role/proviso-decide/s", None, ACCOUNT),
    ("role_session", f"arn:aws:sts::{ACCOUNT}:assumed-role/proviso-decide/s", DECIDE, "210987654321"),
    ("role_session", DECIDE, DECIDE, ACCOUNT),
    ("user", f"arn:aws:iam::{ACCOUNT}:user/x", DECIDE, ACCOUNT),
    ("user", f"arn:aws:iam::{ACCOUNT}:root", None, ACCOUNT),
    ("root", f"arn:aws:iam::{ACCOUNT}:root", None, "210987654321"),
]


@pytest.mark.parametrize(("kind", "arn", "role", "account"), ODD_CALLERS)
def test_contradictory_principal_is_none(kind: object, arn: str, role: str | None, account: str) -> None:
    """A caller whose ARN, role and account do not agree cannot be made."""
    with pytest.raises(ValueError, match="arn:aws"):
        Principal(kind, arn, role, account, {})


def test_tags_that_differ_in_case_refuse() -> None:
    """Two tags that AWS would not tell apart refuse."""
    with pytest.raises(UnsupportedPolicyError):
        evaluate(REQUEST, session_of(DECIDE, tags={"case": "A", "Case": "B"}), identity=[ALLOW])


def test_json_with_a_member_twice_refuses() -> None:
    """A document in which a member comes twice is not read as its last one."""
    text = json.dumps({"Version": "2012-10-17", "Statement": [GOOD]})
    assert evaluate(REQUEST, CALLER, identity=[NamedPolicy.from_json("p", text)]).allowed
    with pytest.raises(UnsupportedPolicyError):
        NamedPolicy.from_json("p", text.replace('"Action": "*"', '"Action": "s3:*", "Action": "*"'))
    with pytest.raises(UnsupportedPolicyError):
        NamedPolicy.from_json("p", "{")
