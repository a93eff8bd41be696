"""The functions: code from the packages, a log of their own, and an alias behind which versions change.

Each runs under its role of the data stack, which is named here and not made: what a function may do is decided beside
the data, not beside the code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra import names
from infra.artifacts import Artifacts
from infra.environments import Environment

# API Gateway gives up after 29 seconds; a decision must leave its caller time to say that it is closed.
API_SECONDS: Final = 28
DECIDE_SECONDS: Final = 20
# Waits for AWS are most of a request, so a whole processor (1,769 MB) would mostly be paid for waiting (docs/cost.md).
# OPA runs beside `decide` and has to be started; an API function waits for `decide` besides.
DECIDE_MEMORY_MB: Final = 1_024
API_MEMORY_MB: Final = 512
ASYNC_SECONDS: Final = 60  # the least that Lambda takes


@dataclass(frozen=True)
class Spec:
    """One function.

    Attributes:
        name: Physical name.
        handler: Where its code begins.
        seconds: For one invocation.
        concurrency: Invocations at once, reserved.
        settings: Its environment variables.
        layers: What lies beside its code.
        memory_mb: Its share of a processor follows from it.
        counted: Whether metrics are made of its log's lines. A log that is only read is of the class that costs half.
    """

    name: str
    handler: str
    seconds: int
    concurrency: int
    settings: Mapping[str, str]
    layers: Sequence[lambda_.ILayerVersion] = ()
    memory_mb: int = API_MEMORY_MB
    counted: bool = True


@dataclass(frozen=True)
class Live:
    """A function as it is called: through its alias."""

    name: str
    function: lambda_.Function
    alias: lambda_.Alias
    log: logs.LogGroup


def retention(days: int) -> logs.RetentionDays:
    """CloudWatch's value for a number of days.

    Raises:
        ValueError: CloudWatch knows no retention of that many days.
    """
    known = {30: logs.RetentionDays.ONE_MONTH, 90: logs.RetentionDays.THREE_MONTHS, 731: logs.RetentionDays.TWO_YEARS}
    if days not in known:
        message = f"no retention of {days} days; known: {', '.join(map(str, known))}"
        raise ValueError(message)
    return known[days]


def build_function(scope: Construct, environment: Environment, artifacts: Artifacts, key: kms.IKey, spec: Spec) -> Live:
    """Create a function, its log and its alias."""
    part = names.pascal(spec.name)
    log = log_group(scope, environment, key, f"{part}Log", f"/aws/lambda/{spec.name}", counted=spec.counted)
    function = lambda_.Function(
        scope,
        part,
        function_name=spec.name,
        runtime=lambda_.Runtime.PYTHON_3_11,
        architecture=lambda_.Architecture.ARM_64,
        code=lambda_.Code.from_asset(artifacts.function(spec.name)),
        handler=spec.handler,
        role=_role(scope, environment, spec.name),
        layers=list(spec.layers),
        environment=dict(spec.settings),
        environment_encryption=key,
        memory_size=spec.memory_mb,
        timeout=Duration.seconds(spec.seconds),
        reserved_concurrent_executions=spec.concurrency,
        log_group=log,
        # Lambda's own lines of each invocation say what its metrics say; timeouts and failures are warnings and stay.
        logging_format=lambda_.LoggingFormat.JSON,
        system_log_level_v2=lambda_.SystemLogLevel.WARN,
        application_log_level_v2=lambda_.ApplicationLogLevel.INFO,
        # Nothing calls it asynchronously; whoever did would get neither retries nor a place where the answer goes.
        retry_attempts=0,
        max_event_age=Duration.seconds(ASYNC_SECONDS),
        current_version_options=lambda_.VersionOptions(removal_policy=RemovalPolicy.RETAIN),
    )
    alias = lambda_.Alias(
        scope,
        f"{part}Live",
        alias_name=names.LIVE,
        version=function.current_version,
        retry_attempts=0,
        max_event_age=Duration.seconds(ASYNC_SECONDS),
    )
    return Live(spec.name, function, alias, log)


def log_group(
    scope: Construct, environment: Environment, key: kms.IKey, construct_id: str, name: str, *, counted: bool = True
) -> logs.LogGroup:
    """A log group: encrypted, kept for the environment's time, and outliving the stack.

    Args:
        scope: Where it stands.
        environment: Whose time it is kept for.
        key: Encrypts it.
        construct_id: In the stack.
        name: Physical name.
        counted: Whether metrics are made of its lines; otherwise it is only ever queried, and of the cheaper class.
    """
    known = logs.LogGroupClass
    return logs.LogGroup(
        scope,
        construct_id,
        log_group_name=name,
        encryption_key=key,
        retention=retention(environment.log_retention_days),
        log_group_class=known.STANDARD if counted else known.INFREQUENT_ACCESS,
        removal_policy=RemovalPolicy.RETAIN,
    )


def _role(scope: Construct, environment: Environment, name: str) -> iam.IRole:
    arn = f"arn:aws:iam::{environment.account}:role/{name}"
    return iam.Role.from_role_arn(scope, f"{names.pascal(name)}Role", arn, mutable=False)
