"""Who signed: the signature is verified for real."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from workbench.local.credentials import Session
from workbench.local.names import REGION
from workbench.local.stack import LocalStack

TARGET = "DynamoDB_20120810.DescribeTable"


def signed(stack: LocalStack, session: Session, body: bytes, service: str = "dynamodb") -> dict[str, str]:
    """The headers that the session's owner would send with this body."""
    headers = {"X-Amz-Target": TARGET, "Content-Type": "application/x-amz-json-1.0"}
    request = AWSRequest("POST", f"{stack.front_url}/", headers=headers, data=body)
    credentials = Credentials(session.access_key_id, session.secret_access_key, session.session_token)
    SigV4Auth(credentials, service, REGION).add_auth(request)
    return dict(request.headers)


def send(stack: LocalStack, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    """Status and error type of the answer."""
    answer = httpx.post(f"{stack.front_url}/", headers=headers, content=body, trust_env=False)
    return answer.status_code, str(answer.json().get("__type", "")).rpartition("#")[2]


@pytest.fixture
def session(stack: LocalStack) -> Session:
    """An administrator's session."""
    return stack.credentials_for("local-administrator")


def test_a_true_signature_is_taken(stack: LocalStack, session: Session) -> None:
    """A request that its session's owner signed is answered."""
    body = json.dumps({"TableName": "plain"}).encode()
    assert send(stack, signed(stack, session, body), body) == (200, "")


def test_a_forged_key_id_fails(stack: LocalStack, session: Session) -> None:
    """An access key that was never issued signs nothing."""
    forged = replace(session, access_key_id="ASIAAAAAAAAAAAAAAAAA")
    assert send(stack, signed(stack, forged, b"{}"), b"{}") == (400, "UnrecognizedClientException")


def test_a_wrong_secret_fails(stack: LocalStack, session: Session) -> None:
    """Knowing an access key's id is not enough."""
    forged = replace(session, secret_access_key="guessed")
    assert send(stack, signed(stack, forged, b"{}"), b"{}") == (400, "InvalidSignatureException")


def test_another_sessions_token_fails(stack: LocalStack, session: Session) -> None:
    """A key is taken with its own session token alone."""
    other = stack.credentials_for("local-administrator")
    mixed = replace(session, session_token=other.session_token)
    assert send(stack, signed(stack, mixed, b"{}"), b"{}") == (400, "UnrecognizedClientException")


def test_a_changed_body_fails(stack: LocalStack, session: Session) -> None:
    """What was signed is what counts."""
    headers = signed(stack, session, json.dumps({"TableName": "plain"}).encode())
    changed = json.dumps({"TableName": "other"}).encode()
    assert send(stack, headers, changed) == (400, "InvalidSignatureException")


def test_an_old_date_fails(stack: LocalStack, session: Session) -> None:
    """A request signed more than a quarter of an hour ago is not replayed."""
    headers = signed(stack, session, b"{}") | {"X-Amz-Date": "20200101T000000Z"}
    assert send(stack, headers, b"{}") == (400, "InvalidSignatureException")


def test_an_unsigned_request_fails(stack: LocalStack) -> None:
    """Nobody may do nothing."""
    assert send(stack, {"X-Amz-Target": TARGET}, b"{}")[1] == "MissingAuthenticationToken"


def test_a_session_ends(stack: LocalStack, code_of: Callable[[Callable[[], Any]], str]) -> None:
    """A session is refused from its end on, and not before."""
    client = stack.as_role("dynamodb", "local-administrator")
    client.describe_table(TableName="plain")
    stack.clock.advance(3601)
    try:
        assert code_of(lambda: client.describe_table(TableName="plain")) == "ExpiredTokenException"
    finally:
        stack.clock.advance(-3601)


def test_the_host_header_chooses_no_bucket(stack: LocalStack, session: Session) -> None:
    """The bucket is the path's, whatever the Host header says, because the path is what was evaluated."""
    store = stack.service_client("s3")
    store.create_bucket(Bucket="other-bucket", CreateBucketConfiguration={"LocationConstraint": REGION})
    store.put_object(Bucket="other-bucket", Key="open", Body=b"plain")
    store.put_object(Bucket="trail-bucket", Key="other-bucket/open", Body=b"secret")
    url = f"{stack.front_url}/other-bucket/open"
    request = AWSRequest("GET", url, headers={"Host": "trail-bucket.s3.amazonaws.com"})
    credentials = Credentials(session.access_key_id, session.secret_access_key, session.session_token)
    S3SigV4Auth(credentials, "s3", REGION).add_auth(request)
    answer = httpx.get(url, headers=dict(request.headers), trust_env=False)
    assert (answer.status_code, answer.content) == (200, b"plain")
