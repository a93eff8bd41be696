"""Where the two evaluators are known to differ, and why ours is right or stricter.

Each entry has an example that is asked of both, so that an entry which no longer differs fails. `covers` says which
generated cases the entry explains; a mismatch that no entry explains fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.iam.proviso import ACCOUNT, CASE_ACCESS, DECIDE, RECORDS, session_of, user

from .cases import Case, Document, allow, deny, policy

CALLER = session_of(DECIDE)
LOGS = policy(allow(Action="logs:*"))
GET = "dynamodb:GetItem"
TIME = "2026-11-20T16:00:00Z"
Covers = Callable[[Case], bool]


@dataclass(frozen=True)
class Difference:
    """One known difference; `ours` may be `Unsupported`, a refusal to judge."""

    reason: str
    example: Case
    ours: str
    theirs: str
    covers: Covers = lambda _case: False


def _asked(block: Document, context: dict[str, str | list[str]], version: str = "2012-10-17") -> Case:
    return Case(CALLER, GET, RECORDS, context, (policy(allow(Condition=block), version=version),))


def _identity(case: Case) -> str:
    return json.dumps(case.identity)


def _names_the_caller(case: Case) -> bool:
    statements = (case.resource_policy or {"Statement": []})["Statement"]
    named = [one["Principal"] for one in statements if one["Effect"] == "Allow"]
    return any(one == "*" or "*" in one.get("AWS", ()) or case.caller.arn in one.get("AWS", ()) for one in named)


def _session_is_named(case: Case) -> bool:
    return case.caller.kind == "role_session" and case.session is not None and _names_the_caller(case)


def _escape_in_exact(case: Case) -> bool:
    return "${$}" in _identity(case) and "Like" not in _identity(case)


def _absent_and_negated(case: Case) -> bool:
    return "case" not in case.caller.tags and "StringNot" in _identity(case) and "${" in _identity(case)


def _address_of_the_other_kind(case: Case) -> bool:
    return ":" in str(case.context.get("aws:SourceIp", "")) and "NotIpAddress" in _identity(case)


def _user_in_trust(case: Case) -> bool:
    return case.action.startswith("sts:") and case.caller.kind == "user" and case.boundary is not None


def _wildcard_in_trust(case: Case) -> bool:
    return case.action.startswith("sts:") and case.boundary is not None and _names_the_caller(case)


_OTHER_ROLE = Case(
    CALLER,
    GET,
    RECORDS,
    resource_policy=policy(allow(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/PROVISO-decide"})),
)
_USER_ASSUMES = Case(
    user(),
    "sts:AssumeRole",
    CASE_ACCESS,
    resource_policy=policy(allow(Resource=None, Principal={"AWS": user().arn})),
    boundary=LOGS,
)

DIFFERENCES: dict[str, Difference] = {
    "session named by its ARN": Difference(
        "Policy evaluation logic: permissions granted directly to a session are not limited by an implicit deny in a "
        "session policy. The other lets a silent session policy refuse first.",
        Case(CALLER, GET, RECORDS, {}, (), LOGS, policy(allow(Principal={"AWS": CALLER.arn}))),
        "Allowed",
        "ImplicitlyDenied",
        _session_is_named,
    ),
    "session named by a wildcard": Difference(
        "Policy evaluation logic: session policies do not limit permissions granted with a wildcard principal.",
        Case(CALLER, GET, RECORDS, {}, (), LOGS, policy(allow(Principal="*"))),
        "Allowed",
        "ImplicitlyDenied",
        _session_is_named,
    ),
    "user named in a trust policy": Difference(
        "Update a role trust policy: the permissions boundary of a user whom the trust policy names must allow "
        "sts:AssumeRole. The other treats a trust policy as any resource policy here.",
        _USER_ASSUMES,
        "ImplicitlyDenied",
        "Allowed",
        lambda case: _user_in_trust(case) or _wildcard_in_trust(case),
    ),
    "variable without a value under a negated operator": Difference(
        "Policy variables with no value: inverted operators match against a null value.",
        _asked({"StringNotEquals": {"sts:ExternalId": "${aws:PrincipalTag/case}"}}, {"sts:ExternalId": "x"}),
        "Allowed",
        "ImplicitlyDenied",
        _absent_and_negated,
    ),
    "variables before 2012-10-17": Difference(
        "Variables and tags: without that Version, variables are literal strings. The other replaces them always.",
        Case(
            session_of(CASE_ACCESS, tags={"case": "A"}),
            GET,
            RECORDS,
            {"sts:ExternalId": "A"},
            (
                policy(
                    allow(Condition={"StringEquals": {"sts:ExternalId": "${aws:PrincipalTag/case}"}}),
                    version="2008-10-17",
                ),
            ),
        ),
        "ImplicitlyDenied",
        "Allowed",
        lambda case: "2008-10-17" in _identity(case) and "${" in _identity(case),
    ),
    "negated variable before 2012-10-17": Difference(
        "The same, where the literal string differs from the value.",
        Case(
            session_of(CASE_ACCESS, tags={"case": "A"}),
            GET,
            RECORDS,
            {"sts:ExternalId": "A"},
            (
                policy(
                    allow(Condition={"StringNotEquals": {"sts:ExternalId": "${aws:PrincipalTag/case}"}}),
                    version="2008-10-17",
                ),
            ),
        ),
        "Allowed",
        "ImplicitlyDenied",
        lambda case: "2008-10-17" in _identity(case) and "${" in _identity(case),
    ),
    "special characters in an exact operator": Difference(
        "Variables and tags, Special characters: usable in any string where regular variables are. The other resolves "
        "them only where wildcards are.",
        _asked({"StringEquals": {"sts:ExternalId": "${$}x"}}, {"sts:ExternalId": "$x"}),
        "Allowed",
        "ImplicitlyDenied",
        _escape_in_exact,
    ),
    "special characters in a negated exact operator": Difference(
        "The same, negated.",
        _asked({"StringNotEquals": {"sts:ExternalId": "${$}x"}}, {"sts:ExternalId": "$x"}),
        "ImplicitlyDenied",
        "Allowed",
        _escape_in_exact,
    ),
    "IPv6 caller, IPv4 address": Difference(
        "IP address operators: NotIpAddress is every address except the one named. The other asks for the same kind "
        "unless the policy gives a range.",
        _asked({"NotIpAddress": {"aws:SourceIp": "192.0.2.7"}}, {"aws:SourceIp": "2001:db8::1"}),
        "Allowed",
        "ImplicitlyDenied",
        _address_of_the_other_kind,
    ),
    "IPv6 caller, IPv4 address, in a Deny": Difference(
        "The same in a Deny.",
        Case(
            CALLER,
            GET,
            RECORDS,
            {"aws:SourceIp": "2001:db8::1"},
            (policy(allow(), deny(Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.7"}})),),
        ),
        "ExplicitlyDenied",
        "Allowed",
        _address_of_the_other_kind,
    ),
    "role without a trust policy": Difference(
        "Policy evaluation logic: role trust policies must explicitly allow access for principals. The other lets "
        "identity decide when no trust policy is given.",
        Case(CALLER, "sts:AssumeRole", CASE_ACCESS, {}, (policy(allow()),)),
        "ImplicitlyDenied",
        "Allowed",
        lambda case: case.action.startswith("sts:") and case.resource_policy is None,
    ),
    "seconds against a date": Difference(
        "Date operators: a date may be given in seconds since 1970. The other compares seconds with milliseconds.",
        _asked({"DateGreaterThan": {"aws:CurrentTime": "1795190401"}}, {"aws:CurrentTime": TIME}),
        "ImplicitlyDenied",
        "Allowed",
    ),
    "empty set": Difference(
        "Multivalued keys: a key without a value is a null dataset. Ours takes it for absent, so a Null false guard "
        "beside ForAllValues also stops an empty set.",
        _asked({"Null": {"dynamodb:LeadingKeys": "false"}}, {"dynamodb:LeadingKeys": []}),
        "ImplicitlyDenied",
        "Allowed",
    ),
    "NotPrincipal that names the role alone": Difference(
        "NotPrincipal: the account, the role and the session must all be named. The other is content with one.",
        Case(
            CALLER,
            GET,
            RECORDS,
            {},
            (policy(allow()),),
            resource_policy=policy(
                {key: value for key, value in deny(NotPrincipal={"AWS": DECIDE}).items() if key != "Principal"}
            ),
        ),
        "ExplicitlyDenied",
        "Allowed",
    ),
    "role named in another case": Difference(
        "Stricter: AWS would not keep a principal that is written otherwise than the role; ours asks for the very ARN.",
        _OTHER_ROLE,
        "ImplicitlyDenied",
        "Allowed",
    ),
    "GetCallerIdentity": Difference(
        "Stricter: AWS answers it without any permission; ours judges it as any other action, and whoever calls the "
        "evaluator may leave it out.",
        Case(CALLER, "sts:GetCallerIdentity", "*"),
        "ImplicitlyDenied",
        "Allowed",
    ),
    "resource of another account": Difference(
        "Stricter: ours knows one account.",
        Case(
            CALLER,
            GET,
            RECORDS.replace(ACCOUNT, "210987654321"),
            {},
            (policy(allow()),),
            resource_policy=policy(allow(Principal={"AWS": CALLER.arn})),
        ),
        "ImplicitlyDenied",
        "Allowed",
    ),
    "several values without a set operator": Difference(
        "Multivalued keys need ForAllValues or ForAnyValue; what happens otherwise is not documented. Ours refuses.",
        _asked({"StringNotEquals": {"dynamodb:LeadingKeys": "x"}}, {"dynamodb:LeadingKeys": ["x"]}),
        "Unsupported",
        "ImplicitlyDenied",
    ),
    "variable in NotResource": Difference(
        "Policy variables with no value: the listed resource matches nothing, so all others are covered. Ours refuses.",
        Case(
            CALLER,
            GET,
            RECORDS,
            {},
            (policy(allow(NotResource=f"{RECORDS}/${{aws:PrincipalTag/case}}")),),
        ),
        "Unsupported",
        "ImplicitlyDenied",
    ),
    "date that cannot be read": Difference(
        "Ours refuses what it cannot read instead of not matching: in a Deny that would loosen.",
        _asked({"DateLessThan": {"aws:CurrentTime": "soon"}}, {"aws:CurrentTime": TIME}),
        "Unsupported",
        "ImplicitlyDenied",
    ),
    "unknown operator": Difference(
        "Ours refuses what it does not know instead of not matching.",
        _asked({"StringMatches": {"sts:ExternalId": "x"}}, {"sts:ExternalId": "x"}),
        "Unsupported",
        "ImplicitlyDenied",
    ),
    "ARN cut short": Difference(
        "Ours refuses an incomplete ARN; the other adds wildcards.",
        Case(CALLER, GET, RECORDS, {}, (policy(allow(Resource="arn:aws:dynamodb:*")),)),
        "Unsupported",
        "Allowed",
    ),
}


def explains(case: Case, ours: str, theirs: str) -> bool:
    """Whether an entry explains this mismatch."""
    return any(one.covers(case) and (one.ours, one.theirs) == (ours, theirs) for one in DIFFERENCES.values())
