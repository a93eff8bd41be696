"""The web application firewall in front of the stage: AWS's own rules, and a limit for each source.

Rules that look into bodies only count. A report about a child may hold any words, and a rule that takes them for an
attack would keep the report from arriving; to the functions, words are data and never anything else.
"""

from collections.abc import Sequence
from typing import Final

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from infra import names
from infra.environments import Environment
from infra.statements import allow

_Acl = wafv2.CfnWebACL

MANAGED: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("AWSManagedRulesAmazonIpReputationList", ()),
    (
        "AWSManagedRulesCommonRuleSet",
        (
            "SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY",
            "EC2MetaDataSSRF_BODY",
        ),
    ),
    ("AWSManagedRulesKnownBadInputsRuleSet", ("Log4JRCE_BODY", "JavaDeserializationRCE_BODY", "ReactJSRCE_BODY")),
)  # fmt: skip
"""Rule groups, each with those of its rules that count instead of block."""

# Of what the firewall keeps of a request, these are taken out before it is written anywhere.
_UNWRITTEN: Final = (("BODY", None), ("QUERY_STRING", None), ("SINGLE_HEADER", ("authorization", "idempotency-key")))


def build_firewall(
    scope: Construct, environment: Environment, api: apigateway.RestApi, log: logs.LogGroup
) -> wafv2.CfnWebACL:
    """Create the firewall, put it in front of the API's stage, and log what it stops."""
    acl = _Acl(
        scope,
        "Firewall",
        name="proviso",
        scope="REGIONAL",
        default_action=_Acl.DefaultActionProperty(allow={}),
        visibility_config=_visible("proviso"),
        data_protection_config=_Acl.DataProtectionConfigProperty(
            data_protections=[_unwritten(kind, keys) for kind, keys in _UNWRITTEN]
        ),
        rules=[
            _rate(environment.capacity.requests_per_source),
            *(_managed(place, name, counted) for place, (name, counted) in enumerate(MANAGED, start=1)),
        ],
    )
    wafv2.CfnWebACLAssociation(
        scope, "FirewallInFront", resource_arn=api.deployment_stage.stage_arn, web_acl_arn=acl.attr_arn
    )
    _log(scope, environment, acl, log)
    return acl


def _rate(limit: int) -> wafv2.CfnWebACL.RuleProperty:
    return _Acl.RuleProperty(
        name="one-source",
        priority=0,
        action=_Acl.RuleActionProperty(
            block=_Acl.BlockActionProperty(custom_response=_Acl.CustomResponseProperty(response_code=429))
        ),
        statement=_Acl.StatementProperty(
            rate_based_statement=_Acl.RateBasedStatementProperty(
                limit=limit, aggregate_key_type="IP", evaluation_window_sec=300
            )
        ),
        visibility_config=_visible("one-source"),
    )


def _managed(place: int, name: str, counted: Sequence[str]) -> wafv2.CfnWebACL.RuleProperty:
    overrides = [
        _Acl.RuleActionOverrideProperty(name=one, action_to_use=_Acl.RuleActionProperty(count={})) for one in counted
    ]
    return _Acl.RuleProperty(
        name=name,
        priority=place,
        override_action=_Acl.OverrideActionProperty(none={}),
        statement=_Acl.StatementProperty(
            managed_rule_group_statement=_Acl.ManagedRuleGroupStatementProperty(
                vendor_name="AWS", name=name, rule_action_overrides=overrides or None
            )
        ),
        visibility_config=_visible(name),
    )


def _visible(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    # A sample would hold a request's headers, its token among them.
    return _Acl.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )


def _unwritten(kind: str, keys: Sequence[str] | None) -> wafv2.CfnWebACL.DataProtectProperty:
    return _Acl.DataProtectProperty(
        action="SUBSTITUTION",
        field=_Acl.FieldToProtectProperty(field_type=kind, field_keys=list(keys) if keys else None),
        exclude_rule_match_details=False,
        exclude_rate_based_details=False,
    )


def _log(scope: Construct, environment: Environment, acl: wafv2.CfnWebACL, log: logs.LogGroup) -> None:
    """What was stopped or counted is logged; what passed is in the access log already."""
    arns = names.Arns(environment)
    delivery = logs.ResourcePolicy(
        scope,
        "FirewallWritesLog",
        resource_policy_name="proviso-firewall",
        policy_statements=[
            allow(
                "FirewallWritesLog",
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                [f"{arns.log_group(names.FIREWALL_LOG)}:*"],
                {"StringEquals": {"aws:SourceAccount": environment.account}},
                [iam.ServicePrincipal("delivery.logs.amazonaws.com")],
            )
        ],
    )
    logging = wafv2.CfnLoggingConfiguration(
        scope,
        "FirewallLogging",
        resource_arn=acl.attr_arn,
        log_destination_configs=[arns.log_group(names.FIREWALL_LOG)],
        redacted_fields=[
            wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": "authorization"}),
            wafv2.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": "idempotency-key"}),
            wafv2.CfnLoggingConfiguration.FieldToMatchProperty(query_string={}),
        ],
        logging_filter={
            "DefaultBehavior": "DROP",
            "Filters": [
                {
                    "Behavior": "KEEP",
                    "Requirement": "MEETS_ANY",
                    "Conditions": [
                        {"ActionCondition": {"Action": "BLOCK"}},
                        {"ActionCondition": {"Action": "COUNT"}},
                        {"ActionCondition": {"Action": "EXCLUDED_AS_COUNT"}},
                    ],
                }
            ],
        },
    )
    logging.node.add_dependency(delivery, log)
