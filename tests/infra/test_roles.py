"""The roles: each holds what its work needs, and nothing besides."""

from __future__ import annotations

import pytest

from tests.infra.account import ACCOUNT, REGION, Account, compact, listed

API = ("proviso-share", "proviso-request-disclosure", "proviso-record-undertaking")


@pytest.mark.parametrize("name", API)
def test_api_roles_ask_and_log(account: Account, name: str) -> None:
    """An API function may invoke the decision point by its live alias and write its own log, exactly."""
    (policy,) = account.identity[name]
    logs = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{name}:*"
    live = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:proviso-decide:live"
    found = [{k: v for k, v in s.items() if k != "Sid"} for s in policy.document["Statement"]]  # type: ignore[attr-defined]
    assert found == [
        {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": live},
        {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": logs},
    ]


def test_only_queue_sessions_and_the_clock_reach_an_index(account: Account) -> None:
    """One statement for each index names it, and no statement reaches an index by a pattern or with the whole table."""
    table = account.arn("RecordsTable")
    found = [
        (role, statement["Sid"], statement["Resource"], statement["Action"])
        for role, policies in account.identity.items()
        for statement in policies[0].document["Statement"]  # type: ignore[attr-defined]
        if any(resource.startswith(f"{table}/") for resource in listed(statement["Resource"]))
    ]
    assert sorted(found) == [
        ("proviso-case-access", "ReadOwnQueue", f"{table}/index/queue", "dynamodb:Query"),
        ("proviso-clock", "FindTicks", f"{table}/index/ticks", "dynamodb:Query"),
    ]


def test_each_role_has_these_actions(account: Account) -> None:
    """The actions that a role's policy allows are exactly those of its work, and no statement denies."""
    statements = {role: policies[0].document["Statement"] for role, policies in account.identity.items()}
    assert {s["Effect"] for found in statements.values() for s in found} == {"Allow"}  # type: ignore[attr-defined]
    log = {"logs:CreateLogStream", "logs:PutLogEvents"}
    trail = {"s3:GetBucketLocation", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions"}
    mint = {"sts:AssumeRole", "sts:TagSession"}
    assert {
        role: {action for s in found for action in listed(s["Action"])}  # type: ignore[attr-defined]
        for role, found in statements.items()
    } == {
        **{name: {"lambda:InvokeFunction", *log} for name in API},
        "proviso-decide": {"dynamodb:GetItem", "dynamodb:PutItem", "kms:Decrypt", *mint, *log},
        "proviso-clock": {"dynamodb:Query", "kms:Decrypt", "lambda:InvokeFunction", *log},
        "proviso-case-access": {
            "dynamodb:ConditionCheckItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "kms:Sign",
        },
        "proviso-auditor": {"dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "kms:Decrypt", *trail},
        "proviso-registrar": {"dynamodb:PutItem", "kms:Decrypt"},
    }


def test_roles_hold_nothing_besides(account: Account) -> None:
    """A role has its one policy: none inline, none managed, none shared."""
    roles = account.of_type("AWS::IAM::Role").values()
    assert {"ManagedPolicyArns", "Policies"}.isdisjoint(name for role in roles for name in role)
    assert {role: len(policies) for role, policies in account.identity.items()} == {r["RoleName"]: 1 for r in roles}
    assert {role["MaxSessionDuration"] for role in roles} == {3600}


def test_policies_name_actions_and_resources(account: Account) -> None:
    """No role's policy has a wildcard action, and a resource pattern only for a log's streams and the trail's files."""
    statements = [s for ps in account.identity.values() for p in ps for s in p.document["Statement"]]  # type: ignore[attr-defined]
    assert {a for s in statements for a in listed(s["Action"]) if "*" in a} == set()
    patterns = {r for s in statements for r in listed(s["Resource"]) if "*" in r}
    logs = {
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{n}:*"
        for n in (*API, "proviso-decide", "proviso-clock")
    }
    assert patterns == {*logs, f"{account.arn('TrailBucket')}/*"}


def test_for_all_values_never_stands_alone(account: Account) -> None:
    """Every ForAllValues on a key has a Null false on the same key, or an empty request would pass."""
    documents = [p.document for ps in account.identity.values() for p in ps]
    documents += [p.document for p in (*account.trust.values(), *account.resource_policies.values())]
    bare = [
        (statement.get("Sid"), key)
        for document in documents
        for statement in document["Statement"]  # type: ignore[attr-defined]
        for operator, keys in statement.get("Condition", {}).items()
        for key in keys
        if operator.startswith("ForAllValues") and statement["Condition"].get("Null", {}).get(key) != "false"
    ]
    assert bare == []


def test_documents_fit(account: Account) -> None:
    """Policies stay within what AWS allows: 10,240 characters for a role, 20 KB for a table, the least of the rest."""
    roles = {name: sum(len(compact(p.document)) for p in policies) for name, policies in account.identity.items()}
    assert max(roles.values()) <= 10_240
    assert max(len(compact(p.document)) for p in account.resource_policies.values()) <= 20_000
