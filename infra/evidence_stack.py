"""The evidence stack: how an auditor holds the trail against the ledger in the account itself.

The ledger is exported to a bucket (DynamoDB's own export, which reads nothing through the table), the trail is read
where it lies, and the saved query joins both. Nothing here runs by itself.
"""

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import Environment as StackEnvironment
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import names
from infra.api import signals
from infra.environments import Environment
from infra.evidence.columns import LEDGER, TRAIL
from infra.evidence.query import DATABASE, Joined, reconcile_query
from infra.imports import imported
from infra.keys import management
from infra.logical_ids import keep_logical_ids
from infra.statements import Conditions, allow

WORKGROUP = "proviso-evidence"
_TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
_TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"


class EvidenceStack(Stack):
    """Bucket, tables, workgroup and the saved query."""

    def __init__(self, scope: Construct, construct_id: str, environment: Environment) -> None:
        """Declare every resource."""
        super().__init__(
            scope,
            construct_id,
            stack_name=names.EVIDENCE_STACK,
            description="Proviso: the query that holds the trail against the ledger",
            env=StackEnvironment(account=environment.account, region=environment.region),
            termination_protection=True,
        )
        self._environment = environment
        key = self._key()
        bucket = self._bucket(key)
        self._tables(bucket)
        self._query(bucket, key)
        self._auditor(bucket, key)
        keep_logical_ids(self)

    def _key(self) -> kms.Key:
        auditor = [iam.ArnPrincipal(imported(names.DATA_STACK, "AuditorRoleArn"))]
        key = kms.Key(
            self,
            "EvidenceKey",
            description="Encrypts exports of the ledger and answers to queries",
            enable_key_rotation=True,
            policy=iam.PolicyDocument(
                statements=[
                    *management(self._environment),
                    allow("AuditorsThroughS3", _USE, ["*"], self._through_s3(), auditor),
                ]
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        kms.Alias(self, "EvidenceKeyAlias", alias_name="alias/proviso-evidence", target_key=key)
        return key

    def _through_s3(self) -> Conditions:
        return {"StringEquals": {"kms:ViaService": names.Arns(self._environment).via("s3")}}

    def _bucket(self, key: kms.Key) -> s3.Bucket:
        return s3.Bucket(
            self,
            "EvidenceBucket",
            bucket_name=names.evidence_bucket(self._environment),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            # Copies of what the ledger and the trail hold for good.
            lifecycle_rules=[
                s3.LifecycleRule(expiration=Duration.days(30), noncurrent_version_expiration=Duration.days(1))
            ],
            server_access_logs_bucket=s3.Bucket.from_bucket_name(
                self, "AccessLog", names.access_log_bucket(self._environment)
            ),
            server_access_logs_prefix="evidence/",
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _tables(self, bucket: s3.Bucket) -> None:
        account, region = self._environment.account, self._environment.region
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=account,
            database_input=glue.CfnDatabase.DatabaseInputProperty(name=DATABASE, description="Trail and ledger"),
        )
        trail = f"s3://{names.trail_bucket(self._environment)}/AWSLogs/{account}/CloudTrail/{region}"
        days = {
            "projection.enabled": "true",
            "projection.day.type": "date",
            "projection.day.format": "yyyy/MM/dd",
            "projection.day.interval": "1",
            "projection.day.interval.unit": "DAYS",
            "projection.day.range": "2026/01/01,NOW",
            "storage.location.template": trail + "/${day}",
        }
        tables = (
            self._table(
                "trail",
                TRAIL,
                trail,
                ("com.amazon.emr.cloudtrail.CloudTrailInputFormat", "org.apache.hive.hcatalog.data.JsonSerDe"),
                days,
            ),
            self._table(
                "ledger",
                LEDGER,
                f"s3://{bucket.bucket_name}/ledger/",
                (_TEXT_INPUT, "org.openx.data.jsonserde.JsonSerDe"),
            ),
        )
        for table in tables:
            table.add_resource_dependency(database)

    def _table(
        self,
        name: str,
        columns: Sequence[tuple[str, str]],
        location: str,
        formats: tuple[str, str],
        projection: dict[str, str] | None = None,
    ) -> glue.CfnTable:
        column, part = glue.CfnTable.ColumnProperty, glue.CfnTable
        reads, serde = formats
        return part(
            self,
            name.capitalize(),
            catalog_id=self._environment.account,
            database_name=DATABASE,
            table_input=part.TableInputProperty(
                name=name,
                table_type="EXTERNAL_TABLE",
                parameters={"EXTERNAL": "TRUE", **(projection or {})},
                partition_keys=[column(name="day", type="string")] if projection else None,
                storage_descriptor=part.StorageDescriptorProperty(
                    columns=[column(name=one, type=kind) for one, kind in columns],
                    location=location,
                    input_format=reads,
                    output_format=_TEXT_OUTPUT,
                    serde_info=part.SerdeInfoProperty(serialization_library=serde),
                ),
            ),
        )

    def _query(self, bucket: s3.Bucket, key: kms.Key) -> None:
        part = athena.CfnWorkGroup
        group = part(
            self,
            "Workgroup",
            name=WORKGROUP,
            description="Auditors' queries; nobody may send answers elsewhere",
            work_group_configuration=part.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                result_configuration=part.ResultConfigurationProperty(
                    output_location=f"s3://{bucket.bucket_name}/answers/",
                    encryption_configuration=part.EncryptionConfigurationProperty(
                        encryption_option="SSE_KMS", kms_key=key.key_arn
                    ),
                ),
            ),
        )
        keys = [imported(names.DATA_STACK, one) for one in ("ContentKeyArn", "RecordsKeyArn", "LedgerKeyArn")]
        deployer = self._environment.deployer.rpartition("/")[2]
        query = athena.CfnNamedQuery(
            self,
            "Reconcile",
            name="proviso-reconcile",
            description="Looks that no decision explains; parameters: first and last day, yyyy/MM/dd",
            database=DATABASE,
            work_group=WORKGROUP,
            query_string=reconcile_query(Joined(keys, [deployer], imported(names.DATA_STACK, "SigningKeyArn"))),
        )
        query.add_resource_dependency(group)

    def _auditor(self, bucket: s3.Bucket, key: kms.Key) -> None:
        """What the auditor's role needs besides: to run the query, to export the ledger, to tell what it found."""
        arns, environment = names.Arns(self._environment), self._environment
        catalogue = f"arn:aws:glue:{environment.region}:{environment.account}"
        iam.Policy(
            self,
            "AuditorPolicy",
            policy_name="proviso-auditor-evidence",
            roles=[iam.Role.from_role_name(self, "Auditor", names.AUDITOR)],
            statements=[
                allow("ExportLedger", ["dynamodb:ExportTableToPointInTime"], [arns.table(names.LEDGER_TABLE)]),
                allow(
                    "RunQuery",
                    _QUERY,
                    [f"arn:aws:athena:{environment.region}:{environment.account}:workgroup/{WORKGROUP}"],
                ),
                allow(
                    "SeeTables",
                    ["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable"],
                    [
                        f"{catalogue}:catalog",
                        f"{catalogue}:database/{DATABASE}",
                        *(f"{catalogue}:table/{DATABASE}/{name}" for name in ("trail", "ledger")),
                    ],
                ),
                allow("FindEvidence", ["s3:GetBucketLocation", "s3:ListBucket"], [bucket.bucket_arn]),
                allow(
                    "KeepEvidence",
                    ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
                    [bucket.arn_for_objects("answers/*"), bucket.arn_for_objects("ledger/*")],
                ),
                allow("EvidenceKey", _USE, [key.key_arn], self._through_s3()),
                # PutMetricData knows no resources; the namespace is what limits it.
                allow(
                    "TellOrphans",
                    ["cloudwatch:PutMetricData"],
                    ["*"],
                    {"StringEquals": {"cloudwatch:namespace": signals.PROOF}},
                ),
            ],
        )


_USE = ["kms:Decrypt", "kms:GenerateDataKey"]
_QUERY = [
    "athena:GetNamedQuery",
    "athena:GetQueryExecution",
    "athena:GetQueryResults",
    "athena:GetWorkGroup",
    "athena:ListNamedQueries",
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
]
