"""The one REST API: the resources of the route table, each leading to the function that answers it.

Chalice dispatches on the resource's path, so a path here is letter for letter a route of the function; the tests hold
both against each other.
"""

import json
from collections.abc import Mapping
from typing import Final

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.api.functions import Live
from infra.environments import Environment
from workbench.local.routes import ROUTES

STAGE: Final = "live"

# What is written of a request: which pattern of path, never the path itself, no query string, no header, no body.
ACCESS_LOG_FIELDS: Final = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "requestTime": "$context.requestTime",
    "httpMethod": "$context.httpMethod",
    "resourcePath": "$context.resourcePath",
    "status": "$context.status",
    "errorType": "$context.error.responseType",
    "firewallStatus": "$context.waf.status",
    "integrationStatus": "$context.integration.status",
    "integrationLatency": "$context.integration.latency",
    "responseLatency": "$context.responseLatency",
    "responseLength": "$context.responseLength",
    "sourceIp": "$context.identity.sourceIp",
    "certificateSerial": "$context.identity.clientCert.serialNumber",
    "certificateIssuer": "$context.identity.clientCert.issuerDN",
}

# The gateway's own answers have the form of the functions' (RFC 9457) and say nothing that the request said.
_ANSWERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "MISSING_AUTHENTICATION_TOKEN": ("404", "not_found", "Not found"),
    "RESOURCE_NOT_FOUND": ("404", "not_found", "Not found"),
    "REQUEST_TOO_LARGE": ("413", "body_too_large", "The body is too large"),
    "UNSUPPORTED_MEDIA_TYPE": ("415", "media_type", "Another media type is needed"),
    "THROTTLED": ("429", "too_many_requests", "Too many requests"),
    "WAF_FILTERED": ("403", "filtered", "Not let through"),
    "INTEGRATION_FAILURE": ("502", "bad_gateway", "The function failed"),
    "INTEGRATION_TIMEOUT": ("504", "too_slow", "The function took too long"),
    "DEFAULT_4XX": ("400", "bad_request", "Not understood"),
    "DEFAULT_5XX": ("503", "busy", "Busy"),
}


def build_api(
    scope: Construct, environment: Environment, functions: Mapping[str, Live], access_log: logs.ILogGroup
) -> apigateway.RestApi:
    """Create the API and its stage.

    Raises:
        KeyError: A route leads to a function that is not deployed.
    """
    api = apigateway.RestApi(
        scope,
        "Api",
        rest_api_name="proviso",
        description="Share information about people at risk, by decision",
        endpoint_types=[apigateway.EndpointType.REGIONAL],
        # The default endpoint asks for no client certificate: it would be a way past.
        disable_execute_api_endpoint=True,
        cloud_watch_role=False,
        deploy_options=_stage(environment, access_log),
    )
    for route in ROUTES:
        api.root.resource_for_path(route.resource).add_method(
            route.method,
            apigateway.LambdaIntegration(functions[route.function].alias, proxy=True, allow_test_invoke=False),
            authorization_type=apigateway.AuthorizationType.NONE,
        )
    for name, (status, code, title) in _ANSWERS.items():
        _answer(api, name, status, code, title)
    return api


def may_write_logs(scope: Construct) -> apigateway.CfnAccount:
    """Let API Gateway write logs at all: a setting of the account, which needs a role with one managed policy."""
    role = iam.Role(
        scope,
        "GatewayLogsRole",
        role_name="proviso-gateway-logs",
        description="API Gateway writes access logs",
        assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
        managed_policies=[
            iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AmazonAPIGatewayPushToCloudWatchLogs")
        ],
    )
    return apigateway.CfnAccount(scope, "GatewayLogs", cloud_watch_role_arn=role.role_arn)


def _stage(environment: Environment, access_log: logs.ILogGroup) -> apigateway.StageOptions:
    return apigateway.StageOptions(
        stage_name=STAGE,
        access_log_destination=apigateway.LogGroupLogDestination(access_log),
        access_log_format=apigateway.AccessLogFormat.custom(json.dumps(ACCESS_LOG_FIELDS)),
        # Execution logs hold parameters and what a function's error said.
        logging_level=apigateway.MethodLoggingLevel.OFF,
        data_trace_enabled=False,
        metrics_enabled=True,
        caching_enabled=False,
        throttling_rate_limit=environment.capacity.requests_per_second,
        throttling_burst_limit=environment.capacity.burst,
    )


def _answer(api: apigateway.RestApi, name: str, status: str, code: str, title: str) -> None:
    body = {"type": "about:blank", "title": title, "status": int(status), "code": code}
    apigateway.CfnGatewayResponse(
        api,
        f"Answer{name.title().replace('_', '')}",
        rest_api_id=api.rest_api_id,
        response_type=name,
        status_code=status,
        response_parameters={
            "gatewayresponse.header.Content-Type": "'application/problem+json'",
            "gatewayresponse.header.Cache-Control": "'no-store'",
        },
        response_templates={"application/json": json.dumps(body)},
    )
