"""What API Gateway hands to a function: REST proxy events, as small as a real one may be."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]


@dataclass(frozen=True)
class LambdaContext:
    """What a function reads of its Lambda context."""

    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-west-2:123456789012:function:bench"

    def get_remaining_time_in_millis(self) -> int:
        """Always enough."""
        return 25_000


def proxy_event(
    method: str,
    resource: str,
    token: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    body: object = None,
) -> Event:
    """Return the event of one request.

    Args:
        method: The HTTP method.
        resource: The route as API Gateway knows it, such as `/share/{share_id}`.
        token: The bearer token.
        path: Values of the route's parameters.
        query: Query parameters, one value each.
        body: What is sent as JSON; a body comes with an idempotency key of its own.
    """
    headers = {
        "Authorization": f"Bearer {token}",
        "Host": "api.proviso.example",
        "X-Request-ID": str(uuid.uuid4()),
        "Accept": "application/json",
    }
    if body is not None:
        headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    return {
        "resource": resource,
        "path": resource.format(**(path or {})),
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": dict(path) if path else None,
        "stageVariables": None,
        "requestContext": _request_context(method, resource),
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }


def _request_context(method: str, resource: str) -> Event:
    return {
        "accountId": "123456789012",
        "apiId": "bench",
        "httpMethod": method,
        "identity": {"sourceIp": "127.0.0.1", "userAgent": "bench"},
        "path": resource,
        "protocol": "HTTP/1.1",
        "requestId": str(uuid.uuid4()),
        "resourcePath": resource,
        "stage": "v1",
    }
