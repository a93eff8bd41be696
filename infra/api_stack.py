"""The API stack: functions behind aliases, the gateway before them, the edge before it, and what is told of them."""

from collections.abc import Sequence

from aws_cdk import Environment as StackEnvironment
from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra import names
from infra.api.alarms import Alarms
from infra.api.clock import build_clock
from infra.api.edge import build_domain
from infra.api.firewall import build_firewall
from infra.api.functions import (
    API_SECONDS,
    DECIDE_MEMORY_MB,
    DECIDE_SECONDS,
    Live,
    Spec,
    build_function,
    log_group,
)
from infra.api.gateway import build_api, may_write_logs
from infra.api.layers import build_layers
from infra.api.release import Releases
from infra.api.settings import api_settings, decide_settings, signing_settings
from infra.artifacts import Artifacts
from infra.environments import Environment
from infra.imports import imported
from infra.logical_ids import keep_logical_ids


class ApiStack(Stack):
    """What answers."""

    def __init__(self, scope: Construct, construct_id: str, environment: Environment, artifacts: Artifacts) -> None:
        """Declare every resource from packages that are there already."""
        super().__init__(
            scope,
            construct_id,
            stack_name=names.API_STACK,
            description="Proviso: functions, gateway and edge",
            env=StackEnvironment(account=environment.account, region=environment.region),
            termination_protection=True,
        )
        self._environment = environment
        key = kms.Key.from_key_arn(self, "OperationsKey", imported(names.WATCH_STACK, "OperationsKeyArn"))
        topic = sns.Topic.from_topic_arn(self, "Alarms", names.Arns(environment).topic())
        functions = [build_function(self, environment, artifacts, key, spec) for spec in self._specs(artifacts, key)]
        by_name = {one.name: one for one in functions}
        functions.append(build_clock(self, environment, artifacts, key, by_name[names.DECIDE]))
        access_log = log_group(self, environment, key, "AccessLog", names.ACCESS_LOG, counted=False)
        self.api = build_api(self, environment, by_name, access_log)
        self.api.deployment_stage.node.add_dependency(may_write_logs(self))
        build_domain(self, environment, self.api)
        firewall_log = log_group(self, environment, key, "FirewallLog", names.FIREWALL_LOG)
        build_firewall(self, environment, self.api, firewall_log)
        self._watched(functions, topic)
        keep_logical_ids(self)

    def _specs(self, artifacts: Artifacts, key: kms.IKey) -> list[Spec]:
        environment, capacity = self._environment, self._environment.capacity
        revision = artifacts.revision()
        asks, signs = api_settings(environment, revision), signing_settings(environment, revision)
        at_once = (capacity.share, capacity.request_disclosure, capacity.record_undertaking)
        hmac_key = self._hmac_key(key)
        return [
            Spec(
                names.DECIDE,
                "app.decide",
                DECIDE_SECONDS,
                capacity.decide,
                decide_settings(environment, revision, hmac_key.secret_value),
                build_layers(self, artifacts),
                DECIDE_MEMORY_MB,
            ),
            *(
                Spec(
                    name,
                    "app.app",
                    API_SECONDS,
                    number,
                    signs if name == names.RECORD_UNDERTAKING else asks,
                    counted=False,
                )
                for name, number in zip(names.API_FUNCTIONS, at_once, strict=True)
            ),
        ]

    def _hmac_key(self, key: kms.IKey) -> secretsmanager.Secret:
        """32 random bytes in hex, made by Secrets Manager: idempotency keys are stored under it, and never as sent."""
        return secretsmanager.Secret(
            self,
            "HmacKey",
            secret_name="proviso/hmac-key",  # noqa: S106 - a name
            description="Idempotency keys are stored as their HMAC under this key",
            encryption_key=key,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64,
                exclude_uppercase=True,
                exclude_punctuation=True,
                exclude_characters="ghijklmnopqrstuvwxyz",
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _watched(self, functions: Sequence[Live], topic: sns.ITopic) -> None:
        alarms = Alarms(self, topic)
        own = {one.name: alarms.of_function(one) for one in functions}
        at_the_door = alarms.of_api(self.api)
        decisions = alarms.of_decisions({one.name: one.log for one in functions})
        alarms.of_proof()
        releases = Releases(self, self._environment, functions)
        for one in functions:
            releases.watch(one, [*own[one.name], *at_the_door, *(decisions if one.name == names.DECIDE else [])])
        alarms.dashboard(functions)
