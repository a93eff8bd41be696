"""The watch stack: who changes what protects the data, told within minutes.

The trail of the data stack keeps everything, in files. Sending all of it to CloudWatch as well would cost more than the
looks that it records, so a second trail keeps changes alone, of all regions (IAM writes its events in another), and
the alarms read that one.
"""

from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk import Environment as StackEnvironment
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra import names
from infra.environments import Environment
from infra.imports import imported
from infra.logical_ids import keep_logical_ids
from infra.statements import allow
from infra.watch.alarms import FIVE_MINUTES, alarm, build_topic
from infra.watch.changes import CHANGES, METRICS
from infra.watch.operations_key import build_operations_key


class WatchStack(Stack):
    """The operations key, the alarm topic, and the alarms on changes."""

    def __init__(self, scope: Construct, construct_id: str, environment: Environment) -> None:
        """Declare every resource."""
        super().__init__(
            scope,
            construct_id,
            stack_name=names.WATCH_STACK,
            description="Proviso: alarms on changes of keys, grants, trust, roles, tables, code and trail",
            env=StackEnvironment(account=environment.account, region=environment.region),
            termination_protection=True,
        )
        self.key = build_operations_key(self, environment)
        self.topic = build_topic(self, environment, self.key)
        self.group = logs.LogGroup(
            self,
            "WatchLog",
            log_group_name=names.WATCH_LOG,
            encryption_key=self.key,
            retention=logs.RetentionDays.ONE_YEAR,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self._trail(environment)
        self._alarms()
        CfnOutput(
            self,
            "OperationsKeyArn",
            value=self.key.key_arn,
            export_name=names.export(names.WATCH_STACK, "OperationsKeyArn"),
        )
        keep_logical_ids(self)

    def _trail(self, environment: Environment) -> None:
        role, policy = self._writer(environment)
        field = cloudtrail.CfnTrail.AdvancedFieldSelectorProperty
        changes = cloudtrail.CfnTrail.AdvancedEventSelectorProperty(
            name="Changes",
            # KMS's and STS's uses are reads to CloudTrail, so they are not among these.
            field_selectors=[
                field(field="eventCategory", equal_to=["Management"]),
                field(field="readOnly", equal_to=["false"]),
            ],
        )
        trail = cloudtrail.CfnTrail(
            self,
            "WatchTrail",
            trail_name=names.WATCH_TRAIL,
            s3_bucket_name=names.trail_bucket(environment),
            s3_key_prefix=names.WATCH_PREFIX,
            kms_key_id=imported(names.DATA_STACK, "TrailKeyArn"),
            is_logging=True,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            cloud_watch_logs_log_group_arn=self.group.log_group_arn,
            cloud_watch_logs_role_arn=role.role_arn,
            advanced_event_selectors=[changes],
        )
        trail.node.add_dependency(policy)

    def _writer(self, environment: Environment) -> tuple[iam.Role, iam.Policy]:
        arns = names.Arns(environment)
        ours = {"StringEquals": {"aws:SourceArn": arns.trail(names.WATCH_TRAIL)}}
        role = iam.Role(
            self,
            "WatchWriterRole",
            role_name="proviso-watch-writer",
            description="CloudTrail writes changes to the log that the alarms read",
            assumed_by=iam.ServicePrincipal("cloudtrail.amazonaws.com", conditions=ours),
        )
        # CloudTrail names the stream after account and region, and tries out whether it may.
        stream = f"{environment.account}_CloudTrail_{environment.region}*"
        streams = f"{arns.log_group(names.WATCH_LOG)}:log-stream:{stream}"
        policy = iam.Policy(
            self,
            "WatchWriterPolicy",
            policy_name="proviso-watch-writer",
            roles=[role],
            statements=[allow("WriteChanges", ["logs:CreateLogStream", "logs:PutLogEvents"], [streams])],
        )
        return role, policy

    def _alarms(self) -> None:
        for change in CHANGES:
            part = names.pascal(change.name)
            logs.MetricFilter(
                self,
                f"{part}Filter",
                log_group=self.group,
                filter_name=change.name,
                filter_pattern=logs.FilterPattern.literal(change.pattern()),
                metric_namespace=METRICS,
                metric_name=change.name,
                metric_value="1",
            )
            metric = cloudwatch.Metric(namespace=METRICS, metric_name=change.name, statistic="Sum", period=FIVE_MINUTES)
            alarm(self, change.name, change.says, metric, self.topic)
