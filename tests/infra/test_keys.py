"""The keys: who may use each, and that whoever manages them cannot."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.account import ACCOUNT, REGION, Account, listed, role_arn

USES = {
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DeriveSharedSecret",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateMac",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:ReplicateKey",
    "kms:Sign",
    "kms:Verify",
    "kms:VerifyMac",
}


MANAGERS = {f"arn:aws:iam::{ACCOUNT}:root", role_arn("proviso-key-administrator")}


DEPLOYER = role_arn(f"cdk-hnb659fds-cfn-exec-role-{ACCOUNT}-{REGION}")


def _statements(account: Account, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = account.of_type("AWS::KMS::Key")[key]["KeyPolicy"]["Statement"]
    return found


def _users(account: Account, key: str) -> dict[str, set[str]]:
    """Who may use a key in any cryptographic way, by action."""
    users: dict[str, set[str]] = {}
    for statement in _statements(account, key):
        assert statement["Effect"] == "Allow"
        for action in listed(statement["Action"]):
            assert "*" not in action, "a key policy names each action"
            if action in USES:
                users.setdefault(action, set()).update(
                    principal for named in statement["Principal"].values() for principal in listed(named)
                )
    return users


@pytest.mark.parametrize("key", ["ContentKey", "RecordsKey", "LedgerKey", "TrailKey"])
def test_keys_rotate_and_managers_never_use_them(account: Account, key: str) -> None:
    """Keys rotate; administrators and the account's root appear in no statement that uses one or grants its use."""
    assert account.of_type("AWS::KMS::Key")[key]["EnableKeyRotation"] is True
    users = set().union(*_users(account, key).values())
    assert users.isdisjoint(MANAGERS)
    assert not {u for u in users if u == "*" or u.endswith(":root") or ":assumed-role/" in u}


def test_content_key_is_for_case_sessions(account: Account) -> None:
    """Only the case role may use the content key, to seal or to open, and nothing grants its use onwards."""
    case = {role_arn("proviso-case-access")}
    assert _users(account, "ContentKey") == {"kms:Decrypt": case, "kms:GenerateDataKey": case}


@pytest.mark.parametrize(
    ("key", "callers"),
    [
        ("RecordsKey", {"proviso-decide", "proviso-case-access", "proviso-registrar"}),
        ("LedgerKey", {"proviso-decide", "proviso-auditor"}),
    ],
)
def test_table_keys_are_for_the_tables_callers(account: Account, key: str, callers: set[str]) -> None:
    """A table's key answers the roles that call the table and the deployer, and always through DynamoDB."""
    assert _users(account, key)["kms:Decrypt"] == {*map(role_arn, callers), DEPLOYER}
    assert {who for action, who_all in _users(account, key).items() if action != "kms:Decrypt" for who in who_all} == {
        DEPLOYER
    }
    using = [s for s in _statements(account, key) if USES & set(listed(s["Action"]))]
    assert {s["Condition"]["StringEquals"]["kms:ViaService"] for s in using} == {f"dynamodb.{REGION}.amazonaws.com"}


def test_trail_key_is_for_the_trail(account: Account) -> None:
    """CloudTrail encrypts our two trails and no other, and the auditor alone reads it."""
    assert _users(account, "TrailKey") == {
        "kms:Decrypt": {role_arn("proviso-auditor")},
        "kms:GenerateDataKey": {"cloudtrail.amazonaws.com"},
    }
    (encrypts,) = (s for s in _statements(account, "TrailKey") if s["Action"] == "kms:GenerateDataKey")
    trails = [account.arn("Trail"), account.arn("Trail").replace("proviso-trail", "proviso-watch")]
    assert encrypts["Condition"] == {
        "StringEquals": {"aws:SourceArn": trails, "kms:EncryptionContext:aws:cloudtrail:arn": trails}
    }


def test_aliases_point_to_their_keys(account: Account) -> None:
    """Each alias names the key of the same meaning."""
    found = {p["AliasName"]: p["TargetKeyId"] for p in account.of_type("AWS::KMS::Alias").values()}
    assert found == {
        f"alias/proviso-{name}": account.arn(f"{name.capitalize()}Key")
        for name in ("content", "records", "ledger", "trail")
    }
