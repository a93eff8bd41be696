"""The trail and its buckets: what is recorded, and that nobody can take it back."""

from __future__ import annotations

import pytest

from tests.infra.account import ACCOUNT, REGION, Account, listed


def test_trail_bucket_is_locked(account: Account) -> None:
    """The trail's files are versioned, encrypted, private, logged, and undeletable by anyone until their time."""
    bucket = account.of_type("AWS::S3::Bucket")["TrailBucket"]
    rule = {"DefaultRetention": {"Days": 1, "Mode": "COMPLIANCE"}}
    assert bucket["ObjectLockEnabled"] is True
    assert bucket["ObjectLockConfiguration"] == {"ObjectLockEnabled": "Enabled", "Rule": rule}
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {
        "KMSMasterKeyID": account.arn("TrailKey"),
        "SSEAlgorithm": "aws:kms",
    }
    assert bucket["LoggingConfiguration"]["DestinationBucketName"] == f"proviso-trail-access-{ACCOUNT}-{REGION}"


def test_access_log_bucket_has_no_lock(account: Account) -> None:
    """The access log's bucket uses S3's own encryption and no lock, which log delivery needs."""
    bucket = account.of_type("AWS::S3::Bucket")["TrailAccessLogBucket"]
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert "ObjectLockEnabled" not in bucket


@pytest.mark.parametrize("bucket", ["TrailBucket", "TrailAccessLogBucket"])
def test_buckets_are_closed(account: Account, bucket: str) -> None:
    """Buckets are versioned, never public, and speak TLS only."""
    properties = account.of_type("AWS::S3::Bucket")[bucket]
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    policy = account.of_type("AWS::S3::BucketPolicy")[f"{bucket}Policy"]["PolicyDocument"]["Statement"]
    (denial,) = (s for s in policy if s["Effect"] == "Deny")
    assert denial["Action"] == "s3:*"
    assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert denial["Resource"] == [account.arn(bucket), f"{account.arn(bucket)}/*"]


def test_only_services_write_to_buckets(account: Account) -> None:
    """CloudTrail writes the trail and S3 the access log; a bucket policy lets in nobody else."""
    allowed = {
        (logical_id, s["Principal"].get("Service"), action)
        for logical_id, policy in account.of_type("AWS::S3::BucketPolicy").items()
        for s in policy["PolicyDocument"]["Statement"]
        if s["Effect"] == "Allow"
        for action in listed(s["Action"])
    }
    assert allowed == {
        ("TrailBucketPolicy", "cloudtrail.amazonaws.com", "s3:GetBucketAcl"),
        ("TrailBucketPolicy", "cloudtrail.amazonaws.com", "s3:PutObject"),
        ("TrailAccessLogBucketPolicy", "logging.s3.amazonaws.com", "s3:PutObject"),
    }


def test_the_access_log_is_of_our_buckets_alone(account: Account) -> None:
    """Access is logged for the trail, the truststore and the evidence, of this account, each in a folder of its own."""
    policy = account.of_type("AWS::S3::BucketPolicy")["TrailAccessLogBucketPolicy"]["PolicyDocument"]["Statement"]
    allowed = [s for s in policy if s["Effect"] == "Allow"]
    sources = {source for s in allowed for source in listed(s["Condition"]["ArnLike"]["aws:SourceArn"])}
    named = ("proviso-trail", "proviso-truststore", "proviso-evidence")
    assert sources == {f"arn:aws:s3:::{name}-{ACCOUNT}-{REGION}" for name in named}
    assert {s["Condition"]["StringEquals"]["aws:SourceAccount"] for s in allowed} == {ACCOUNT}
    folders = {resource.rpartition("/")[0].rpartition("/")[2] for s in allowed for resource in listed(s["Resource"])}
    assert folders == {"trail", "truststore", "evidence"}


def test_trail_proves(account: Account) -> None:
    """The trail covers all regions, validates its files, is encrypted, and is on."""
    (trail,) = account.of_type("AWS::CloudTrail::Trail").values()
    flags = ("EnableLogFileValidation", "IncludeGlobalServiceEvents", "IsLogging", "IsMultiRegionTrail")
    assert {flag: trail[flag] for flag in flags} == dict.fromkeys(flags, True)
    assert trail["KMSKeyId"] == account.arn("TrailKey")
    assert trail["S3BucketName"] == f"proviso-trail-{ACCOUNT}-{REGION}"


def test_trail_records_every_look(account: Account) -> None:
    """Management events, both tables, the decision point, and reads and erasures of the trail itself are recorded."""
    (trail,) = account.of_type("AWS::CloudTrail::Trail").values()
    found = {
        selector["Name"]: {
            field["Field"]: {name: value for name, value in field.items() if name != "Field"}
            for field in selector["FieldSelectors"]
        }
        for selector in trail["AdvancedEventSelectors"]
    }
    data = {"Equals": ["Data"]}
    tables = [account.arn("RecordsTable"), account.arn("LedgerTable")]
    decide = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:proviso-decide"
    assert found == {
        "Management": {"eventCategory": {"Equals": ["Management"]}},
        "Tables": {
            "eventCategory": data,
            "resources.type": {"Equals": ["AWS::DynamoDB::Table"]},
            "resources.ARN": {"Equals": tables},
        },
        "Decide": {
            "eventCategory": data,
            "resources.type": {"Equals": ["AWS::Lambda::Function"]},
            "resources.ARN": {"StartsWith": [decide]},
        },
        "TrailReads": {
            "eventCategory": data,
            "resources.type": {"Equals": ["AWS::S3::Object"]},
            "resources.ARN": {"StartsWith": [f"{account.arn('TrailBucket')}/"]},
            "readOnly": {"Equals": ["true"]},
        },
        "TrailErasures": {
            "eventCategory": data,
            "resources.type": {"Equals": ["AWS::S3::Object"]},
            "resources.ARN": {"StartsWith": [f"{account.arn('TrailBucket')}/"]},
            "eventName": {
                "Equals": [
                    "DeleteObject",
                    "DeleteObjects",
                    "PutObjectLegalHold",
                    "PutObjectRetention",
                    "PutObjectTagging",
                ]
            },
        },
    }
