"""The product's own policies: case sessions, content key, ledger, and the mint of a session."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.iam import NamedPolicy, Principal, Request, UnsupportedPolicyError, evaluate, evaluate_assume_role

from .proviso import (
    ACCOUNT,
    CASE_ACCESS,
    CONTENT_KEY,
    DECIDE,
    LEDGER,
    NOW,
    RECORDS,
    TABLE_KEY,
    TAGS,
    document,
    one,
    policy,
    session_of,
    user,
)

WRITE = session_of(CASE_ACCESS, tags=TAGS)
READ = session_of(CASE_ACCESS, tags=TAGS | {"access": "read"})
INBOX = session_of(CASE_ACCESS, tags={k: v for k, v in TAGS.items() if k != "case"} | {"access": "inbox"})
DECIDER = session_of(DECIDE, "decide")
LATE = "2026-11-20T16:01:00Z"


def keys(*partitions: str, **more: object) -> dict[str, Any]:
    """The context of a table call on these partitions, inside a transaction, in time."""
    context = {"dynamodb:LeadingKeys": partitions, "dynamodb:EnclosingOperation": "TransactWriteItems"}
    return context | {"aws:CurrentTime": NOW} | {name.replace("__", ":"): value for name, value in more.items()}


MINE = ("case#CASEA.REC1",)
ROLE_ONLY: list[tuple[Principal, str, dict[str, Any], bool]] = [
    (WRITE, "PutItem", keys(*MINE), True),
    (WRITE, "PutItem", keys(*MINE, dynamodb__ReturnValues="NONE"), True),
    (WRITE, "PutItem", keys(*MINE, dynamodb__ReturnValues="ALL_OLD"), False),
    (WRITE, "PutItem", {**keys(*MINE), "dynamodb:EnclosingOperation": "BatchWriteItem"}, False),
    (WRITE, "PutItem", {"dynamodb:LeadingKeys": MINE}, False),
    (WRITE, "PutItem", keys(), False),
    (WRITE, "PutItem", keys("case#CASEB.REC1"), False),
    (WRITE, "PutItem", keys(*MINE, "case#CASEB.REC1"), False),
    (WRITE, "PutItem", keys("case#CASEAB.REC1"), False),
    (WRITE, "PutItem", keys("member#CASEA.force:11", "agency#force:11", "client#council"), True),
    (WRITE, "PutItem", keys("client#other"), False),
    (WRITE, "GetItem", keys(*MINE), False),
    (WRITE, "DeleteItem", keys(*MINE), False),
    (READ, "GetItem", keys(*MINE), True),
    (READ, "Query", keys("member#CASEA.force:11"), True),
    (READ, "Query", keys("agency#la:E06000047"), False),
    (READ, "Scan", keys(), False),
    (READ, "PutItem", keys(*MINE), False),
    (INBOX, "Query", keys("agency#la:E06000047"), True),
    (INBOX, "Query", keys("agency#force:11"), False),
    (INBOX, "GetItem", keys("case#.x"), False),
    (session_of(CASE_ACCESS), "GetItem", keys("case#.x"), False),
    (session_of(CASE_ACCESS, tags={"access": "read", "case": "CASEA"}), "GetItem", keys(*MINE), False),
]


@pytest.mark.parametrize(("caller", "action", "context", "expected"), ROLE_ONLY)
def test_case_session_stays_in_its_case(
    caller: Principal, action: str, context: dict[str, Any], *, expected: bool
) -> None:
    """By its role's policy alone a case session touches only its own case's partitions, in the ways its access says."""
    request = Request(f"dynamodb:{action}", RECORDS, context)
    assert evaluate(request, caller, identity=[policy("case_access")]).allowed is expected


NARROWED: list[tuple[str, dict[str, Any], str]] = [
    ("PutItem", keys(*MINE), "allowed:case_access:Write"),
    ("PutItem", keys("case#CASEA.REC2"), "implicit_deny:session"),
    ("PutItem", keys("member#CASEA.nhs:G7H8J"), "implicit_deny:session"),
    ("PutItem", keys(*MINE, "agency#force:11", "client#council"), "allowed:case_access:Write"),
    ("PutItem", keys(*MINE) | {"aws:CurrentTime": LATE}, "implicit_deny:session"),
    ("PutItem", {k: v for k, v in keys(*MINE).items() if k != "aws:CurrentTime"}, "implicit_deny:session"),
    ("GetItem", keys(*MINE), "implicit_deny:identity"),
    ("PutItem", keys(), "implicit_deny:session"),
]


@pytest.mark.parametrize(("action", "context", "why"), NARROWED)
def test_session_policy_narrows_to_one_decision(action: str, context: dict[str, Any], why: str) -> None:
    """The session policy leaves only this decision's partitions, and only until its end."""
    request = Request(f"dynamodb:{action}", RECORDS, context)
    assert evaluate(request, WRITE, identity=[policy("case_access")], session=[policy("session")]).why == why


