"""The truststore: the certificates of those whose clients may connect, each version kept.

A stack of its own, because it is filled by hand between its deployment and that of the API, which takes it up.
"""

from aws_cdk import Environment as StackEnvironment
from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import names
from infra.environments import Environment
from infra.logical_ids import keep_logical_ids


class TruststoreStack(Stack):
    """One bucket."""

    def __init__(self, scope: Construct, construct_id: str, environment: Environment) -> None:
        """Declare it; its access is logged where the trail's is."""
        super().__init__(
            scope,
            construct_id,
            stack_name=names.TRUSTSTORE_STACK,
            description="Proviso: certificates of those who may connect",
            env=StackEnvironment(account=environment.account, region=environment.region),
            termination_protection=True,
        )
        log = s3.Bucket.from_bucket_name(self, "AccessLog", names.access_log_bucket(environment))
        s3.Bucket(
            self,
            "Truststore",
            bucket_name=names.truststore_bucket(environment),
            # API Gateway reads it, and what it holds are certificates, which anyone may see.
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            server_access_logs_bucket=log,
            server_access_logs_prefix="truststore/",
            removal_policy=RemovalPolicy.RETAIN,
        )
        keep_logical_ids(self)
