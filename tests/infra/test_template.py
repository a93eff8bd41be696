"""What the data stack makes, under which names, and what protects the tables."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from tests.infra.account import ACCOUNT, REGION, Account, role_arn

NAMED = (
    ("AWS::CloudTrail::Trail", "TrailName"),
    ("AWS::DynamoDB::Table", "TableName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::KMS::Alias", "AliasName"),
    ("AWS::S3::Bucket", "BucketName"),
)


def test_exactly_these_resources(account: Account) -> None:
    """The stack holds two tables, five keys, eight roles with a policy each, two buckets and a trail, and no more."""
    assert Counter(resource["Type"] for resource in account.resources.values()) == {
        "AWS::CloudTrail::Trail": 1,
        "AWS::DynamoDB::Table": 2,
        "AWS::IAM::Policy": 8,
        "AWS::IAM::Role": 8,
        "AWS::KMS::Alias": 5,
        "AWS::KMS::Key": 5,
        "AWS::S3::Bucket": 2,
        "AWS::S3::BucketPolicy": 2,
    }


def test_names_are_fixed(account: Account) -> None:
    """Tables, roles, aliases, buckets and trail have the names that settings and policies rely on."""
    names = {p[n] for k, n in NAMED for p in account.of_type(k).values()}
    assert names == {
        "alias/proviso-content",
        "alias/proviso-ledger",
        "alias/proviso-records",
        "alias/proviso-signing",
        "alias/proviso-trail",
        "proviso-auditor",
        "proviso-case-access",
        "proviso-clock",
        "proviso-decide",
        "proviso-ledger",
        "proviso-record-undertaking",
        "proviso-records",
        "proviso-registrar",
        "proviso-request-disclosure",
        "proviso-share",
        "proviso-trail",
        f"proviso-trail-{ACCOUNT}-{REGION}",
        f"proviso-trail-access-{ACCOUNT}-{REGION}",
    }


@pytest.mark.parametrize(("table", "key"), [("RecordsTable", "RecordsKey"), ("LedgerTable", "LedgerKey")])
def test_tables_are_protected(account: Account, table: str, key: str) -> None:
    """A table has its own key, recovers to the second, and cannot be deleted by a slip."""
    properties = account.of_type("AWS::DynamoDB::Table")[table]
    assert properties["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": account.arn(key)}
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["DeletionProtectionEnabled"] is True
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    indexed = {"queue", "due_at", "tick", "tick_at"} if table == "RecordsTable" else set()
    assert {a["AttributeName"]: a["AttributeType"] for a in properties["AttributeDefinitions"]} == dict.fromkeys(
        {"pk", "sk"} | indexed, "S"
    )


def test_what_holds_information_outlives_the_stack(account: Account) -> None:
    """Tables, keys and buckets are kept when the stack, or their place in it, goes."""
    kept = ("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket")
    found = {
        (logical_id, resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy"))
        for logical_id, resource in account.resources.items()
        if resource["Type"] in kept
    }
    assert {(deletion, replacement) for _, deletion, replacement in found} == {("Retain", "Retain")}


def test_outputs_are_exported_by_name(account: Account) -> None:
    """Each output is handed to other stacks under a name that is written down: stack and output."""
    outputs = account.template["Outputs"]
    assert {name: output["Export"]["Name"] for name, output in outputs.items()} == {
        name: f"proviso-data:{name}" for name in outputs
    }


def test_outputs(account: Account) -> None:
    """What others need to find the resources is an output, and each output resolves."""
    found = {name: account.resolve(output["Value"]) for name, output in account.template["Outputs"].items()}
    assert found == {
        "AuditorRoleArn": role_arn("proviso-auditor"),
        "CaseAccessRoleArn": role_arn("proviso-case-access"),
        "ClockRoleArn": role_arn("proviso-clock"),
        "ContentKeyArn": account.arn("ContentKey"),
        "DecideRoleArn": role_arn("proviso-decide"),
        "LedgerKeyArn": account.arn("LedgerKey"),
        "LedgerTableArn": account.arn("LedgerTable"),
        "LedgerTableName": "proviso-ledger",
        "RecordUndertakingRoleArn": role_arn("proviso-record-undertaking"),
        "RecordsKeyArn": account.arn("RecordsKey"),
        "RecordsTableArn": account.arn("RecordsTable"),
        "RecordsTableName": "proviso-records",
        "RegistrarRoleArn": role_arn("proviso-registrar"),
        "RequestDisclosureRoleArn": role_arn("proviso-request-disclosure"),
        "SigningKeyArn": account.arn("SigningKey"),
        "ShareRoleArn": role_arn("proviso-share"),
        "TrailAccessLogBucketName": f"proviso-trail-access-{ACCOUNT}-{REGION}",
        "TrailArn": account.arn("Trail"),
        "TrailBucketName": f"proviso-trail-{ACCOUNT}-{REGION}",
        "TrailKeyArn": account.arn("TrailKey"),
    }


def test_template_is_plain(template: dict[str, Any]) -> None:
    """The template needs no parameter, asset or bootstrap, and its logical ids carry no hash."""
    assert set(template) == {"Description", "Outputs", "Resources"}
    assert not [i for i in template["Resources"] if re.search(r"[0-9A-F]{8}$", i)]
    assert "aws:cdk" not in json.dumps(template)
