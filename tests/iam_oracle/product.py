"""Generated cases around the product's own policies: sessions, keys, trust, ledger."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.iam.proviso import (
    ACCOUNT,
    CASE_ACCESS,
    CONTENT_KEY,
    DECIDE,
    LEDGER,
    RECORDS,
    TABLE_KEY,
    document,
    service,
    session_of,
    user,
)

from .cases import Case, Document, allow, deny, policy
from .chances import AGENCIES, CASES, TIMES, chance, partitions, some, tags


def _time_and_keys(random: Random, case: str | None = None) -> dict[str, Any]:
    context: dict[str, Any] = {
        "aws:CurrentTime": random.choice(TIMES),
        "dynamodb:LeadingKeys": partitions(random, case if chance(random, 0.8) else None),
        "dynamodb:EnclosingOperation": random.choice(["TransactWriteItems"] * 4 + ["BatchWriteItem"]),
        "dynamodb:ReturnValues": random.choice(["NONE", "NONE", "ALL_OLD"]),
    }
    return {key: value for key, value in context.items() if chance(random, 0.93)}


def _session(random: Random, case: str | None = None, literals: list[str] | None = None) -> Document:
    """The product's session policy with other literals."""
    made = document("session")
    items, content, table = made["Statement"]
    case = case or random.choice(CASES)
    items["Action"] = some(random, ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"])
    items["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"] = [
        *(literals or partitions(random, case)),
        f"case#{case}.REC1",
        f"member#{case}.{random.choice(AGENCIES)}",
    ]
    if chance(random, 0.15):
        del items["Condition"]["Null"]
    content["Action"] = random.choice(["kms:GenerateDataKey", "kms:Decrypt", ["kms:Decrypt", "kms:GenerateDataKey"]])
    content["Condition"]["StringEquals"]["kms:EncryptionContext:record"] = f"{case}.REC1"
    return policy(*([one for one in (items, content, table) if chance(random, 0.9)] or [items]))


def case_sessions(random: Random) -> Case:
    """A case session on the records table under its role's policy, with and without its session policy."""
    caller = session_of(CASE_ACCESS, tags=tags(random))
    fitting = {"read": ["GetItem", "Query"], "write": ["PutItem"], "inbox": ["Query"]}
    usual = fitting.get(caller.tags.get("access", ""), ["Scan"])
    action = random.choice(usual if chance(random, 0.85) else ["Scan", "ConditionCheckItem", "GetItem", "PutItem"])
    context = _time_and_keys(random, caller.tags.get("case"))
    if action == "Query" and chance(random):
        context["dynamodb:LeadingKeys"] = [f"agency#{caller.tags.get('agency')}"]
    session = None
    if chance(random, 0.5):
        session = _session(random, caller.tags.get("case"), context.get("dynamodb:LeadingKeys"))
    return Case(caller, f"dynamodb:{action}", RECORDS, context, (document("case_access"),), session=session)


def narrowed(random: Random) -> Case:
    """A wide role narrowed by a session policy: what is left is what the session policy says."""
    wide = policy(allow(Action=random.choice(["dynamodb:*", "*"])))
    action = random.choice(["GetItem", "Query", "PutItem"])
    context = _time_and_keys(random)
    session = _session(random, literals=context.get("dynamodb:LeadingKeys") if chance(random, 0.75) else None)
    if chance(random, 0.2):
        session = policy(*session["Statement"], deny(Action="dynamodb:PutItem"))
    return Case(session_of(CASE_ACCESS, tags=tags(random)), f"dynamodb:{action}", RECORDS, context, (wide,), session)


def key_policies(random: Random) -> Case:
    """Content and table keys: case sessions, decide and administrators, with the encryption context varied."""
    case = random.choice(CASES)
    caller = random.choice(
        [
            session_of(CASE_ACCESS, tags=tags(random) | {"case": case}),
            session_of(CASE_ACCESS, tags=tags(random) | {"case": case}),
            session_of(DECIDE),
            user("admin"),
        ]
    )
    context: dict[str, Any] = {
        "kms:EncryptionContext:case": case if chance(random, 0.8) else random.choice(CASES),
        "kms:EncryptionContext:record": f"{random.choice(CASES)}.REC1",
        "kms:EncryptionContextKeys": ["case", "record"],
        "kms:ViaService": "dynamodb.eu-west-2.amazonaws.com",
        "aws:CurrentTime": random.choice(TIMES),
    }
    context = {key: value for key, value in context.items() if chance(random, 0.88)}
    handed = policy(allow(Principal={"AWS": random.choice([ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root"])}, Action="kms:*"))
    other = policy(allow(Principal={"AWS": DECIDE}, Action="kms:Decrypt"))
    key_policy = random.choice([document("content_key"), document("content_key"), handed, other])
    admin = policy(allow())
    identity = (document("case_access"),) if caller.role_arn == CASE_ACCESS and chance(random, 0.7) else (admin,)
    action = random.choice(["Decrypt", "GenerateDataKey", "DescribeKey"])
    return Case(
        caller,
        f"kms:{action}",
        random.choice([CONTENT_KEY, CONTENT_KEY, TABLE_KEY]),
        context,
        identity if chance(random, 0.9) else (),
        session=_session(random) if caller.kind == "role_session" and chance(random, 0.4) else None,
        resource_policy=key_policy,
    )


def trust_policies(random: Random) -> Case:
    """AssumeRole and TagSession on the case role: the trust policy's names, the tags and the session name varied."""
    asked = tags(random)
    context: dict[str, Any] = {f"aws:RequestTag/{key}": value for key, value in asked.items()}
    if asked:
        context["aws:TagKeys"] = [*asked, "role"] if chance(random, 0.15) else list(asked)
    if chance(random, 0.9):
        context["sts:RoleSessionName"] = "DEC1" if chance(random, 0.8) else "DEC2"
    trust = document("trust")
    if chance(random, 0.4):
        names = [
            {"AWS": ACCOUNT},
            {"AWS": [CASE_ACCESS, DECIDE]},
            {"AWS": user("admin").arn},
            {"Service": "lambda.amazonaws.com"},
        ]
        named = random.choice(names)
        trust = policy(*(statement | {"Principal": named} for statement in trust["Statement"]))
    if chance(random, 0.1):
        trust = policy(*trust["Statement"], deny(Resource=None, Principal={"AWS": ACCOUNT}, Action="sts:AssumeRole"))
    caller = random.choice(
        [
            session_of(DECIDE),
            session_of(DECIDE),
            user("admin"),
            session_of(CASE_ACCESS),
            service("lambda.amazonaws.com"),
        ]
    )
    identity = random.choice(
        [(), (policy(allow(Action="sts:*")),), (policy(allow(Action="sts:AssumeRole", Resource=CASE_ACCESS)),)]
    )
    action = random.choice(["sts:AssumeRole", "sts:AssumeRole", "sts:TagSession"])
    return Case(caller, action, CASE_ACCESS, context, identity, resource_policy=trust)


def ledger(random: Random) -> Case:
    """The ledger's resource policy with its Denies, against decide, case sessions and administrators."""
    admin = policy(allow())
    narrow = policy(allow(Action="dynamodb:PutItem", Resource=LEDGER))
    caller, identity = random.choice(
        [
            (session_of(DECIDE), ()),
            (session_of(DECIDE), (narrow,)),
            (session_of(DECIDE, "other"), (admin,)),
            (session_of(CASE_ACCESS, tags=tags(random)), (admin,)),
            (user("admin"), (admin,)),
        ]
    )
    action = random.choice(
        ["PutItem", "PutItem", "GetItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert"]
    )
    context: dict[str, Any] = {"dynamodb:LeadingKeys": [random.choice(["decision#DEC1", "other#1"])]}
    return Case(
        caller,
        f"dynamodb:{action}",
        LEDGER,
        context if chance(random, 0.85) else {},
        identity,
        session=policy(allow(Action="dynamodb:Get*"))
        if caller.kind == "role_session" and chance(random, 0.2)
        else None,
        resource_policy=document("ledger"),
    )
