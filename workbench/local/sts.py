"""Security Token Service: sessions are minted here and nowhere else.

Source: "AssumeRole" in the STS API reference, "Pass session tags in AWS STS", "IAM and AWS STS quotas".
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from workbench.iam import UnsupportedPolicyError

from .call import Answer, Call
from .clock import Clock, instant
from .credentials import CredentialRegistry, Session
from .errors import AwsError, unknown_to_local_aws
from .inventory import Inventory, RoleView, parsed
from .names import ACCOUNT
from .plan import Check, Plan, Resource, only

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_TAG_TEXT = re.compile(r"[\w\s.:/=+\-@]*")
_SHORTEST, _CHAINED, _USUAL = 900, 3600, 3600
_MOST_TAGS, _TAG_KEY, _TAG_VALUE, _POLICY = 50, 128, 256, 2048


@dataclass(frozen=True)
class Wanted:
    """What an AssumeRole call asks for, checked."""

    role: RoleView
    name: str
    tags: Mapping[str, str]
    policy: str | None
    seconds: int


def plan_sts(call: Call, inventory: Inventory) -> Plan:
    """AssumeRole and GetCallerIdentity.

    Raises:
        AwsError: Another operation, an unknown parameter, or a value outside STS's limits.
    """
    if call.operation == "GetCallerIdentity":
        only(call, set())
        return Plan((), None)
    if call.operation != "AssumeRole":
        raise unknown_to_local_aws(call.service, call.operation)
    wanted = read_wanted(call, inventory)
    context: dict[str, Any] = {"sts:RoleSessionName": wanted.name}
    context |= {f"aws:RequestTag/{key}": value for key, value in wanted.tags.items()}
    if wanted.tags:
        context["aws:TagKeys"] = tuple(sorted(wanted.tags))
    check = Check("sts:AssumeRole", wanted.role.arn, context, wanted.role.trust)
    return Plan((check,), _parameters(call, wanted), (Resource("AWS::IAM::Role", wanted.role.arn),))


def read_wanted(call: Call, inventory: Inventory) -> Wanted:
    """Read and check the parameters.

    Raises:
        AwsError: One is unknown or outside STS's limits. A role that does not exist is refused as any other.
    """
    allowed = {"RoleArn", "RoleSessionName", "Tags", "Policy", "DurationSeconds"}
    only(call, allowed, required=["RoleArn", "RoleSessionName"])
    arn = str(call.params["RoleArn"])
    role = inventory.role(arn.rpartition("/")[2])
    if role is None or role.arn != arn:
        raise unknown_to_local_aws(call.service, "a role of that ARN")
    name = str(call.params["RoleSessionName"])
    if not _SESSION_NAME.fullmatch(name):
        raise _invalid(what="roleSessionName")
    policy = call.params.get("Policy")
    _check_policy(policy)
    return Wanted(role, name, _tags(call), policy, _seconds(call, role))


def _invalid(what: str) -> AwsError:
    return AwsError("ValidationError", f"1 validation error detected: {what} does not satisfy its constraints")


def _tags(call: Call) -> dict[str, str]:
    listed = call.params.get("Tags") or []
    if not isinstance(listed, list) or not all(
        isinstance(tag, dict) and set(tag) == {"Key", "Value"} for tag in listed
    ):
        raise _invalid(what="tags")
    tags = {tag["Key"]: tag["Value"] for tag in listed}
    fits = all(
        0 < len(key) <= _TAG_KEY
        and len(value) <= _TAG_VALUE
        and _TAG_TEXT.fullmatch(key + value)
        and not key.lower().startswith("aws:")
        for key, value in tags.items()
    )
    if not fits or len(tags) > _MOST_TAGS or len({key.lower() for key in tags}) != len(listed):
        raise _invalid(what="tags")
    return tags


def _check_policy(policy: str | None) -> None:
    if policy is None:
        return
    if len(policy) > _POLICY:
        raise AwsError(code="PackedPolicyTooLarge", message=f"The session policy is longer than {_POLICY} characters")
    try:
        _ = parsed("session", policy).statements
    except UnsupportedPolicyError as error:
        raise AwsError(
            code="MalformedPolicyDocument", message="The session policy is not understood", note=str(error)
        ) from error


def _seconds(call: Call, role: RoleView) -> int:
    text = str(call.params.get("DurationSeconds", _USUAL))
    # Every caller here is a role session, so every assumption is chained.
    longest = min(role.longest_session, _CHAINED)
    if not text.isdigit() or not _SHORTEST <= int(text) <= longest:
        raise AwsError(code="ValidationError", message=f"DurationSeconds must be from {_SHORTEST} to {longest}")
    return int(text)


def _parameters(call: Call, wanted: Wanted) -> dict[str, Any]:
    parameters: dict[str, Any] = {"roleArn": wanted.role.arn, "roleSessionName": wanted.name}
    if "DurationSeconds" in call.params:
        parameters["durationSeconds"] = wanted.seconds
    if wanted.tags:
        parameters["tags"] = [{"key": key, "value": value} for key, value in wanted.tags.items()]
        parameters["principalTags"] = {**wanted.role.tags, **wanted.tags}
    if wanted.policy is not None:
        parameters["policy"] = wanted.policy
    return parameters


class TokenService:
    """Answers the two calls, once they are allowed."""

    def __init__(self, registry: CredentialRegistry, inventory: Inventory, clock: Clock) -> None:
        """Take where sessions are kept, where roles are found, and the time."""
        self._registry = registry
        self._inventory = inventory
        self._clock = clock

    def mint(self, wanted: Wanted) -> Session:
        """A session of that role, from now on."""
        now = self._clock.now()
        return self._registry.mint(
            role_arn=wanted.role.arn,
            role_id=wanted.role.role_id,
            name=wanted.name,
            tags=wanted.tags,
            policy=wanted.policy,
            issued_at=now,
            expires_at=now + timedelta(seconds=wanted.seconds),
        )

    def perform(self, call: Call, caller: Session) -> Answer:
        """Carry out a call that was allowed."""
        if call.operation == "GetCallerIdentity":
            body = f"<UserId>{caller.user_id}</UserId><Account>{ACCOUNT}</Account><Arn>{escape(caller.arn)}</Arn>"
            return _answer(call, body, None)
        wanted = read_wanted(call, self._inventory)
        session = self.mint(wanted)
        body = (
            f"<Credentials><AccessKeyId>{session.access_key_id}</AccessKeyId>"
            f"<SecretAccessKey>{session.secret_access_key}</SecretAccessKey>"
            f"<SessionToken>{session.session_token}</SessionToken>"
            f"<Expiration>{instant(session.expires_at)}</Expiration></Credentials>"
            f"<AssumedRoleUser><AssumedRoleId>{session.user_id}</AssumedRoleId><Arn>{escape(session.arn)}</Arn>"
            f"</AssumedRoleUser><PackedPolicySize>{packed_percent(wanted)}</PackedPolicySize>"
        )
        return _answer(call, body, elements(session))


def packed_percent(wanted: Wanted) -> int:
    """How much of the room for policy and tags is used, by their plain length: AWS's own packing is not public."""
    plain = len(wanted.policy or "") + len(json.dumps(wanted.tags)) if wanted.policy or wanted.tags else 0
    return min(100, round(100 * plain / _POLICY))


def elements(session: Session) -> dict[str, Any]:
    """What the trail shows of a minted session; the secret key is not in it."""
    expiration = session.expires_at.astimezone(UTC)
    return {
        "credentials": {
            "accessKeyId": session.access_key_id,
            "expiration": _trail_date(expiration),
            "sessionToken": session.session_token,
        },
        "assumedRoleUser": {"assumedRoleId": session.user_id, "arn": session.arn},
    }


def _trail_date(moment: datetime) -> str:
    # As CloudTrail writes it: Oct 2, 2019, 11:12:29 PM
    return f"{moment:%b} {moment.day}, {moment.year}, {moment.hour % 12 or 12}:{moment:%M:%S %p}"


def _answer(call: Call, result: str, shown: Mapping[str, Any] | None) -> Answer:
    name = call.operation
    text = (
        f'<{name}Response xmlns="{_NAMESPACE}"><{name}Result>{result}</{name}Result>'
        f"<ResponseMetadata><RequestId>{call.request_id}</RequestId></ResponseMetadata></{name}Response>"
    )
    return Answer(200, {"Content-Type": "text/xml"}, text.encode(), None, shown)