def sealed(case: str, record: str, time: str = NOW) -> dict[str, Any]:
    """The context of a call on the content key."""
    return {
        "kms:EncryptionContext:case": case,
        "kms:EncryptionContext:record": record,
        "kms:EncryptionContextKeys": ("case", "record"),
        "aws:CurrentTime": time,
    }


CONTENT: list[tuple[Principal, str, dict[str, Any], str]] = [
    (WRITE, "GenerateDataKey", sealed("CASEA", "CASEA.REC1"), "allowed:content_key:CaseContent"),
    (WRITE, "GenerateDataKey", sealed("CASEB", "CASEA.REC1"), "implicit_deny:key_policy"),
    (WRITE, "GenerateDataKey", sealed("CASEA", "CASEA.REC2"), "implicit_deny:session"),
    (WRITE, "Decrypt", sealed("CASEA", "CASEA.REC1"), "implicit_deny:session"),
    (WRITE, "GenerateDataKey", sealed("CASEA", "CASEA.REC1", LATE), "implicit_deny:session"),
    (WRITE, "GenerateDataKey", {"aws:CurrentTime": NOW}, "implicit_deny:session"),
    (DECIDER, "Decrypt", sealed("CASEA", "CASEA.REC1"), "implicit_deny:session"),
]


@pytest.mark.parametrize(("caller", "action", "context", "why"), CONTENT)
def test_content_key_opens_one_record(caller: Principal, action: str, context: dict[str, Any], why: str) -> None:
    """The content key answers a case session for the record that its decision names, and for nothing else."""
    session = [one(name="wide")] if why.endswith("key_policy") else [policy("session")]
    request = Request(f"kms:{action}", CONTENT_KEY, context)
    verdict = evaluate(
        request, caller, identity=[policy("case_access")], session=session, resource=policy("content_key")
    )
    assert verdict.why == why


@pytest.mark.parametrize("caller", [DECIDER, user("administrator"), session_of(f"arn:aws:iam::{ACCOUNT}:role/admin")])
def test_administrator_cannot_decrypt(caller: Principal) -> None:
    """An identity policy that allows everything opens no content: the key policy hands over administration alone."""
    request = Request("kms:Decrypt", CONTENT_KEY, sealed("CASEA", "CASEA.REC1"))
    verdict = evaluate(request, caller, identity=[one(name="admin")], resource=policy("content_key"))
    assert verdict.why == "implicit_deny:key_policy"
    describe = Request("kms:DescribeKey", CONTENT_KEY, {})
    assert evaluate(describe, caller, identity=[one(name="admin")], resource=policy("content_key")).allowed


@pytest.mark.parametrize(("via", "expected"), [("dynamodb.eu-west-2.amazonaws.com", True), (None, False)])
def test_table_key_only_through_the_table(via: str | None, *, expected: bool) -> None:
    """The table's key decrypts through DynamoDB and not when called directly."""
    key_policy = one(name="table_key", Principal={"AWS": ACCOUNT}, Action="kms:Decrypt")
    context = {"aws:CurrentTime": NOW} | ({"kms:ViaService": via} if via else {})
    request = Request("kms:Decrypt", TABLE_KEY, context)
    verdict = evaluate(
        request, WRITE, identity=[policy("case_access")], session=[policy("session")], resource=key_policy
    )
    assert verdict.allowed is expected


