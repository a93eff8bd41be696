"""Which changes are alarms: to keys, grants, trust, roles, tables, the trail, and the code that decides.

Each is told from CloudTrail's management events. Names are those that CloudTrail writes; Lambda's carry the date of
their interface, so they end in a star.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from infra import names


@dataclass(frozen=True)
class Change:
    """One alarm.

    Attributes:
        name: Of the alarm and its metric.
        says: What has happened, for whoever is woken.
        source: The service's event source.
        events: Event names, any of which counts.
        where: A further condition of the filter pattern; empty for every event.
    """

    name: str
    says: str
    source: str
    events: Sequence[str]
    where: str = ""

    def pattern(self) -> str:
        """The metric filter pattern, at most 1,024 characters."""
        named = " || ".join(f'($.eventName = "{event}")' for event in self.events)
        parts = [f'($.eventSource = "{self.source}")', f"({named})", *([f"({self.where})"] if self.where else [])]
        return "{ " + " && ".join(parts) + " }"


_OUR_ROLE: Final = '$.requestParameters.roleName = "proviso-*"'

KEY_POLICY: Final = Change(
    "proviso-key-changed",
    "A key's policy, its state or its alias was changed: whoever did it can let somebody decrypt.",
    "kms.amazonaws.com",
    (
        "PutKeyPolicy", "ScheduleKeyDeletion", "DisableKey", "DisableKeyRotation", "UpdateAlias", "DeleteAlias",
        "ReplicateKey", "ImportKeyMaterial", "DeleteImportedKeyMaterial",
    ),
)  # fmt: skip
GRANT: Final = Change(
    "proviso-grant-made",
    "A grant was made on a key: the use of the key was handed out beside its policy.",
    "kms.amazonaws.com",
    ("CreateGrant", "RevokeGrant", "RetireGrant"),
)
TRUST: Final = Change(
    "proviso-trust-changed",
    "The trust of one of our roles was changed: somebody else may become it.",
    "iam.amazonaws.com",
    ("UpdateAssumeRolePolicy",),
    _OUR_ROLE,
)
ROLE: Final = Change(
    "proviso-role-changed",
    "What one of our roles may do was changed.",
    "iam.amazonaws.com",
    (
        "PutRolePolicy", "DeleteRolePolicy", "AttachRolePolicy", "DetachRolePolicy", "PutRolePermissionsBoundary",
        "DeleteRolePermissionsBoundary", "CreateRole", "DeleteRole", "UpdateRole",
    ),
    _OUR_ROLE,
)  # fmt: skip
CODE: Final = Change(
    "proviso-code-changed",
    "A function was changed: its code, its settings, its layers, who may call it, or which version is live.",
    "lambda.amazonaws.com",
    (
        "CreateFunction*", "UpdateFunctionCode*", "UpdateFunctionConfiguration*", "DeleteFunction*", "CreateAlias*",
        "UpdateAlias*", "DeleteAlias*", "AddPermission*", "PutFunctionEventInvokeConfig*", "UpdateFunctionEventInvoke*",
        "CreateFunctionUrlConfig*", "CreateEventSourceMapping*",
    ),
)  # fmt: skip
TRAIL: Final = Change(
    "proviso-trail-changed",
    "A trail was stopped, deleted or told to keep less: from now on looks may go unseen.",
    "cloudtrail.amazonaws.com",
    ("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors", "PutInsightSelectors", "CreateTrail"),
)
TRAIL_BUCKET: Final = Change(
    "proviso-trail-bucket-changed",
    "The trail's bucket was changed: who may read it, how long it is locked, or where its access is logged.",
    "s3.amazonaws.com",
    (
        "PutBucketPolicy", "DeleteBucketPolicy", "PutBucketObjectLockConfiguration", "PutObjectLockConfiguration",
        "PutBucketVersioning", "PutBucketLogging", "PutBucketEncryption", "PutBucketLifecycle",
        "PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock", "PutBucketReplication", "DeleteBucket",
    ),
    '$.requestParameters.bucketName = "proviso-*"',
)  # fmt: skip
TABLE: Final = Change(
    "proviso-table-changed",
    "A table's policy, protection or backup was changed, or a copy of a table was made.",
    "dynamodb.amazonaws.com",
    (
        "PutResourcePolicy", "DeleteResourcePolicy", "UpdateTable", "DeleteTable", "UpdateContinuousBackups",
        "ExportTableToPointInTime", "RestoreTableToPointInTime", "CreateBackup", "RestoreTableFromBackup",
        "CreateGlobalTable", "EnableKinesisStreamingDestination", "UpdateTimeToLive",
    ),
)  # fmt: skip
ROOT: Final = Change(
    "proviso-root-acted",
    "The account's root user did something: nothing of ours ever does.",
    "",
    (),
)
WATCH: Final = Change(
    "proviso-watch-changed",
    "An alarm, its filter, its log or its topic was changed: the next alarm may not come.",
    "",
    (),
)

CHANGES: Final = (KEY_POLICY, GRANT, TRUST, ROLE, CODE, TRAIL, TRAIL_BUCKET, TABLE, ROOT, WATCH)

_ROOT_PATTERN: Final = (
    '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }'
)
_WATCH_PATTERN: Final = (
    '{ ($.eventName = "DeleteAlarms") || ($.eventName = "DisableAlarmActions") || ($.eventName = "PutMetricAlarm")'
    ' || ($.eventName = "SetAlarmState") || ($.eventName = "PutMetricFilter") || ($.eventName = "DeleteMetricFilter")'
    ' || ($.eventName = "DeleteLogGroup") || ($.eventName = "DeleteLogStream") || ($.eventName = "PutRetentionPolicy")'
    ' || ($.eventName = "DeleteTopic") || ($.eventName = "Unsubscribe") || ($.eventName = "SetTopicAttributes") }'
)


def pattern_of(change: Change) -> str:
    """The metric filter pattern of an alarm."""
    own = {ROOT.name: _ROOT_PATTERN, WATCH.name: _WATCH_PATTERN}
    return own.get(change.name) or change.pattern()


METRICS: Final = "Proviso/Changes"
assert names  # the names of alarms begin with the product's, as the deny statements of infra/scp expect
