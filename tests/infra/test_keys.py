"""The keys: who may use each, and that whoever manages them cannot."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.account import ACCOUNT, REGION, Account, Caller, listed, role_arn

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


DIGEST = {"kms:MessageType": "DIGEST", "kms:SigningAlgorithm": "ECDSA_SHA_256"}


def test_signing_key_signs_undertakings_alone(account: Account) -> None:
    """The signing key is on P-256, and signs digests, with ECDSA over SHA-256, for undertaking sessions only."""
    key = account.of_type("AWS::KMS::Key")["SigningKey"]
    assert (key["KeySpec"], key["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    assert _users(account, "SigningKey") == {"kms:Sign": {role_arn("proviso-case-access")}}
    (signs,) = (s for s in _statements(account, "SigningKey") if s["Action"] == "kms:Sign")
    assert signs["Condition"] == {
        "StringEquals": {
            "aws:PrincipalTag/access": "write",
            "aws:PrincipalTag/signs": "undertaking",
            "kms:MessageType": "DIGEST",
            "kms:SigningAlgorithm": "ECDSA_SHA_256",
        },
        "Null": {"aws:PrincipalTag/case": "false", "aws:PrincipalTag/decision": "false"},
    }


@pytest.mark.parametrize(
    ("tags", "allowed"),
    [
        ({"access": "write", "signs": "undertaking", "case": "C", "decision": "D"}, True),
        ({"access": "write", "case": "C", "decision": "D"}, False),
        ({"access": "read", "signs": "undertaking", "case": "C", "decision": "D"}, False),
        ({"access": "write", "signs": "anything", "case": "C", "decision": "D"}, False),
        ({"access": "write", "signs": "undertaking", "case": "C"}, False),
        ({"access": "write", "signs": "undertaking", "decision": "D"}, False),
        ({}, False),
    ],
)
def test_only_an_undertaking_session_signs(account: Account, tags: dict[str, str], *, allowed: bool) -> None:
    """A case session signs when it writes, of a decision on a case, and was minted for an undertaking."""
    key = account.arn("SigningKey")
    assert account.may(Caller("proviso-case-access", tags), "kms:Sign", key, DIGEST) is allowed
    for other in ("proviso-decide", "proviso-record-undertaking", "proviso-auditor"):
        assert not account.may(Caller(other, tags), "kms:Sign", key, DIGEST)
    assert not account.may(Caller("administrator", tags, administrator=True), "kms:Sign", key, DIGEST)


@pytest.mark.parametrize(
    "how",
    [
        {**DIGEST, "kms:MessageType": "RAW"},
        {**DIGEST, "kms:SigningAlgorithm": "ECDSA_SHA_384"},
        {"kms:SigningAlgorithm": "ECDSA_SHA_256"},
        {"kms:MessageType": "DIGEST"},
        {},
    ],
)
def test_nothing_but_a_digest_is_signed(account: Account, how: dict[str, str]) -> None:
    """An undertaking's session signs no words and under no other algorithm: KMS is given a SHA-256 and nothing else."""
    session = Caller("proviso-case-access", {"access": "write", "signs": "undertaking", "case": "C", "decision": "D"})
    assert account.may(session, "kms:Sign", account.arn("SigningKey"), DIGEST)
    assert not account.may(session, "kms:Sign", account.arn("SigningKey"), how)


@pytest.mark.parametrize("role", ["share", "request-disclosure", "record-undertaking", "auditor"])
def test_the_public_half_is_handed_out(account: Account, role: str) -> None:
    """API functions and the auditor may see the public half of the signing key, by the key's own word."""
    assert account.may(Caller(f"proviso-{role}"), "kms:GetPublicKey", account.arn("SigningKey"), {})
    assert not account.may(Caller("proviso-decide"), "kms:GetPublicKey", account.arn("SigningKey"), {})


def test_managers_do_not_sign(account: Account) -> None:
    """Administrators and the account's root manage the signing key and appear in no statement that signs."""
    assert set().union(*_users(account, "SigningKey").values()).isdisjoint(MANAGERS)


def test_content_key_is_for_case_sessions(account: Account) -> None:
    """Only the case role may use the content key, to seal or to open, and nothing grants its use onwards."""
    case = {role_arn("proviso-case-access")}
    assert _users(account, "ContentKey") == {"kms:Decrypt": case, "kms:GenerateDataKey": case}


@pytest.mark.parametrize(
    ("key", "callers"),
    [
        ("RecordsKey", {"proviso-decide", "proviso-case-access", "proviso-registrar", "proviso-clock"}),
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
        for name in ("content", "records", "ledger", "trail", "signing")
    }
