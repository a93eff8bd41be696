"""Mints case sessions: STS AssumeRole with the decision's tags and a policy of literals that only it knows.

The role's own policy bounds a session by its tags (case, agency, client, access, signs). The inline policy narrows
that to the exact partitions, the one record and the end of this decision's grant.
"""

import json
from typing import Any, Final

from chalicelib.adapters import aws
from chalicelib.contracts.decision import Grant, Session
from chalicelib.domain import ids
from chalicelib.domain.errors import SessionUnavailableError
from chalicelib.service.log_codes import LogCode, log

POLICY_LIMIT: Final = 2048
DURATION_S: Final = 900  # the shortest that STS grants; the policy ends the session's use sooner
_NEARLY_FULL_PERCENT: Final = 90
_ACTIONS: Final = {
    "read": ["dynamodb:GetItem", "dynamodb:Query"],
    "write": ["dynamodb:PutItem", "dynamodb:ConditionCheckItem"],
    "inbox": ["dynamodb:Query"],
    "queue": ["dynamodb:Query"],
}
_WITHOUT_CASE: Final = frozenset({"inbox", "queue"})
_CONTENT_ACTIONS: Final = {"seal": "kms:GenerateDataKey", "open": "kms:Decrypt"}
SIGNS: Final = "undertaking"
"""The one value of the tag `signs`: what the session may sign."""


class StsCaseSessions:
    """Assumes the role `CaseAccess`, which only the decision point may."""

    def __init__(
        self, role_arn: str, records_table_arn: str, records_key_arn: str, content_key_arn: str, signing_key_arn: str
    ) -> None:
        """Take the role, and the ARNs that a session's policy names."""
        self._role = role_arn
        self._table = records_table_arn
        self._table_key = records_key_arn
        self._content_key = content_key_arn
        self._signing_key = signing_key_arn

    def mint(self, decision: str, grant: Grant) -> Session:
        """Return a session that can do what the grant says; see `CaseSessions`."""
        try:
            answer = aws.client("sts").assume_role(
                RoleArn=self._role,
                RoleSessionName=decision,
                DurationSeconds=DURATION_S,
                Tags=[{"Key": name, "Value": value} for name, value in tags(decision, grant).items()],
                Policy=self.policy(grant),
            )
            given = answer["Credentials"]
            session = Session(
                access_key_id=given["AccessKeyId"],
                secret_access_key=given["SecretAccessKey"],
                session_token=given["SessionToken"],
                not_after=grant.not_after,
            )
        except Exception as error:
            # STS, the network, a policy that does not fit: no session, no access.
            raise SessionUnavailableError from error
        percent = answer.get("PackedPolicySize", 0)
        if percent >= _NEARLY_FULL_PERCENT:
            log(LogCode.SESSION_POLICY_NEAR_LIMIT, decision=decision, percent=percent)
        return session

    def policy(self, grant: Grant) -> str:
        """Return the inline policy of a grant, at most 2,048 characters.

        Raises:
            ValueError: it does not fit, however it is written.
        """
        for data in (_exact(grant.partitions), _abbreviated(grant.partitions)):
            text = json.dumps(self._document(grant, data), separators=(",", ":"))
            if len(text) <= POLICY_LIMIT:
                return text
        message = "the session policy is longer than STS takes"
        raise ValueError(message)

    def _document(self, grant: Grant, data: dict[str, Any]) -> dict[str, Any]:
        end = {"DateLessThan": {"aws:CurrentTime": grant.not_after}}
        only_keyed = {"Null": {"dynamodb:LeadingKeys": "false"}}  # ForAllValues is true of no keys at all
        statements = [
            _allow(_ACTIONS[grant.access], self._reached(grant), data | only_keyed | end),
            # Of use through DynamoDB alone, by the role's own policy: it ends with the statement above.
            _allow("kms:Decrypt", self._table_key),
        ]
        if grant.content != "none":
            one_record = {"StringEquals": {"kms:EncryptionContext:record": grant.record}}
            statements.append(_allow(_CONTENT_ACTIONS[grant.content], self._content_key, one_record | end))
        if grant.signs:
            statements.append(_allow("kms:Sign", self._signing_key, end))
        return {"Version": "2012-10-17", "Statement": statements}

    def _reached(self, grant: Grant) -> str:
        """Return what the session reaches: the table, or for a queue its index and not the table."""
        return f"{self._table}/index/{ids.QUEUE_INDEX}" if grant.access == "queue" else self._table


def tags(decision: str, grant: Grant) -> dict[str, str]:
    """Return the session's tags; an inbox and a queue have no case."""
    case = {"case": grant.case} if grant.case and grant.access not in _WITHOUT_CASE else {}
    client = grant.client.removeprefix("client:")
    signs = {"signs": SIGNS} if grant.signs else {}
    return {"decision": decision, "agency": grant.agency, "client": client, "access": grant.access} | case | signs


def _allow(action: str | list[str], resource: str, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    when = {"Condition": condition} if condition else {}
    return {"Effect": "Allow", "Action": action, "Resource": resource} | when


def _exact(partitions: list[str]) -> dict[str, Any]:
    return {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": partitions}}


def _abbreviated(partitions: list[str]) -> dict[str, Any]:
    """Write the agencies' partitions shorter, for many recipients: STS takes 2,048 characters.

    `m*.la:E09000001` and `a*#la:E09000001` say no more than `member#<case>.la:E09000001` and
    `agency#la:E09000001`: of what begins with m the role's own policy allows the members of the tagged case alone,
    of what begins with a the agencies, and no id of an agency holds a dot or a hash.
    """
    short = []
    for key in partitions:
        kind, name = key.split("#", 1)
        shorter = {"member": f"m*.{name.partition('.')[2]}", "agency": f"a*#{name}"}
        short.append(shorter.get(kind, key))
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": short}}
