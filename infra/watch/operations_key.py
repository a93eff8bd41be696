"""The key of what is operated and holds no case data: logs, alarms, and the settings of functions."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra import names
from infra.environments import Environment
from infra.keys import management
from infra.statements import allow

ENCRYPT_LOGS = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def build_operations_key(scope: Construct, environment: Environment) -> kms.Key:
    """Create the key, rotated yearly; services use it for their own work, people and functions do not."""
    key = kms.Key(
        scope,
        "OperationsKey",
        description="Encrypts logs, alarms and settings",
        enable_key_rotation=True,
        policy=iam.PolicyDocument(statements=_statements(environment)),
        removal_policy=RemovalPolicy.RETAIN,
    )
    kms.Alias(scope, "OperationsKeyAlias", alias_name=names.OPERATIONS_KEY, target_key=key)
    return key


def _statements(environment: Environment) -> list[iam.PolicyStatement]:
    arns = names.Arns(environment)
    logs = [iam.ServicePrincipal(arns.via("logs"))]
    alarms = [iam.ServicePrincipal("cloudwatch.amazonaws.com")]
    deployer = [iam.ArnPrincipal(environment.deployer)]
    through = {"StringEquals": {"kms:ViaService": [arns.via("lambda"), arns.via("secretsmanager"), arns.via("sns")]}}
    return [
        *management(environment),
        allow(
            "LogsEncryptOurGroups",
            ENCRYPT_LOGS,
            ["*"],
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arns.log_group("*")}},
            logs,
        ),
        allow(
            "AlarmsReachTheTopic",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            ["*"],
            {"StringEquals": {"aws:SourceAccount": environment.account}},
            alarms,
        ),
        allow("DeployerSetsUp", ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], ["*"], through, deployer),
        allow(
            "DeployerGrantsToServices",
            ["kms:CreateGrant"],
            ["*"],
            {**through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            deployer,
        ),
        allow("DeployerDescribesKey", ["kms:DescribeKey"], ["*"], principals=deployer),
    ]
