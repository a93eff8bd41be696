"""Elements of a statement, and how the policies of one account add up."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.iam import NamedPolicy, Principal, Request, Verdict, evaluate

from .proviso import ACCOUNT, CASE_ACCESS, CONTENT_KEY, DECIDE, LEDGER, RECORDS, one, service, session_of, user

SESSION = session_of(CASE_ACCESS)
USER = user()
ROOT = Principal("root", f"arn:aws:iam::{ACCOUNT}:root", None, ACCOUNT, {})
SERVICE = service()
GET = Request("dynamodb:GetItem", RECORDS, {})
ALLOW = one(name="yes")
SILENT = one(name="other", Action="s3:GetObject")


def on(resource: str, action: str = "dynamodb:GetItem") -> Request:
    """A request without context."""
    return Request(action, resource, {})


def names(**principal: object) -> NamedPolicy:
    """A resource policy that allows whom it names."""
    return one(name="resource", Principal=principal or "*")


ACTIONS = [
    ("Action", "dynamodb:GetItem", True),
    ("Action", "DynamoDB:getitem", True),
    ("Action", "dynamodb:*", True),
    ("Action", "dynamodb:Get*", True),
    ("Action", "dynamodb:?etItem", True),
    ("Action", "dynamodb:Get", False),
    ("Action", "dynamodb:BatchGetItem", False),
    ("Action", "s3:*", False),
    ("Action", ["s3:*", "dynamodb:GetItem"], True),
    ("NotAction", "dynamodb:GetItem", False),
    ("NotAction", "dynamodb:Put*", True),
    ("NotAction", ["s3:*", "dynamodb:Get*"], False),
]


@pytest.mark.parametrize(("element", "value", "expected"), ACTIONS)
def test_action(element: str, value: object, *, expected: bool) -> None:
    """An action matches without case and with wildcards; NotAction matches what it does not list."""
    assert evaluate(GET, SESSION, identity=[one(**{element: value})]).allowed is expected


RESOURCES = [
    ("Resource", "*", RECORDS, True),
    ("Resource", "*", "*", True),
    ("Resource", RECORDS, "*", False),
    ("Resource", RECORDS, RECORDS, True),
    ("Resource", RECORDS, f"{RECORDS}/index/x", False),
    ("Resource", f"{RECORDS}/*", f"{RECORDS}/index/x", True),
    ("Resource", f"arn:aws:dynamodb:*:{ACCOUNT}:table/proviso-*", RECORDS, True),
    ("Resource", "arn:aws:dynamodb:*:*:table/proviso-ledger", RECORDS, False),
    ("Resource", RECORDS.upper().replace("ARN:AWS", "arn:aws"), RECORDS, False),
    ("Resource", f"arn:aws:dynamodb:eu-west-?:{ACCOUNT}:table/proviso-records", RECORDS, True),
    ("Resource", f"arn:aws:dynamodb:*:{ACCOUNT}:records", RECORDS, False),
    ("Resource", [LEDGER, RECORDS], RECORDS, True),
    ("Resource", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", True),
    ("NotResource", LEDGER, RECORDS, True),
    ("NotResource", [LEDGER, RECORDS], RECORDS, False),
    ("NotResource", "*", RECORDS, False),
]


@pytest.mark.parametrize(("element", "value", "resource", "expected"), RESOURCES)
def test_resource(element: str, value: object, resource: str, *, expected: bool) -> None:
    """A resource matches part by part, with case; NotResource matches what it does not list."""
    assert evaluate(on(resource), SESSION, identity=[one(**{element: value})]).allowed is expected


@pytest.mark.parametrize(
    ("tags", "resource", "expected"),
    [
        ({"case": "A"}, f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table/A", True),
        ({"case": "A"}, f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table/B", False),
        ({}, f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table/", False),
        ({"case": ""}, f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table/", False),
    ],
)
def test_variable_in_resource(tags: dict[str, str], resource: str, *, expected: bool) -> None:
    """A variable in a resource is its key's value; without a value the resource matches nothing."""
    policy = one(Resource=f"arn:aws:dynamodb:eu-west-2:{ACCOUNT}:table/${{aws:PrincipalTag/case}}")
    assert evaluate(on(resource), session_of(CASE_ACCESS, tags=tags), identity=[policy]).allowed is expected


