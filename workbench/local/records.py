"""CloudTrail records: one JSON object a call, in CloudTrail's own words.

Source: "CloudTrail record contents", "CloudTrail userIdentity element", and each service's page on its log entries.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from .call import Answer, Call
from .clock import instant
from .credentials import Session
from .names import ACCOUNT, REGION
from .plan import Plan, Resource
from .plan_kms import KEY, SYMMETRIC

EVENT_VERSION = "1.11"
Record = dict[str, Any]
_NAMES = {
    ("s3", "ListObjectsV2"): "ListObjects",
    ("s3", "GetObjectLockConfiguration"): "GetBucketObjectLockConfiguration",
}
INTERNAL = {"dynamodb": "dynamodb.amazonaws.com", "s3": "AWS Internal"}


def identity(session: Session) -> Record:
    """`userIdentity` of a role session."""
    return {
        "type": "AssumedRole",
        "principalId": session.user_id,
        "arn": session.arn,
        "accountId": ACCOUNT,
        "accessKeyId": session.access_key_id,
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": session.role_id,
                "arn": session.role_arn,
                "accountId": ACCOUNT,
                "userName": session.role_name,
            },
            "attributes": {"creationDate": instant(session.issued_at), "mfaAuthenticated": "false"},
        },
    }


def of_call(call: Call, session: Session, plan: Plan, answer: Answer, at: datetime) -> Record:
    """The record of one call, carried out or refused."""
    record = _begin(identity(session), f"{call.service}.amazonaws.com", event_name(call), at)
    record |= {"awsRegion": call.region, "sourceIPAddress": call.raw.source_ip, "userAgent": call.user_agent}
    record |= _error(answer.error)
    record |= {
        "requestParameters": dict(plan.parameters) if plan.parameters is not None else None,
        "responseElements": dict(answer.elements) if answer.elements and answer.error is None else None,
        "requestID": answer.request_id or call.request_id,
    }
    if plan.api_version:
        record["apiVersion"] = plan.api_version
    return _end(record, plan.resources, read_only=plan.read_only, management=plan.management)


def event_name(call: Call) -> str:
    """The event's name; S3's differ from the operation's here and there."""
    return _NAMES.get((call.service, call.operation), call.operation)


def of_key_use(
    session: Session, service: str, action: str, key_arn: str, context: Mapping[str, str], at: datetime,
    error: tuple[str, str] | None,
) -> Record:  # fmt: skip
    """The record of a key's use by a service on the caller's behalf."""
    who = {**identity(session), "invokedBy": INTERNAL[service]}
    record = _begin(who, "kms.amazonaws.com", action, at)
    record |= {"awsRegion": REGION, "sourceIPAddress": INTERNAL[service], "userAgent": INTERNAL[service]}
    record |= _error(error)
    record |= {
        "requestParameters": {"encryptionContext": dict(context), "encryptionAlgorithm": SYMMETRIC},
        "responseElements": None,
        "requestID": str(uuid4()),
    }
    return _end(record, (Resource(KEY, key_arn),), read_only=True, management=True)


def of_mint(
    who: Record, event: str, parameters: Mapping[str, Any], elements: Mapping[str, Any], role_arn: str, at: datetime
) -> Record:
    """The record of a session that was not asked for through the endpoint: by a service, or by a person's sign-in."""
    source = str(who.get("invokedBy", "127.0.0.1"))
    record = _begin(who, "sts.amazonaws.com", event, at)
    record |= {"awsRegion": REGION, "sourceIPAddress": source, "userAgent": source}
    record |= {"requestParameters": dict(parameters), "responseElements": dict(elements), "requestID": str(uuid4())}
    return _end(record, (Resource("AWS::IAM::Role", role_arn),), read_only=True, management=True)


def _begin(who: Record, source: str, name: str, at: datetime) -> Record:
    return {
        "eventVersion": EVENT_VERSION,
        "userIdentity": who,
        "eventTime": instant(at),
        "eventSource": source,
        "eventName": name,
    }


def _error(error: tuple[str, str] | None) -> Record:
    return {} if error is None else {"errorCode": error[0], "errorMessage": error[1]}


def _end(record: Record, resources: tuple[Resource, ...], *, read_only: bool, management: bool) -> Record:
    return record | {
        "eventID": str(uuid4()),
        "readOnly": read_only,
        "resources": [resource.shown() for resource in resources],
        "eventType": "AwsApiCall",
        "managementEvent": management,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management" if management else "Data",
    }
