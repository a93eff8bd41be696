"""The trail: every call on tables, keys, sessions and `decide`, in files that nobody can delete before their time."""

from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import names
from infra.environments import Environment
from infra.roles import Roles
from infra.statements import allow

ERASURES: Final = ("DeleteObject", "DeleteObjects", "PutObjectLegalHold", "PutObjectRetention", "PutObjectTagging")
"""What would take a file of the trail back, or hide it, if its lock did not hold."""


@dataclass(frozen=True)
class TrailBuckets:
    """Where the trail lies, and where it is recorded who read it."""

    trail: s3.Bucket
    access_log: s3.Bucket


def build_buckets(scope: Construct, environment: Environment, trail_key: kms.Key, roles: Roles) -> TrailBuckets:
    """Create the trail's bucket (locked, encrypted, TLS only) and the bucket for its access log."""
    access_log = s3.Bucket(
        scope,
        "TrailAccessLogBucket",
        bucket_name=names.access_log_bucket(environment),
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        versioned=True,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        removal_policy=RemovalPolicy.RETAIN,
    )
    trail = s3.Bucket(
        scope,
        "TrailBucket",
        bucket_name=names.trail_bucket(environment),
        encryption=s3.BucketEncryption.KMS,
        encryption_key=trail_key,
        # CloudTrail would need to decrypt if the bucket kept keys of its own.
        bucket_key_enabled=False,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=True,
        versioned=True,
        object_lock_default_retention=s3.ObjectLockRetention.compliance(
            Duration.days(environment.trail_retention_days)
        ),
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        server_access_logs_bucket=access_log,
        server_access_logs_prefix="trail/",
        removal_policy=RemovalPolicy.RETAIN,
    )
    if roles.trail_copy:
        _copied(environment, trail, roles.trail_copy)
    access_log.add_to_resource_policy(_other_logs(environment, access_log))
    for statement in _cloudtrail_writes(environment, trail):
        trail.add_to_resource_policy(statement)
    return TrailBuckets(trail, access_log)


def build_trail(
    scope: Construct, environment: Environment, buckets: TrailBuckets, trail_key: kms.Key
) -> cloudtrail.CfnTrail:
    """Create the trail: all regions, log file validation, and the data events that prove each look."""
    trail = cloudtrail.CfnTrail(
        scope,
        "Trail",
        trail_name=names.TRAIL,
        s3_bucket_name=buckets.trail.bucket_name,
        kms_key_id=trail_key.key_arn,
        is_logging=True,
        is_multi_region_trail=True,
        include_global_service_events=True,
        enable_log_file_validation=True,
        advanced_event_selectors=_selectors(environment, buckets),
    )
    # CloudTrail tries the bucket when the trail is made, so the bucket's policy comes first.
    trail.node.add_dependency(buckets.trail.node.find_child("Policy"))
    return trail


def _copied(environment: Environment, trail: s3.Bucket, role: iam.Role) -> None:
    """Have S3 copy each file to the log account, locked there as it is here, under a key of that account."""
    bucket = trail.node.default_child
    if not isinstance(bucket, s3.CfnBucket):
        message = "the trail's bucket has no resource"
        raise TypeError(message)
    key = f"arn:aws:kms:{environment.region}:{environment.log_account}:{names.TRAIL_COPY_KEY}"
    part = s3.CfnBucket
    bucket.replication_configuration = part.ReplicationConfigurationProperty(
        role=role.role_arn,
        rules=[
            part.ReplicationRuleProperty(
                id="log-account",
                status="Enabled",
                priority=1,
                filter=part.ReplicationRuleFilterProperty(prefix=""),
                # A delete marker hides a file; it is not copied.
                delete_marker_replication=part.DeleteMarkerReplicationProperty(status="Disabled"),
                source_selection_criteria=part.SourceSelectionCriteriaProperty(
                    sse_kms_encrypted_objects=part.SseKmsEncryptedObjectsProperty(status="Enabled")
                ),
                destination=part.ReplicationDestinationProperty(
                    bucket=f"arn:aws:s3:::{names.archive_bucket(environment)}",
                    account=environment.log_account,
                    access_control_translation=part.AccessControlTranslationProperty(owner="Destination"),
                    encryption_configuration=part.EncryptionConfigurationProperty(replica_kms_key_id=key),
                ),
            )
        ],
    )


