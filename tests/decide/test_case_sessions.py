"""What a case session is minted with: its name, its tags and its policy of literals."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters import aws
from chalicelib.adapters.case_sessions import POLICY_LIMIT, StsCaseSessions, tags
from chalicelib.contracts.decision import Grant
from chalicelib.domain import ids
from chalicelib.domain.errors import SessionUnavailableError
from tests.decide import world
from tests.decide.test_ports import DECISION, grant
from workbench.iam import NamedPolicy, Principal, Request, evaluate

SESSIONS = StsCaseSessions(world.ROLE, world.RECORDS_ARN, world.RECORDS_KEY, world.CONTENT_KEY, world.SIGNING_KEY)
BEFORE, AFTER = "2026-11-20T15:10:59Z", "2026-11-20T15:11:00Z"


@pytest.fixture
def calls(cloud: Any) -> Iterator[list[dict[str, Any]]]:
    """The parameters of each AssumeRole that is sent."""
    seen: list[dict[str, Any]] = []
    client = aws.client("sts")

    def keep(params: dict[str, Any], **_: object) -> None:
        seen.append(params)

    client.meta.events.register("provide-client-params.sts.AssumeRole", keep)
    yield seen
    client.meta.events.unregister("provide-client-params.sts.AssumeRole", keep)


def writing(agencies: list[str], client: str = world.CLIENT) -> Grant:
    """The grant of a share by the first agency to the others."""
    return grant(
        access="write",
        content="seal",
        agency=agencies[0],
        client=client,
        partitions=[
            ids.case_partition(world.RECORD),
            *(ids.member_partition(world.CASE, agency) for agency in agencies),
            *(ids.agency_partition(agency) for agency in agencies),
            ids.client_partition(client),
        ],
    )


INBOX = grant(access="inbox", case=None, record=None, content="none", partitions=[f"agency#{world.COUNCIL}"])


def test_a_session_bears_the_decision(calls: list[dict[str, Any]]) -> None:
    """The session is named after the decision and tagged with decision, case, agency, client and access."""
    SESSIONS.mint(DECISION, grant())
    ((call),) = calls
    assert call["RoleArn"] == world.ROLE
    assert call["RoleSessionName"] == DECISION
    assert call["DurationSeconds"] == 900
    assert {tag["Key"]: tag["Value"] for tag in call["Tags"]} == {
        "decision": DECISION,
        "case": world.CASE,
        "agency": world.COUNCIL,
        "client": "portal",
        "access": "read",
    }


def test_an_inbox_session_has_no_case() -> None:
    """An inbox session is tagged with no case."""
    assert tags(DECISION, INBOX) == {
        "decision": DECISION,
        "agency": world.COUNCIL,
        "client": "portal",
        "access": "inbox",
    }


def test_policy_of_a_read() -> None:
    """A read's policy is literal: one partition, one record to open, the table's key, and an end."""
    assert json.loads(SESSIONS.policy(grant())) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:Query"],
                "Resource": world.RECORDS_ARN,
                "Condition": {
                    "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [f"case#{world.RECORD}"]},
                    "Null": {"dynamodb:LeadingKeys": "false"},
                    "DateLessThan": {"aws:CurrentTime": "2026-11-20T15:11:00Z"},
                },
            },
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": world.RECORDS_KEY},
            {
                "Effect": "Allow",
                "Action": "kms:Decrypt",
                "Resource": world.CONTENT_KEY,
                "Condition": {
                    "StringEquals": {"kms:EncryptionContext:record": world.RECORD},
                    "DateLessThan": {"aws:CurrentTime": "2026-11-20T15:11:00Z"},
                },
            },
        ],
    }


def long_ids(count: int) -> list[str]:
    """Agencies with the longest ids there may be."""
    return [f"charity:LONGESTID{number:03d}" for number in range(count)]


@pytest.mark.parametrize(
    "agencies",
    [[f"la:E{6000001 + number:08d}" for number in range(21)], long_ids(21)],
    ids=["councils", "longest ids"],
)
def test_twenty_recipients_fit(calls: list[dict[str, Any]], agencies: list[str]) -> None:
    """A share with twenty recipients has a session policy of at most 2,048 characters, however long the ids are."""
    whole = writing(agencies, "client:" + "c" * 40)
    assert len(SESSIONS.policy(whole)) <= POLICY_LIMIT
    SESSIONS.mint(DECISION, whole)
    assert len(calls) == 1


def allowed(policy: str, action: str, resource: str, at: str = BEFORE, **context: Any) -> bool:
    """Whether a session policy, evaluated, lets an action through; the role's own policy allows everything here."""
    everything = NamedPolicy(
        "role", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    )
    account = "arn:aws:iam::123456789012:root"
    trusting = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": account}, "Action": "kms:*", "Resource": "*"}],
    }
    arn = f"arn:aws:sts::123456789012:assumed-role/proviso-case-access/{DECISION}"
    principal = Principal("role_session", arn, world.ROLE, "123456789012", {})
    verdict = evaluate(
        Request(action, resource, {"aws:CurrentTime": at, **context}),
        principal,
        identity=[everything],
        session=[NamedPolicy("session", json.loads(policy))],
        resource=NamedPolicy("key", trusting) if action.startswith("kms:") else None,
    )
    return verdict.allowed


