"""The trail: CloudTrail's files and words, refused calls included, and no value that is not a key."""

import gzip
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from moto.backends import get_backend

from tests.local.conftest import DECISION
from tests.local.items import access_key, key, put
from workbench.local.names import ACCOUNT, REGION
from workbench.local.records import Record
from workbench.local.stack import LocalStack
from workbench.local.trail import TrailDeliveryError

FILE = re.compile(
    r"AWSLogs/123456789012/CloudTrail/eu-west-2/(\d{4})/(\d{2})/(\d{2})/"
    r"123456789012_CloudTrail_eu-west-2_\1\2\3T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz"
)
Code = Callable[[Callable[[], Any]], str]
Mint = Callable[..., Any]


def by(stack: LocalStack, client: Any, name: str) -> list[Record]:
    """The records of one event name that this client's access key made."""
    found = [record for record in stack.trail_records() if record["eventName"] == name]
    return [record for record in found if record["userIdentity"].get("accessKeyId") == access_key(client)]


def test_files_lie_where_cloudtrail_puts_them(stack: LocalStack, mint: Mint) -> None:
    """A delivery is one gzip file of JSON records, encrypted with the trail's key, under CloudTrail's name."""
    mint("dynamodb").get_item(TableName="records", Key=key("case#C1.R1"))
    assert stack.flush_trail() > 0
    store = stack.service_client("s3")
    names = [found["Key"] for found in store.list_objects_v2(Bucket="trail-bucket", Prefix="AWSLogs/")["Contents"]]
    assert all(FILE.fullmatch(name) for name in names)
    answer = store.get_object(Bucket="trail-bucket", Key=names[-1])
    assert set(json.loads(gzip.decompress(answer["Body"].read()))) == {"Records"}
    assert answer["ServerSideEncryption"] == "aws:kms"


def test_a_record_says_who_did_what_to_which_key(stack: LocalStack, mint: Mint) -> None:
    """A write's record has the session, its issuer, the keys and attribute names, and no other value."""
    item = {"sealed": {"B": b"canary-value"}, **put("case#C1.R1")["Put"]["Item"]}
    table = mint("dynamodb")
    table.transact_write_items(TransactItems=[{"Put": {"TableName": "records", "Item": item}}])
    (record,) = by(stack, table, "TransactWriteItems")
    role = stack.front.inventory.role("case")
    assert role is not None
    identity = record["userIdentity"]
    assert identity["arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/case/{DECISION}"
    assert identity["principalId"] == f"{role.role_id}:{DECISION}"
    assert identity["sessionContext"]["sessionIssuer"] == {
        "type": "Role",
        "principalId": role.role_id,
        "arn": role.arn,
        "accountId": ACCOUNT,
        "userName": "case",
    }
    assert record["requestParameters"] == {
        "requestItems": [
            {
                "operation": "Put",
                "tableName": "records",
                "key": {"pk": "case#C1.R1", "sk": "record"},
                "items": ["pk", "sealed", "sk", "v"],
            }
        ]
    }
    fixed = {
        "eventVersion": "1.11",
        "eventSource": "dynamodb.amazonaws.com",
        "awsRegion": REGION,
        "sourceIPAddress": "127.0.0.1",
        "responseElements": None,
        "readOnly": False,
        "resources": [
            {
                "accountId": ACCOUNT,
                "type": "AWS::DynamoDB::Table",
                "ARN": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/records",
            }
        ],
        "eventType": "AwsApiCall",
        "apiVersion": "2012-08-10",
        "managementEvent": False,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Data",
    }
    assert {field: record[field] for field in fixed} == fixed
    assert "canary" not in json.dumps(stack.trail_records())


def test_a_query_shows_no_value(stack: LocalStack, mint: Mint) -> None:
    """What AWS does not document it may leave out: a query's record has its expressions without their values."""
    values = {":p": {"S": "case#C1.canary"}}
    table = mint("dynamodb")
    table.query(TableName="records", KeyConditionExpression="pk = :p", ExpressionAttributeValues=values, Limit=5)
    (record,) = by(stack, table, "Query")
    assert record["requestParameters"] == {"tableName": "records", "keyConditionExpression": "pk = :p", "limit": 5}


def test_a_refused_call_is_recorded(stack: LocalStack, mint: Mint, code_of: Code) -> None:
    """Attempts are in the trail with their error, under the access key that made them."""
    table = mint("dynamodb")
    code_of(lambda: table.get_item(TableName="records", Key=key("case#C2.R1")))
    (record,) = by(stack, table, "GetItem")
    assert record["errorCode"] == "AccessDeniedException"
    assert record["requestParameters"]["key"]["pk"] == "case#C2.R1"
    assert "dynamodb:GetItem" in record["errorMessage"]
    keys = mint("kms")
    code_of(lambda: keys.generate_data_key(KeyId="alias/content", KeySpec="AES_256"))
    assert [one["errorCode"] for one in by(stack, keys, "GenerateDataKey")] == ["AccessDenied"]


def test_the_user_agent_and_request_id_are_the_callers(stack: LocalStack, mint: Mint) -> None:
    """A record can be matched with what the caller sent and was told."""
    table = mint("dynamodb")
    table.meta.events.register(
        "before-sign", lambda request, **_: request.headers.__setitem__("User-Agent", "proviso/01X")
    )
    answer = table.get_item(TableName="records", Key=key("case#C1.R1"))
    (record,) = by(stack, table, "GetItem")
    assert record["requestID"] == answer["ResponseMetadata"]["RequestId"]
    assert record["userAgent"] == "proviso/01X"


def test_the_tables_key_is_used_on_the_callers_behalf(stack: LocalStack, mint: Mint) -> None:
    """DynamoDB's use of a table's key is recorded for each session once, then not for five idle minutes."""
    table = mint("dynamodb")
    for _ in range(3):
        table.get_item(TableName="records", Key=key("case#C1.R1"))
    (use,) = by(stack, table, "Decrypt")
    assert use["userIdentity"]["invokedBy"] == use["sourceIPAddress"] == "dynamodb.amazonaws.com"
    assert use["requestParameters"] == {
        "encryptionContext": {"aws:dynamodb:tableName": "records", "aws:dynamodb:subscriberId": ACCOUNT},
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
    }
    assert [resource["ARN"] for resource in use["resources"]] == [stack.outputs["TableKeyArn"]]


def test_a_mint_names_the_key_that_it_gives(stack: LocalStack, mint: Mint) -> None:
    """An AssumeRole's record holds the new access key, the tags and the policy, and not the secret."""
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}
    caller = mint("sts", policy=policy)
    (record,) = [
        one
        for one in stack.trail_records()
        if one["eventName"] == "AssumeRole"
        and one["responseElements"]["credentials"]["accessKeyId"] == access_key(caller)
    ]
    parameters = record["requestParameters"]
    assert parameters["roleSessionName"] == DECISION
    assert parameters["tags"] == [{"key": "case", "value": "C1"}, {"key": "decision", "value": DECISION}]
    assert json.loads(parameters["policy"]) == policy
    assert record["responseElements"]["assumedRoleUser"]["arn"].endswith(f":assumed-role/case/{DECISION}")
    assert caller._request_signer._credentials.secret_key not in json.dumps(stack.trail_records())


