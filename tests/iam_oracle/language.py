"""Generated cases of the policy language: operators, sets, variables, elements."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.iam.proviso import ACCOUNT, CASE_ACCESS, DECIDE, LEDGER, RECORDS, session_of

from .cases import Case, Document, allow, deny, policy
from .chances import BUCKET, CASES, TIMES, chance, some, tags

_WORDS = ["abc", "ABC", "a*c", "abbc", "ab", "x y", "a?c", "a.c"]
_VALUES: dict[str, tuple[str, list[str], list[str]]] = {
    # operator family: key, values in policies, values in requests
    "Numeric": ("sts:ExternalId", ["10", "9.5", "-3", "10.0"], ["10", "9.99", "-3", "11"]),
    "Date": ("aws:CurrentTime", [*TIMES, "2026-11-20", "2026-11-20T17:00:30+01:00"], TIMES),
    "Arn": (
        "aws:SourceArn",
        ["arn:aws:s3:::proviso-*", BUCKET, "arn:aws:sns:*:1:*", "arn:aws:sns:eu-west-?:1:t:*"],
        [BUCKET, "arn:aws:s3:::other", "arn:aws:sns:eu-west-2:1:t:x:y"],
    ),
    "Ip": (
        "aws:SourceIp",
        ["192.0.2.0/24", "192.0.2.7", "2001:db8::/32"],
        ["192.0.2.7", "198.51.100.1", "2001:db8::1"],
    ),
}
_COMPARISONS = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
_OPERATORS: list[tuple[str, list[str]]] = [
    ("Numeric", [f"Numeric{name}" for name in _COMPARISONS]),
    ("Date", [f"Date{name}" for name in _COMPARISONS]),
    ("Arn", ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"]),
    ("Ip", ["IpAddress", "NotIpAddress"]),
]
_TEXT_OPERATORS = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
]


def _one_or_list(random: Random, values: list[Any]) -> Any:
    return values[0] if len(values) == 1 and chance(random) else values


def _on_one_condition(random: Random, block: Document, context: dict[str, Any]) -> Case:
    """The condition in an Allow, or in a Deny beside an Allow of everything."""
    statements = [allow(Condition=block)] if chance(random, 0.6) else [allow(), deny(Condition=block)]
    return Case(session_of(DECIDE), "dynamodb:GetItem", RECORDS, context, (policy(*statements),))


def operators(random: Random) -> Case:
    """One typed or text operator on a key of one value, with and without IfExists, key there or not."""
    if chance(random):
        kind, names = random.choice(_OPERATORS)
        key, wanted, actual = _VALUES[kind]
    else:
        names, key, wanted, actual = _TEXT_OPERATORS, "sts:ExternalId", _WORDS, _WORDS
    operator = random.choice(names) + ("IfExists" if chance(random, 0.25) else "")
    block = {operator: {key: _one_or_list(random, some(random, wanted, 2))}}
    context = {key: random.choice(actual)} if chance(random, 0.85) else {}
    return _on_one_condition(random, block, context)


def sets(random: Random) -> Case:
    """ForAllValues and ForAnyValue on keys of several values, with and without the Null guard, key there or not."""
    key = random.choice(["dynamodb:LeadingKeys", "dynamodb:Attributes", "aws:TagKeys"])
    qualifier = random.choice(["ForAllValues", "ForAnyValue"])
    if_exists = "IfExists" if qualifier == "ForAllValues" and chance(random, 0.2) else ""
    operator = f"{qualifier}:{random.choice(_TEXT_OPERATORS)}{if_exists}"
    block: Document = {operator: {key: _one_or_list(random, some(random, _WORDS))}}
    if chance(random, 0.4):
        block["Null"] = {key: random.choice(["true", "false"])}
    context = {key: some(random, _WORDS)} if chance(random, 0.8) else {}
    return _on_one_condition(random, block, context)


def mixed(random: Random) -> Case:
    """Several operators and keys in one Condition element, also Null, Bool and bytes."""
    options: list[tuple[str, str, Any]] = [
        ("Bool", "aws:SecureTransport", random.choice(["true", "false"])),
        ("BoolIfExists", "aws:SecureTransport", "true"),
        ("Null", "aws:SecureTransport", random.choice(["true", "false"])),
        ("BinaryEquals", "sts:ExternalId", random.choice(["QUJD", "QUJE"])),
        ("DateLessThan", "aws:CurrentTime", random.choice(TIMES)),
        ("StringEquals", "aws:PrincipalTag/case", random.choice(CASES)),
        ("StringNotEquals", "aws:PrincipalTag/case", random.choice(CASES)),
        ("StringLike", "aws:PrincipalArn", "*role/proviso-*"),
        ("ArnLike", "aws:PrincipalArn", random.choice([CASE_ACCESS, DECIDE, f"arn:aws:iam::{ACCOUNT}:role/*"])),
        ("IpAddress", "aws:SourceIp", "192.0.2.0/24"),
    ]
    block: Document = {}
    for operator, key, value in some(random, options):
        block.setdefault(operator, {})[key] = value
    context: dict[str, Any] = {
        "aws:SecureTransport": random.choice(["true", "false"]),
        "aws:CurrentTime": random.choice(TIMES),
        "aws:SourceIp": random.choice(["192.0.2.9", "198.51.100.9"]),
        "sts:ExternalId": "QUJD",
    }
    context = {key: value for key, value in context.items() if chance(random, 0.85)}
    statements = [allow(Condition=block)] if chance(random) else [allow(), deny(Condition=block)]
    caller = session_of(random.choice([CASE_ACCESS, DECIDE]), tags=tags(random))
    return Case(caller, "dynamodb:GetItem", RECORDS, context, (policy(*statements),))


def variables(random: Random) -> Case:
    """Policy variables in resources and conditions: with a value, without one, with a default, as plain text."""
    table = f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table"
    version = "2012-10-17" if chance(random, 0.9) else "2008-10-17"
    key = random.choice(["aws:PrincipalTag/case", "AWS:principaltag/CASE"])
    variable = random.choice([f"${{{key}}}", f"${{{key}, 'CASEB'}}"])
    case = random.choice(CASES)
    caller = session_of(CASE_ACCESS, tags={"case": case} if chance(random, 0.75) else {})
    actual = case if chance(random, 0.6) else random.choice([*CASES, "$x", "casea"])
    if chance(random, 0.4):
        pattern = random.choice([f"{table}/{variable}", f"{table}/*{variable}", f"{table}/{variable}*"])
        document_ = policy(allow(Resource=pattern), version=version)
        return Case(caller, "dynamodb:GetItem", f"{table}/{actual}", {}, (document_,))
    operator = random.choice(
        ["StringEquals", "StringLike", "StringEqualsIgnoreCase", "StringNotEquals", "StringNotLike"]
    )
    value = random.choice([variable, variable, f"{variable}*" if operator.endswith("Like") else variable, "${$}x"])
    block = {operator: {"sts:ExternalId": value}}
    document_ = policy(allow(Condition=block), version=version)
    return Case(caller, "dynamodb:GetItem", RECORDS, {"sts:ExternalId": actual}, (document_,))


def elements(random: Random) -> Case:
    """Action, NotAction, Resource and NotResource with wildcards, in Allows and Denies."""
    actions = ["dynamodb:*", "dynamodb:Get*", "dynamodb:getitem", "dynamodb:?etItem", "s3:*", "kms:Decrypt", "*"]
    resources = [
        "*",
        RECORDS,
        f"{RECORDS}/*",
        f"arn:aws:dynamodb:*:{ACCOUNT}:table/proviso-*",
        f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table/proviso-?edger",
        "arn:aws:s3:::*",
        "arn:aws:s3:::proviso-trail/AWSLogs/*",
    ]
    statements = []
    for _ in range(random.randint(1, 3)):
        action = {random.choice(["Action", "Action", "NotAction"]): _one_or_list(random, some(random, actions, 2))}
        place = {
            random.choice(["Resource", "Resource", "NotResource"]): _one_or_list(random, some(random, resources, 2))
        }
        statements.append((allow if chance(random, 0.65) else deny)(**action, **place))
    asked, on = random.choice(
        [
            ("dynamodb:GetItem", RECORDS),
            ("dynamodb:PutItem", LEDGER),
            ("dynamodb:Query", f"{RECORDS}/index/by-time"),
            ("s3:GetObject", f"{BUCKET}/AWSLogs/x/y.gz"),
            ("s3:PutObject", f"{BUCKET}/other:z"),
        ]
    )
    return Case(session_of(DECIDE), asked, on, {}, (policy(*statements),))