LEDGER_CALLS: list[tuple[Principal, str, dict[str, Any], str]] = [
    (DECIDER, "PutItem", {"dynamodb:LeadingKeys": ("decision#DEC1",)}, "allowed:ledger:DecideWrites"),
    (DECIDER, "PutItem", {"dynamodb:LeadingKeys": ("other#DEC1",)}, "implicit_deny:identity"),
    (DECIDER, "UpdateItem", {"dynamodb:LeadingKeys": ("decision#DEC1",)}, "explicit_deny:ledger:NothingChanges"),
    (DECIDER, "DeleteItem", {"dynamodb:LeadingKeys": ("decision#DEC1",)}, "explicit_deny:ledger:NothingChanges"),
    (DECIDER, "PartiQLInsert", {}, "explicit_deny:ledger:NothingChanges"),
    (user("admin"), "PutItem", {"dynamodb:LeadingKeys": ("decision#DEC1",)}, "explicit_deny:ledger:OnlyDecideWrites"),
    (WRITE, "PutItem", {"dynamodb:LeadingKeys": ("decision#DEC1",)}, "explicit_deny:ledger:OnlyDecideWrites"),
]


@pytest.mark.parametrize(("caller", "action", "context", "why"), LEDGER_CALLS)
def test_ledger_is_appended_by_decide_alone(caller: Principal, action: str, context: dict[str, Any], why: str) -> None:
    """Nobody changes the ledger, whatever their rights, and only decide adds to it."""
    identity = [] if caller is DECIDER else [one(name="admin")]
    request = Request(f"dynamodb:{action}", LEDGER, context)
    assert evaluate(request, caller, identity=identity, resource=policy("ledger")).why == why


MINT: dict[str, Any] = {
    "sts:RoleSessionName": "DEC1",
    "aws:TagKeys": ("decision", "case", "agency", "client", "access"),
    **{f"aws:RequestTag/{key}": value for key, value in TAGS.items()},
}


def mint(context: dict[str, Any]) -> Request:
    """An AssumeRole on the case role."""
    return Request("sts:AssumeRole", CASE_ACCESS, context)


def without(*names: str) -> dict[str, Any]:
    """The mint's context without some keys."""
    return {key: value for key, value in MINT.items() if key not in names}


MINTS: list[tuple[Principal, dict[str, Any], str]] = [
    (DECIDER, MINT, "allowed:trust:DecideAssumes"),
    (DECIDER, MINT | {"sts:RoleSessionName": "DEC2"}, "implicit_deny:trust_policy"),
    (DECIDER, without("aws:RequestTag/decision"), "implicit_deny:trust_policy"),
    (DECIDER, without("aws:RequestTag/agency"), "implicit_deny:trust_policy"),
    (DECIDER, MINT | {"aws:RequestTag/access": "all"}, "implicit_deny:trust_policy"),
    (DECIDER, MINT | {"aws:TagKeys": ("decision", "role")}, "implicit_deny:trust_policy:sts:TagSession"),
    (DECIDER, {"sts:RoleSessionName": "DEC1"}, "implicit_deny:trust_policy"),
    (WRITE, MINT, "implicit_deny:trust_policy"),
    (user("admin"), MINT, "implicit_deny:trust_policy"),
]


@pytest.mark.parametrize(("caller", "context", "why"), MINTS)
def test_only_decide_mints_under_the_decisions_name(caller: Principal, context: dict[str, Any], why: str) -> None:
    """The case role is assumed by decide alone, with the required tags, under the decision's own name."""
    verdict = evaluate_assume_role(mint(context), caller, identity=[one(name="admin")], trust=policy("trust"))
    assert verdict.why == why


def test_tagging_is_a_permission_of_its_own() -> None:
    """A trust policy that allows AssumeRole without TagSession refuses a call that passes tags."""
    trust = one(name="trust", Principal={"AWS": DECIDE}, Action="sts:AssumeRole", Resource=None)
    assert evaluate_assume_role(mint(without(*MINT)), DECIDER, identity=[], trust=trust).allowed
    tagged = evaluate_assume_role(mint(MINT), DECIDER, identity=[], trust=trust)
    assert tagged.why == "implicit_deny:trust_policy:sts:TagSession"