def test_encryption_contexts_are_shown_and_ciphertexts_are_not(stack: LocalStack, mint: Mint) -> None:
    """A KMS record has the key's ARN, the algorithm and the encryption context."""
    keys, context = mint("kms"), {"case": "C1"}
    blob = keys.generate_data_key(KeyId="alias/content", KeySpec="AES_256", EncryptionContext=context)
    keys.decrypt(CiphertextBlob=blob["CiphertextBlob"], EncryptionContext=context)
    (record,) = by(stack, keys, "Decrypt")
    assert record["requestParameters"] == {
        "keyId": stack.outputs["ContentKeyArn"],
        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
        "encryptionContext": context,
    }


def test_only_selected_data_events_are_kept(stack: LocalStack) -> None:
    """A table that no selector names leaves no data event; its management does."""
    table = stack.as_role("dynamodb", "local-administrator")
    table.put_item(TableName="plain", Item={"id": {"S": "x"}})
    table.describe_table(TableName="plain")
    assert not by(stack, table, "PutItem")
    assert [one["managementEvent"] for one in by(stack, table, "DescribeTable")] == [True]


def test_the_auditor_reads_the_trail_and_is_recorded(stack: LocalStack, code_of: Code) -> None:
    """Reading a file takes the bucket's permission and the trail's key, and leaves a record of both."""
    stack.as_role("dynamodb", "local-administrator").list_tables()
    stack.flush_trail()
    auditor, other = stack.as_role("s3", "auditor"), stack.as_role("s3", "local-administrator")
    name = auditor.list_objects_v2(Bucket="trail-bucket", Prefix="AWSLogs/")["Contents"][0]["Key"]
    assert auditor.get_object(Bucket="trail-bucket", Key=name)["Body"].read()
    assert code_of(lambda: other.get_object(Bucket="trail-bucket", Key=name)) == "AccessDenied"
    assert [one.get("errorCode") for one in by(stack, auditor, "GetObject")] == [None]
    assert [one.get("errorCode") for one in by(stack, other, "GetObject")] == ["AccessDenied"]
    (use,) = by(stack, auditor, "Decrypt")
    assert set(use["requestParameters"]["encryptionContext"]) == {"aws:s3:arn", "aws:cloudtrail:arn"}


def test_a_sign_in_is_recorded(stack: LocalStack) -> None:
    """The machine owner's sessions are in the trail too."""
    session = stack.credentials_for("local-administrator", "somebody")
    shown = [one for one in stack.trail_records() if one["eventName"] == "AssumeRoleWithSAML"]
    assert session.access_key_id in [one["responseElements"]["credentials"]["accessKeyId"] for one in shown]


def test_stopping_the_trail_is_its_last_record(stack: LocalStack) -> None:
    """Whoever stops the trail is in it, and what follows is not."""
    trail = stack.as_role("cloudtrail", "local-administrator")
    trail.stop_logging(Name="the-trail")
    try:
        table = stack.as_role("dynamodb", "local-deployer")
        table.list_tables()
        assert by(stack, trail, "StopLogging")
        assert not by(stack, table, "ListTables")
    finally:
        trail.start_logging(Name="the-trail")


def test_a_trail_that_may_not_write_says_so(stack: LocalStack) -> None:
    """Delivery asks the bucket's policy, and keeps the records when it refuses."""
    stack.as_role("dynamodb", "local-administrator").list_tables()
    bucket = get_backend("s3")[ACCOUNT]["aws"].buckets["trail-bucket"]
    policy, bucket.policy = bucket.policy, None
    try:
        with pytest.raises(TrailDeliveryError, match="s3:PutObject"):
            stack.flush_trail()
    finally:
        bucket.policy = policy
    assert stack.flush_trail() > 0
