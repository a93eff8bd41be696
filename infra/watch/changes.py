"""Which changes are alarms: to keys, grants, trust, roles, tables, the trail, and the code that decides.

Each is told from CloudTrail's management events. Names are those that CloudTrail writes; Lambda's carry the date of
their interface, so they end in a star.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

METRICS: Final = "Proviso/Changes"
"""Namespace of the metrics that count changes; a metric has the name of its alarm."""


@dataclass(frozen=True)
class Change:
    """One alarm.

    Attributes:
        name: Of the alarm and its metric.
        says: What has happened, for whoever is woken.
        events: Event names, any of which counts; empty for every event.
        where: Further conditions of the filter pattern, each of which must hold.
    """

    name: str
    says: str
    events: Sequence[str]
    where: Sequence[str] = ()

    def pattern(self) -> str:
        """The metric filter pattern, at most 1,024 characters."""
        named = " || ".join(f'($.eventName = "{event}")' for event in self.events)
        return "{ " + " && ".join(f"({part})" for part in (*self.where, named) if part) + " }"


def _of(service: str) -> str:
    return f'$.eventSource = "{service}.amazonaws.com"'


_OUR_ROLE: Final = '$.requestParameters.roleName = "proviso-*"'

KEY_POLICY: Final = Change(
    "proviso-key-changed",
    "A key's policy, its state or its alias was changed: whoever did it can let somebody decrypt.",
    (
        "PutKeyPolicy", "ScheduleKeyDeletion", "DisableKey", "DisableKeyRotation", "UpdateAlias", "DeleteAlias",
        "ReplicateKey", "ImportKeyMaterial", "DeleteImportedKeyMaterial",
    ),
    (_of("kms"),),
)  # fmt: skip
GRANT: Final = Change(
    "proviso-grant-made",
    "A grant was made on a key: the use of the key was handed out beside its policy.",
    ("CreateGrant", "RevokeGrant", "RetireGrant"),
    (_of("kms"),),
)
TRUST: Final = Change(
    "proviso-trust-changed",
    "The trust of one of our roles was changed: somebody else may become it.",
    ("UpdateAssumeRolePolicy",),
    (_of("iam"), _OUR_ROLE),
)
ROLE: Final = Change(
    "proviso-role-changed",
    "What one of our roles may do was changed.",
    (
        "PutRolePolicy", "DeleteRolePolicy", "AttachRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary",
        "DeleteRolePermissionsBoundary", "CreateRole", "DeleteRole", "UpdateRole",
    ),
    (_of("iam"), _OUR_ROLE),
)  # fmt: skip
CODE: Final = Change(
    "proviso-code-changed",
    "A function was changed: its code, its settings, its layers, who may call it, or which version is live.",
    (
        "CreateFunction*", "UpdateFunctionCode*", "UpdateFunctionConfiguration*", "DeleteFunction*", "CreateAlias*",
        "UpdateAlias*", "DeleteAlias*", "AddPermission*", "PutFunctionEventInvokeConfig*", "UpdateFunctionEventInvoke*",
        "CreateFunctionUrlConfig*", "CreateEventSourceMapping*",
    ),
    (_of("lambda"),),
)  # fmt: skip
TRAIL: Final = Change(
    "proviso-trail-changed",
    "A trail was stopped, deleted or told to keep less: from now on looks may go unseen.",
    ("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors", "PutInsightSelectors", "CreateTrail"),
    (_of("cloudtrail"),),
)
TRAIL_BUCKET: Final = Change(
    "proviso-trail-bucket-changed",
    "The trail's bucket was changed: who may read it, how long it is locked, or where its access is logged.",
    (
        "PutBucketPolicy", "DeleteBucketPolicy", "PutBucketObjectLockConfiguration", "PutObjectLockConfiguration",
        "PutBucketVersioning", "PutBucketLogging", "PutBucketEncryption", "PutBucketLifecycle",
        "PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock", "PutBucketReplication", "DeleteBucket",
    ),
    (_of("s3"), '$.requestParameters.bucketName = "proviso-*"'),
)  # fmt: skip
TABLE: Final = Change(
    "proviso-table-changed",
    "A table's policy, protection or backup was changed, or a copy of a table was made.",
    (
        "PutResourcePolicy", "DeleteResourcePolicy", "UpdateTable", "DeleteTable", "UpdateContinuousBackups",
        "ExportTableToPointInTime", "RestoreTableToPointInTime", "CreateBackup", "RestoreTableFromBackup",
        "CreateGlobalTable", "EnableKinesisStreamingDestination", "UpdateTimeToLive",
    ),
    (_of("dynamodb"),),
)  # fmt: skip
EDGE: Final = Change(
    "proviso-edge-changed",
    "Who may connect, by which name, or what stands before the functions was changed.",
    (
        "UpdateDomainName", "DeleteDomainName", "CreateDomainName", "UpdateRestApi", "UpdateStage", "CreateDeployment",
        "CreateBasePathMapping", "UpdateBasePathMapping", "UpdateWebACL", "DeleteWebACL", "DisassociateWebACL",
    ),
)  # fmt: skip
ROOT: Final = Change(
    "proviso-root-acted",
    "The account's root user did something: nothing of ours ever does.",
    (),
    (
        '$.userIdentity.type = "Root"', "$.userIdentity.invokedBy NOT EXISTS", '$.eventType != "AwsServiceEvent"',
    ),
)  # fmt: skip
WATCH: Final = Change(
    "proviso-watch-changed",
    "An alarm, its filter, its log or its topic was changed: the next alarm may not come.",
    (
        "DeleteAlarms", "DisableAlarmActions", "PutMetricAlarm", "SetAlarmState", "PutMetricFilter",
        "DeleteMetricFilter", "DeleteLogGroup", "DeleteLogStream", "PutRetentionPolicy", "DeleteTopic", "Unsubscribe",
        "SetTopicAttributes",
    ),
)  # fmt: skip

CHANGES: Final = (KEY_POLICY, GRANT, TRUST, ROLE, CODE, TRAIL, TRAIL_BUCKET, TABLE, EDGE, ROOT, WATCH)