def test_single_statement_needs_no_list() -> None:
    """Statement may be one object, and a statement without Sid is named by its place."""
    policy = NamedPolicy("p", {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    assert evaluate(GET, SESSION, identity=[policy]) == Verdict(allowed=True, why="allowed:p:#0")


DENY = one("Deny", name="no", Condition={"StringNotEquals": {"sts:ExternalId": "x"}})


@pytest.mark.parametrize("layer", ["identity", "session", "boundary", "resource"])
@pytest.mark.parametrize("caller", [SESSION, USER, ROOT], ids=["session", "user", "root"])
def test_deny_anywhere_wins(layer: str, caller: Principal) -> None:
    """A Deny that applies decides, in whichever policy it stands and whatever else allows."""
    layers: dict[str, Any] = {
        "identity": [ALLOW],
        "session": [ALLOW],
        "boundary": ALLOW,
        "resource": names(AWS=[CASE_ACCESS, SESSION.arn, USER.arn, "*"]),
    }
    assert evaluate(GET, caller, **layers).allowed
    if layer == "resource":
        layers[layer] = one("Deny", name="no", Principal={"AWS": ACCOUNT})
    else:
        layers[layer] = DENY if layer == "boundary" else [ALLOW, DENY]
    assert evaluate(GET, caller, **layers) == Verdict(allowed=False, why="explicit_deny:no:s")


IDENTITY_ONLY: list[tuple[dict[str, Any], str]] = [
    ({"identity": []}, "implicit_deny:identity"),
    ({"identity": [SILENT]}, "implicit_deny:identity"),
    ({"identity": [SILENT, ALLOW]}, "allowed:yes:s"),
    ({"identity": [ALLOW], "session": [ALLOW]}, "allowed:yes:s"),
    ({"identity": [ALLOW], "session": [SILENT]}, "implicit_deny:session"),
    ({"identity": [ALLOW], "session": [SILENT, ALLOW]}, "allowed:yes:s"),
    ({"identity": [ALLOW], "session": []}, "implicit_deny:session"),
    ({"identity": [SILENT], "session": [ALLOW]}, "implicit_deny:identity"),
    ({"identity": [ALLOW], "boundary": SILENT}, "implicit_deny:boundary"),
    ({"identity": [ALLOW], "boundary": ALLOW}, "allowed:yes:s"),
    ({"identity": [SILENT], "boundary": ALLOW}, "implicit_deny:identity"),
    ({"identity": [ALLOW], "session": [ALLOW], "boundary": SILENT}, "implicit_deny:boundary"),
]


@pytest.mark.parametrize(("layers", "why"), IDENTITY_ONLY)
def test_identity_session_and_boundary_must_all_allow(layers: dict[str, Any], why: str) -> None:
    """Without a resource policy, identity, session policy and boundary all allow, or it is refused."""
    assert evaluate(GET, SESSION, **layers).why == why


TABLE_POLICY: list[tuple[Principal, dict[str, Any], dict[str, Any], str]] = [
    # the account alone hands the decision over, and grants nothing
    (SESSION, {"AWS": ACCOUNT}, {}, "implicit_deny:identity"),
    (SESSION, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {}, "implicit_deny:identity"),
    (SESSION, {"AWS": ACCOUNT}, {"identity": [ALLOW]}, "allowed:yes:s"),
    # the role: a union with identity, held back by session policy and boundary
    (SESSION, {"AWS": CASE_ACCESS}, {}, "allowed:resource:s"),
    (SESSION, {"AWS": CASE_ACCESS}, {"session": [SILENT]}, "implicit_deny:session"),
    (SESSION, {"AWS": CASE_ACCESS}, {"session": [ALLOW]}, "allowed:resource:s"),
    (SESSION, {"AWS": CASE_ACCESS}, {"boundary": SILENT}, "implicit_deny:boundary"),
    (SESSION, {"AWS": DECIDE}, {}, "implicit_deny:identity"),
    (SESSION, {"AWS": DECIDE}, {"identity": [ALLOW]}, "allowed:yes:s"),
    # the session itself: nothing that is merely silent holds it back
    (SESSION, {"AWS": SESSION.arn}, {}, "allowed:resource:s"),
    (SESSION, {"AWS": SESSION.arn}, {"session": [SILENT], "boundary": SILENT}, "allowed:resource:s"),
    (SESSION, {"AWS": f"{SESSION.arn}x"}, {}, "implicit_deny:identity"),
    # anyone: as AWS documents, neither session policy nor boundary holds it back
    (SESSION, {"AWS": "*"}, {"session": [SILENT], "boundary": SILENT}, "allowed:resource:s"),
    # a user: not held back by the boundary
    (USER, {"AWS": USER.arn}, {"boundary": SILENT}, "allowed:resource:s"),
    (USER, {"AWS": user("else").arn}, {}, "implicit_deny:identity"),
    # several names: the one that is worth most counts
    (SESSION, {"AWS": [CASE_ACCESS, SESSION.arn]}, {"session": [SILENT]}, "allowed:resource:s"),
    # a service needs to be named
    (SERVICE, {"Service": "cloudtrail.amazonaws.com"}, {}, "allowed:resource:s"),
    (SERVICE, {"Service": "lambda.amazonaws.com"}, {"identity": [ALLOW]}, "implicit_deny:resource"),
    (SERVICE, {"AWS": ACCOUNT}, {"identity": [ALLOW]}, "implicit_deny:resource"),
    (SESSION, {"Service": "cloudtrail.amazonaws.com"}, {}, "implicit_deny:identity"),
    # the account's root user has what it is given
    (ROOT, {"AWS": ACCOUNT}, {}, "implicit_deny:identity"),
    (ROOT, {"AWS": ACCOUNT}, {"identity": [ALLOW]}, "allowed:yes:s"),
]


@pytest.mark.parametrize(("caller", "principal", "layers", "why"), TABLE_POLICY)
def test_resource_policy_counts_by_how_it_names(
    caller: Principal, principal: dict[str, Any], layers: dict[str, Any], why: str
) -> None:
    """What a resource policy's Allow is worth depends on the form in which it names the caller."""
    assert evaluate(GET, caller, resource=names(**principal), **({"identity": []} | layers)).why == why


KEY_POLICY: list[tuple[Principal, dict[str, Any] | None, dict[str, Any], str]] = [
    (SESSION, None, {"identity": [ALLOW]}, "implicit_deny:key_policy"),
    (SESSION, {"AWS": DECIDE}, {"identity": [ALLOW]}, "implicit_deny:key_policy"),
    (SESSION, {"AWS": ACCOUNT}, {"identity": [ALLOW]}, "allowed:yes:s"),
    (SESSION, {"AWS": ACCOUNT}, {"identity": []}, "implicit_deny:identity"),
    (SESSION, {"AWS": ACCOUNT}, {"identity": [ALLOW], "session": [SILENT]}, "implicit_deny:session"),
    (SESSION, {"AWS": CASE_ACCESS}, {"identity": []}, "allowed:resource:s"),
    (SESSION, {"AWS": CASE_ACCESS}, {"identity": [], "session": [SILENT]}, "implicit_deny:session"),
    (SESSION, {"AWS": CASE_ACCESS}, {"identity": [], "session": [ALLOW]}, "allowed:resource:s"),
    (SESSION, {"AWS": SESSION.arn}, {"identity": [], "session": [SILENT]}, "allowed:resource:s"),
    (SERVICE, None, {"identity": [ALLOW]}, "implicit_deny:key_policy"),
    (SERVICE, {"Service": "cloudtrail.amazonaws.com"}, {"identity": []}, "allowed:resource:s"),
    (ROOT, None, {"identity": [ALLOW]}, "implicit_deny:key_policy"),
]


@pytest.mark.parametrize(("caller", "principal", "layers", "why"), KEY_POLICY)
def test_key_policy_is_always_needed(
    caller: Principal, principal: dict[str, Any] | None, layers: dict[str, Any], why: str
) -> None:
    """A key's policy names the caller, or hands the decision to the account, or nobody may use the key."""
    resource = None if principal is None else names(**principal)
    assert evaluate(on(CONTENT_KEY, "kms:Decrypt"), caller, resource=resource, **layers).why == why


def test_key_policy_hands_over_action_by_action() -> None:
    """A key policy that hands some actions to the account does not hand over the others."""
    handed = one(name="resource", Principal={"AWS": ACCOUNT}, Action="kms:Describe*")
    assert evaluate(on(CONTENT_KEY, "kms:DescribeKey"), SESSION, identity=[ALLOW], resource=handed).allowed
    refused = evaluate(on(CONTENT_KEY, "kms:Decrypt"), SESSION, identity=[ALLOW], resource=handed)
    assert refused.why == "implicit_deny:key_policy"


def test_without_a_key_identity_decides() -> None:
    """KMS actions on no key, such as ListKeys, need no key policy."""
    assert evaluate(on("*", "kms:ListKeys"), SESSION, identity=[ALLOW]).allowed


CHAIN = [ACCOUNT, CASE_ACCESS, SESSION.arn]
NOT_NAMED: list[tuple[Principal, list[str], bool]] = [
    (SESSION, CHAIN, True),
    (SESSION, CHAIN[1:], False),
    (SESSION, CHAIN[:2], False),
    (SESSION, [ACCOUNT], False),
    (SESSION, ["*"], True),
    (USER, [ACCOUNT, USER.arn], True),
    (USER, [USER.arn], False),
    (SERVICE, CHAIN, False),
]


@pytest.mark.parametrize(("caller", "named", "expected"), NOT_NAMED)
def test_not_principal_leaves_out_only_the_whole_chain(caller: Principal, named: list[str], *, expected: bool) -> None:
    """A Deny with NotPrincipal spares a caller only when its account, role and session are all named."""
    resource = NamedPolicy(
        "resource",
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "NotPrincipal": {"AWS": named}, "Action": "*", "Resource": "*"},
            ],
        },
    )
    assert evaluate(GET, caller, identity=[ALLOW], resource=resource).allowed is expected