def _other_logs(environment: Environment, access_log: s3.Bucket) -> iam.PolicyStatement:
    """The other stacks' buckets have their access logged here too."""
    others = [names.truststore_bucket(environment), names.evidence_bucket(environment)]
    folders = ("evidence/*", "truststore/*")
    return allow(
        "OtherBucketsLogHere",
        ["s3:PutObject"],
        [access_log.arn_for_objects(folder) for folder in folders],
        {
            "ArnLike": {"aws:SourceArn": [f"arn:aws:s3:::{name}" for name in others]},
            "StringEquals": {"aws:SourceAccount": environment.account},
        },
        [iam.ServicePrincipal("logging.s3.amazonaws.com")],
    )


def _cloudtrail_writes(environment: Environment, bucket: s3.Bucket) -> list[iam.PolicyStatement]:
    service = [iam.ServicePrincipal("cloudtrail.amazonaws.com")]
    ours = {"aws:SourceArn": names.Arns(environment).trails()}
    folder = f"AWSLogs/{environment.account}/*"
    return [
        allow("CloudTrailChecksBucket", ["s3:GetBucketAcl"], [bucket.bucket_arn], {"StringEquals": ours}, service),
        allow(
            "CloudTrailWrites",
            ["s3:PutObject"],
            [bucket.arn_for_objects(folder), bucket.arn_for_objects(f"{names.WATCH_PREFIX}/{folder}")],
            {"StringEquals": {**ours, "s3:x-amz-acl": "bucket-owner-full-control"}},
            service,
        ),
    ]


def _selectors(
    environment: Environment, buckets: TrailBuckets
) -> list[cloudtrail.CfnTrail.AdvancedEventSelectorProperty]:
    arns = names.Arns(environment)
    tables = [arns.table(names.RECORDS_TABLE), arns.table(names.LEDGER_TABLE)]
    field = cloudtrail.CfnTrail.AdvancedFieldSelectorProperty
    reads_only = field(field="readOnly", equal_to=["true"])
    return [
        _selector("Management", field(field="eventCategory", equal_to=["Management"])),
        _data("Tables", "AWS::DynamoDB::Table", field(field="resources.ARN", equal_to=tables)),
        # Its versions and aliases too: their ARNs are longer.
        _data(
            "Decide", "AWS::Lambda::Function", field(field="resources.ARN", starts_with=[arns.function(names.DECIDE)])
        ),
        # Reads, and attempts to take back: CloudTrail's own puts would otherwise be events about events.
        _data(
            "TrailReads",
            "AWS::S3::Object",
            field(field="resources.ARN", starts_with=[f"{buckets.trail.bucket_arn}/"]),
            reads_only,
        ),
        _data(
            "TrailErasures",
            "AWS::S3::Object",
            field(field="resources.ARN", starts_with=[f"{buckets.trail.bucket_arn}/"]),
            field(field="eventName", equal_to=list(ERASURES)),
        ),
    ]


def _data(
    name: str, resource_type: str, *fields: cloudtrail.CfnTrail.AdvancedFieldSelectorProperty
) -> cloudtrail.CfnTrail.AdvancedEventSelectorProperty:
    field = cloudtrail.CfnTrail.AdvancedFieldSelectorProperty
    category = field(field="eventCategory", equal_to=["Data"])
    return _selector(name, category, field(field="resources.type", equal_to=[resource_type]), *fields)


def _selector(
    name: str, *fields: cloudtrail.CfnTrail.AdvancedFieldSelectorProperty
) -> cloudtrail.CfnTrail.AdvancedEventSelectorProperty:
    return cloudtrail.CfnTrail.AdvancedEventSelectorProperty(name=name, field_selectors=list(fields))
