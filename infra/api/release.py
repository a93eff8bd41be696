"""How a new version takes over: a canary, then all; back by itself when an alarm goes off meanwhile."""

from collections.abc import Sequence

from aws_cdk import CfnCodeDeployLambdaAliasUpdate, CfnUpdatePolicy
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import names
from infra.api.functions import Live
from infra.environments import Environment
from infra.statements import allow


class Releases:
    """CodeDeploy's part: one application, one group for each function."""

    def __init__(self, scope: Construct, environment: Environment, functions: Sequence[Live]) -> None:
        """Create the application and the role under which CodeDeploy moves the aliases of these functions."""
        self._scope = scope
        self._environment = environment
        self._application = codedeploy.CfnApplication(
            scope, "Releases", application_name="proviso", compute_platform="Lambda"
        )
        self._role = self._moves_aliases(functions)

    def watch(self, function: Live, alarms: Sequence[str]) -> None:
        """Let versions of `function` take over under the eyes of `alarms`, given by name.

        By name, because some of them watch the gateway, which comes after the alias that this group moves.
        """
        group = codedeploy.CfnDeploymentGroup(
            self._scope,
            f"{names.pascal(function.name)}Releases",
            application_name=self._application.ref,
            deployment_group_name=function.name,
            service_role_arn=self._role.role_arn,
            deployment_config_name=self._environment.canary,
            deployment_style=codedeploy.CfnDeploymentGroup.DeploymentStyleProperty(
                deployment_type="BLUE_GREEN", deployment_option="WITH_TRAFFIC_CONTROL"
            ),
            alarm_configuration=codedeploy.CfnDeploymentGroup.AlarmConfigurationProperty(
                enabled=True,
                # An alarm that cannot be read is no reason to go on.
                ignore_poll_alarm_failure=False,
                alarms=[codedeploy.CfnDeploymentGroup.AlarmProperty(name=one) for one in alarms],
            ),
            auto_rollback_configuration=codedeploy.CfnDeploymentGroup.AutoRollbackConfigurationProperty(
                enabled=True, events=["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]
            ),
        )
        alias = function.alias.node.default_child
        if not isinstance(alias, lambda_.CfnAlias):
            message = f"the alias of {function.name} has no resource"
            raise TypeError(message)
        alias.cfn_options.update_policy = CfnUpdatePolicy(
            code_deploy_lambda_alias_update=CfnCodeDeployLambdaAliasUpdate(
                application_name=self._application.ref, deployment_group_name=group.ref
            )
        )

    def _moves_aliases(self, functions: Sequence[Live]) -> iam.Role:
        arns = names.Arns(self._environment)
        role = iam.Role(
            self._scope,
            "ReleasesRole",
            role_name="proviso-releases",
            description="CodeDeploy moves the live aliases",
            assumed_by=iam.ServicePrincipal("codedeploy.amazonaws.com"),
        )
        moved = [arn for one in functions for arn in (arns.function(one.name), arns.live(one.name))]
        iam.Policy(
            self._scope,
            "ReleasesPolicy",
            policy_name="proviso-releases",
            roles=[role],
            statements=[
                allow(
                    "MoveAliases",
                    ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"],
                    moved,
                ),
                allow("ReadAlarms", ["cloudwatch:DescribeAlarms"], [arns.alarm("proviso-*")]),
            ],
        )
        return role