def test_session_name_is_no_key_of_tagging() -> None:
    """A statement for both actions that asks for the session name does not allow TagSession, which has no such key."""
    trust = one(
        name="trust",
        Principal={"AWS": DECIDE},
        Action=["sts:AssumeRole", "sts:TagSession"],
        Resource=None,
        Condition={"StringEquals": {"sts:RoleSessionName": "DEC1"}},
    )
    assert evaluate_assume_role(mint({"sts:RoleSessionName": "DEC1"}), DECIDER, identity=[], trust=trust).allowed
    tagged = evaluate_assume_role(mint(MINT), DECIDER, identity=[], trust=trust)
    assert tagged.why == "implicit_deny:trust_policy:sts:TagSession"


def test_source_identity_is_a_permission_of_its_own() -> None:
    """A call that sets a source identity needs SetSourceIdentity too."""
    trust = one(name="trust", Principal={"AWS": DECIDE}, Action="sts:AssumeRole", Resource=None)
    named = evaluate_assume_role(mint({"sts:SourceIdentity": "x"}), DECIDER, identity=[], trust=trust)
    assert named.why == "implicit_deny:trust_policy:sts:SetSourceIdentity"


ADMIN = [one(name="admin")]
TRUSTS: list[tuple[Principal, Any, dict[str, Any], str]] = [
    (DECIDER, {"AWS": DECIDE}, {"identity": []}, "allowed:trust:s"),
    (DECIDER, {"AWS": ACCOUNT}, {"identity": []}, "implicit_deny:identity"),
    (DECIDER, {"AWS": ACCOUNT}, {"identity": ADMIN}, "allowed:admin:s"),
    (DECIDER, {"AWS": WRITE.role_arn}, {"identity": ADMIN}, "implicit_deny:trust_policy"),
    (DECIDER, {"AWS": DECIDE}, {"identity": [], "session": [one(Action="s3:*")]}, "implicit_deny:session"),
    (user(), {"AWS": user().arn}, {"identity": []}, "allowed:trust:s"),
    (user(), {"AWS": user().arn}, {"identity": [], "boundary": one(Action="s3:*")}, "implicit_deny:boundary"),
    (
        Principal("service", "lambda.amazonaws.com", None, "", {}),
        {"Service": "lambda.amazonaws.com"},
        {"identity": []},
        "allowed:trust:s",
    ),
    (
        Principal("service", "ec2.amazonaws.com", None, "", {}),
        {"Service": "lambda.amazonaws.com"},
        {"identity": []},
        "implicit_deny:trust_policy",
    ),
    (
        Principal("root", f"arn:aws:iam::{ACCOUNT}:root", None, ACCOUNT, {}),
        {"AWS": ACCOUNT},
        {"identity": ADMIN},
        "implicit_deny:root",
    ),
]


@pytest.mark.parametrize(("caller", "principal", "layers", "why"), TRUSTS)
def test_trust_policy_names_or_hands_over(
    caller: Principal, principal: object, layers: dict[str, Any], why: str
) -> None:
    """Whom a trust policy names needs no identity policy; the account's name needs one; root assumes nothing."""
    trust = one(name="trust", Principal=principal, Action="sts:AssumeRole", Resource=None)
    assert evaluate_assume_role(mint({}), caller, trust=trust, **layers).why == why


def test_role_without_trust_policy_is_not_assumed() -> None:
    """AssumeRole is never allowed by identity policies alone."""
    assert evaluate(mint({}), DECIDER, identity=ADMIN).why == "implicit_deny:trust_policy"


def test_assume_role_takes_nothing_else() -> None:
    """The entry for AssumeRole refuses other actions."""
    with pytest.raises(UnsupportedPolicyError):
        evaluate_assume_role(Request("sts:TagSession", CASE_ACCESS, {}), DECIDER, identity=[], trust=policy("trust"))


def test_documents_are_read_by_the_strict_reader() -> None:
    """Each policy of the product's shape is read without complaint."""
    for name in ("case_access", "session", "content_key", "ledger", "trust"):
        assert NamedPolicy(name, document(name)).statements
