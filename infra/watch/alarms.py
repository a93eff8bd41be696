"""How an alarm is made here: one way for all, to one topic."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra import names
from infra.environments import Environment
from infra.statements import allow

FIVE_MINUTES = Duration.minutes(5)


def build_topic(scope: Construct, environment: Environment, key: kms.IKey) -> sns.Topic:
    """The topic of all alarms: encrypted, TLS only, published to by this account's alarms and nobody else."""
    topic = sns.Topic(
        scope, "Alarms", topic_name=names.ALARM_TOPIC, display_name="Proviso alarms", master_key=key, enforce_ssl=True
    )
    topic.add_to_resource_policy(
        allow(
            "AlarmsPublish",
            ["sns:Publish"],
            [topic.topic_arn],
            {"StringEquals": {"aws:SourceAccount": environment.account}},
            [iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        )
    )
    return topic


def alarm(
    scope: Construct,
    name: str,
    says: str,
    metric: cloudwatch.IMetric,
    topic: sns.ITopic,
    *,
    threshold: float = 1,
    missing: cloudwatch.TreatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING,
) -> cloudwatch.Alarm:
    """An alarm at the first period in which `metric` reaches `threshold`.

    Args:
        scope: Where it stands.
        name: Physical name; the logical id follows from it.
        says: What has happened and what it means, for whoever is woken.
        metric: With its statistic and period.
        topic: Told of the alarm and of its end.
        threshold: Reached or passed.
        missing: What no data means.
    """
    made = cloudwatch.Alarm(
        scope,
        names.pascal(name),
        alarm_name=name,
        alarm_description=says,
        metric=metric,
        threshold=threshold,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=missing,
    )
    made.add_alarm_action(actions.SnsAction(topic))
    made.add_ok_action(actions.SnsAction(topic))
    return made