@pytest.mark.parametrize("count", [2, 21])
def test_policy_opens_the_partitions_of_its_grant_and_no_others(count: int) -> None:
    """Exact or abbreviated, the policy lets each partition of its grant through and nobody else's, until its end."""
    agencies = [f"la:E{6000001 + number:08d}" for number in range(count)]
    whole = writing(agencies)
    policy = SESSIONS.policy(whole)
    assert ("m*." in policy) == (count == 21)

    def put(key: str, at: str = BEFORE) -> bool:
        return allowed(policy, "dynamodb:PutItem", world.RECORDS_ARN, at, **{"dynamodb:LeadingKeys": (key,)})

    assert all(put(key) for key in whole.partitions)
    assert not any(put(key, AFTER) for key in whole.partitions)
    for key in (
        f"case#{world.CASE}.{DECISION}",
        f"member#{world.CASE}.la:E06000099",
        "agency#la:E06000099",
        "agency#xla:E06000001",
        "client#other",
    ):
        assert not put(key)
    assert not put("client#portal/x")
    assert not allowed(policy, "dynamodb:PutItem", world.RECORDS_ARN)
    for action in ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem", "dynamodb:UpdateItem", "dynamodb:Scan"):
        keys = {"dynamodb:LeadingKeys": (whole.partitions[0],)}
        assert not allowed(policy, action, world.RECORDS_ARN, **keys)


@pytest.mark.parametrize(
    ("whole", "action"),
    [(grant(), "kms:Decrypt"), (writing([world.COUNCIL]), "kms:GenerateDataKey")],
    ids=["open", "seal"],
)
def test_content_of_the_one_record(whole: Grant, action: str) -> None:
    """Content is opened or sealed for the one record, in the one direction, until the end."""
    policy = SESSIONS.policy(whole)
    this = {"kms:EncryptionContext:record": world.RECORD}
    other = {"kms:EncryptionContext:record": f"{world.CASE}.{DECISION}"}
    assert allowed(policy, action, world.CONTENT_KEY, **this)
    assert not allowed(policy, action, world.CONTENT_KEY, AFTER, **this)
    assert not allowed(policy, action, world.CONTENT_KEY, **other)
    assert not allowed(policy, action, world.CONTENT_KEY)
    reverse = {"kms:Decrypt": "kms:GenerateDataKey", "kms:GenerateDataKey": "kms:Decrypt"}[action]
    assert not allowed(policy, reverse, world.CONTENT_KEY, **this)


def test_lists_open_no_content() -> None:
    """A list's session cannot use the content key at all."""
    for whole in (INBOX, grant(record=None, content="none", partitions=[f"member#{world.CASE}.{world.COUNCIL}"])):
        policy = SESSIONS.policy(whole)
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            context = {"kms:EncryptionContext:record": world.RECORD}
            assert not allowed(policy, action, world.CONTENT_KEY, **context)


def test_sts_refusing(cloud: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """STS's refusal is one error of ours."""
    from botocore.exceptions import ClientError

    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "AssumeRole")

    monkeypatch.setattr(aws.client("sts"), "assume_role", refuse)
    with pytest.raises(SessionUnavailableError):
        SESSIONS.mint(DECISION, grant())


def test_nearly_full_policy_is_told(
    cloud: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A policy that nearly fills what STS packs is told before it fails."""
    client = aws.client("sts")
    real = client.assume_role
    monkeypatch.setattr(client, "assume_role", lambda **request: real(**request) | {"PackedPolicySize": 93})
    SESSIONS.mint(DECISION, grant())
    assert '"SESSION_POLICY_NEAR_LIMIT"' in capsys.readouterr().err
