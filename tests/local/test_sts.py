"""Sessions: who gets one, for how long, under which name and with which tags."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.local.conftest import DECISION
from workbench.local.sessions import NotTrustedError
from workbench.local.stack import LocalStack

Code = Callable[[Callable[[], Any]], str]
Mint = Callable[..., Any]


def test_the_name_must_be_the_decisions(mint: Mint, code_of: Code) -> None:
    """A trust policy that ties the session's name to a tag is held."""
    assert code_of(lambda: mint("sts", RoleSessionName="another")) == "AccessDenied"


def test_a_tag_that_is_not_listed_is_refused(mint: Mint, code_of: Code) -> None:
    """Tags are asked for by themselves, with sts:TagSession."""
    tags = [{"Key": "case", "Value": "C1"}, {"Key": "decision", "Value": DECISION}, {"Key": "extra", "Value": "x"}]
    assert code_of(lambda: mint("sts", Tags=tags)) == "AccessDenied"
    assert code_of(lambda: mint("sts", Tags=tags[1:2])) == "AccessDenied"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"DurationSeconds": 900}, ""),
        ({"DurationSeconds": 3600}, ""),
        ({"DurationSeconds": 3601}, "ValidationError"),
        ({"RoleSessionName": "a b"}, "ValidationError"),
        ({"Policy": json.dumps({"Version": "2012-10-17", "Id": "x" * 2048, "Statement": []})}, "PackedPolicyTooLarge"),
        ({"Policy": "{}"}, "MalformedPolicyDocument"),
        ({"ExternalId": "abc"}, "AccessDenied"),
        ({"RoleArn": "arn:aws:iam::123456789012:role/nobody"}, "AccessDenied"),
    ],
)
def test_limits_are_those_of_sts(mint: Mint, code_of: Code, changes: dict[str, Any], code: str) -> None:
    """Duration, names, policy length and unknown parameters are checked as STS does; a chain ends in an hour."""
    if code:
        assert code_of(lambda: mint("sts", **changes)) == code
    else:
        assert mint("sts", **changes).get_caller_identity()["Arn"].endswith(f"/case/{DECISION}")


def test_lambda_gets_sessions_of_roles_that_trust_it(stack: LocalStack) -> None:
    """A function's session is named after the function, and a role that does not trust Lambda gives none."""
    session = stack.front.desk.for_function("worker", "worker")
    assert session.arn == "arn:aws:sts::123456789012:assumed-role/worker/worker"
    with pytest.raises(NotTrustedError):
        stack.front.desk.for_function("auditor", "auditor")


def test_a_caller_is_told_who_it_is(stack: LocalStack) -> None:
    """GetCallerIdentity needs no permission."""
    found = stack.as_role("sts", "worker", "somebody").get_caller_identity()
    assert (found["Account"], found["Arn"].rpartition("/")[2]) == ("123456789012", "somebody")


def test_the_caller_is_whom_moto_records(stack: LocalStack) -> None:
    """Asked to assume the same role under the same name, moto records the same caller as the front finds."""
    found = stack.as_role("sts", "worker", "somebody").get_caller_identity()
    role = stack.service_client("iam").get_role(RoleName="worker")["Role"]
    made = stack.service_client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="somebody")
    assert found["Arn"] == made["AssumedRoleUser"]["Arn"]
    assert found["Account"] == role["Arn"].split(":")[4]
    assert found["UserId"] == f"{role['RoleId']}:somebody"