def test_another_account_is_refused() -> None:
    """A resource of another account is refused even where both sides allow."""
    foreign = on(RECORDS.replace(ACCOUNT, "210987654321"))
    verdict = evaluate(foreign, SESSION, identity=[ALLOW], resource=names(AWS=SESSION.arn))
    assert verdict.why == "implicit_deny:cross_account"
    assert evaluate(on("arn:aws:s3:::bucket/key", "s3:GetObject"), SESSION, identity=[ALLOW]).allowed


FILLED = [
    (SESSION, "aws:PrincipalArn", CASE_ACCESS),
    (SESSION, "aws:PrincipalAccount", ACCOUNT),
    (SESSION, "aws:PrincipalType", "AssumedRole"),
    (SESSION, "aws:PrincipalIsAWSService", "false"),
    (session_of(CASE_ACCESS, tags={"a b": "c"}), "aws:PrincipalTag/A b", "c"),
    (USER, "aws:PrincipalArn", USER.arn),
    (USER, "aws:PrincipalType", "User"),
    (USER, "aws:username", "operator"),
    (ROOT, "aws:PrincipalType", "Account"),
]


@pytest.mark.parametrize(("caller", "key", "value"), FILLED)
def test_principal_fills_the_context(caller: Principal, key: str, value: str) -> None:
    """Keys that follow from who calls need not be in the request's context."""
    assert evaluate(GET, caller, identity=[one(Condition={"StringEquals": {key: value}})]).allowed
    assert not evaluate(GET, caller, identity=[one(Condition={"StringNotEquals": {key: value}})]).allowed


@pytest.mark.parametrize("key", ["aws:username", "aws:userid", "aws:PrincipalServiceName"])
def test_principal_gives_no_other_keys(key: str) -> None:
    """A role session has no user name, and keys that do not follow from who calls stay absent."""
    assert evaluate(GET, SESSION, identity=[one(Condition={"Null": {key: "true"}})]).allowed


def test_service_is_known_by_its_name() -> None:
    """A service's requests say so and carry its name."""
    block = {"Bool": {"aws:PrincipalIsAWSService": "true"}, "StringEquals": {"aws:PrincipalServiceName": SERVICE.arn}}
    resource = one(name="resource", Principal={"Service": SERVICE.arn}, Condition=block)
    assert evaluate(GET, SERVICE, identity=[], resource=resource).allowed
