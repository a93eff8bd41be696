"""The data stack: what holds information, who may reach it, and what proves who did."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import Environment as StackEnvironment
from constructs import Construct

from infra import names
from infra.environments import Environment
from infra.keys import build_keys
from infra.logical_ids import keep_logical_ids
from infra.names import API_FUNCTIONS
from infra.permissions import Reach, grant_roles
from infra.roles import build_roles
from infra.tables import build_tables
from infra.trail import build_buckets, build_trail


class DataStack(Stack):
    """Keys, tables, roles and the trail of one environment."""

    def __init__(self, scope: Construct, construct_id: str, environment: Environment) -> None:
        """Declare every resource; nothing is looked up in an account."""
        super().__init__(
            scope,
            construct_id,
            stack_name=names.DATA_STACK,
            description="Proviso: keys, tables, roles and the trail",
            env=StackEnvironment(account=environment.account, region=environment.region),
            termination_protection=True,
        )
        self.roles = build_roles(self, environment)
        self.keys = build_keys(self, environment, self.roles)
        self.tables = build_tables(self, environment, self.keys, self.roles)
        self.buckets = build_buckets(self, environment, self.keys.trail, self.roles)
        self.trail = build_trail(self, environment, self.buckets, self.keys.trail)
        grant_roles(self, environment, self.roles, self._reach())
        self._outputs()
        keep_logical_ids(self)

    def _reach(self) -> Reach:
        return Reach(
            records=self.tables.records,
            ledger=self.tables.ledger,
            content_key=self.keys.content,
            records_key=self.keys.records,
            ledger_key=self.keys.ledger,
            trail_key=self.keys.trail,
            signing_key=self.keys.signing,
            trail_bucket=self.buckets.trail,
        )

    def _outputs(self) -> None:
        share, request_disclosure, record_undertaking = (self.roles.api[name] for name in API_FUNCTIONS)
        values = {
            "RecordsTableName": self.tables.records.table_name,
            "RecordsTableArn": self.tables.records.table_arn,
            "LedgerTableName": self.tables.ledger.table_name,
            "LedgerTableArn": self.tables.ledger.table_arn,
            "ContentKeyArn": self.keys.content.key_arn,
            "RecordsKeyArn": self.keys.records.key_arn,
            "LedgerKeyArn": self.keys.ledger.key_arn,
            "TrailKeyArn": self.keys.trail.key_arn,
            "SigningKeyArn": self.keys.signing.key_arn,
            "DecideRoleArn": self.roles.decide.role_arn,
            "CaseAccessRoleArn": self.roles.case_access.role_arn,
            "ShareRoleArn": share.role_arn,
            "RequestDisclosureRoleArn": request_disclosure.role_arn,
            "RecordUndertakingRoleArn": record_undertaking.role_arn,
            "ClockRoleArn": self.roles.clock.role_arn,
            "AuditorRoleArn": self.roles.auditor.role_arn,
            "RegistrarRoleArn": self.roles.registrar.role_arn,
            "TrailBucketName": self.buckets.trail.bucket_name,
            "TrailAccessLogBucketName": self.buckets.access_log.bucket_name,
            "TrailArn": self.trail.attr_arn,
        }
        for output, value in values.items():
            CfnOutput(self, output, value=value, export_name=names.export(names.DATA_STACK, output))
