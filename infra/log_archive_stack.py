"""The log account's part: a copy of the trail that nobody of the product's account can reach.

Deployed with the log account's own rights, before the data stack that sends to it.
"""

from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import Environment as StackEnvironment
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import names
from infra.environments import Environment
from infra.keys import MANAGE
from infra.logical_ids import keep_logical_ids
from infra.statements import allow

READER: Final = "proviso-log-reader"
"""Role of the log account that may read the copy; that account makes it, and says who may become it."""


class LogArchiveStack(Stack):
    """A locked bucket, its key, and the bucket of its access log."""

    def __init__(self, scope: Construct, construct_id: str, environment: Environment) -> None:
        """Declare it for the log account of `environment`."""
        super().__init__(
            scope,
            construct_id,
            stack_name=names.LOG_ARCHIVE_STACK,
            description="Proviso: a copy of the trail in the log account",
            env=StackEnvironment(account=environment.log_account, region=environment.region),
            termination_protection=True,
        )
        # The role is made after this stack, so its name is matched and not its identity.
        copier = {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{environment.account}:role/{names.TRAIL_COPY}"}}
        sender = [iam.AccountPrincipal(environment.account)]
        key = self._key(environment, copier, sender)
        copy = self._bucket(environment, key)
        copy.add_to_resource_policy(
            allow(
                "TrailIsCopiedHere",
                ["s3:ObjectOwnerOverrideToBucketOwner", "s3:ReplicateObject", "s3:ReplicateTags"],
                [copy.arn_for_objects("*")],
                copier,
                sender,
            )
        )
        keep_logical_ids(self)

    def _key(
        self, environment: Environment, copier: dict[str, dict[str, str]], sender: list[iam.AccountPrincipal]
    ) -> kms.Key:
        manager = [iam.AccountPrincipal(environment.log_account)]
        through_s3 = {**copier, "StringEquals": {"kms:ViaService": names.Arns(environment).via("s3")}}
        reader = {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{environment.log_account}:role/{READER}"}}
        key = kms.Key(
            self,
            "TrailCopyKey",
            description="Encrypts the copy of the trail",
            enable_key_rotation=True,
            policy=iam.PolicyDocument(
                statements=[
                    allow("LogAccountManages", MANAGE, ["*"], principals=manager),
                    allow("OneRoleReads", ["kms:Decrypt"], ["*"], {**through_s3, **reader}, manager),
                    allow("TrailIsCopied", ["kms:Encrypt", "kms:GenerateDataKey"], ["*"], through_s3, sender),
                ]
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        kms.Alias(self, "TrailCopyKeyAlias", alias_name=names.TRAIL_COPY_KEY, target_key=key)
        return key

    def _bucket(self, environment: Environment, key: kms.Key) -> s3.Bucket:
        log = s3.Bucket(
            self,
            "AccessLogBucket",
            bucket_name=f"proviso-trail-copy-access-{environment.log_account}-{environment.region}",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=RemovalPolicy.RETAIN,
        )
        return s3.Bucket(
            self,
            "TrailCopyBucket",
            bucket_name=names.archive_bucket(environment),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            object_lock_default_retention=s3.ObjectLockRetention.compliance(
                Duration.days(environment.trail_retention_days)
            ),
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            server_access_logs_bucket=log,
            server_access_logs_prefix="copy/",
            removal_policy=RemovalPolicy.RETAIN,
        )
