"""Events as API Gateway's REST proxy sends them, and the functions as Lambda calls them."""

import importlib.util
import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "header.payload.signature"
REQUEST_ID = "3f0e7f4a-9f0a-4a7e-8a53-0b8f3c2f9b11"


@cache
def function(name: str) -> ModuleType:
    """A function's `app.py`, loaded as Lambda loads it."""
    spec = importlib.util.spec_from_file_location(f"app_of_{name}", ROOT / "functions" / name / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def event(
    method: str,
    resource: str,
    *,
    path: Mapping[str, str] | None = None,
    query: str = "",
    body: str | bytes | None = None,
    headers: Mapping[str, str] | None = None,
    certificate: str | None = None,
) -> dict[str, Any]:
    """A proxy event. The body goes as it is, unless headers say otherwise as JSON with a token."""
    sent = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json", "x-request-id": REQUEST_ID}
    sent |= {name.lower(): value for name, value in (headers or {}).items()}
    sent = {name: value for name, value in sent.items() if value != "(absent)"}
    parameters = parse_qs(query, keep_blank_values=True) or None
    identity: dict[str, Any] = {"sourceIp": "192.0.2.1"}
    if certificate is not None:
        identity["clientCert"] = {"clientCertPem": certificate}
    text = body.decode("latin-1") if isinstance(body, bytes) else body
    return {
        "resource": resource,
        "path": resource.format(**(path or {})),
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in (parameters or {}).items()} or None,
        "multiValueQueryStringParameters": parameters,
        "pathParameters": dict(path) if path else None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": resource.format(**(path or {})),
            "requestId": "gateway-request",
            "stage": "api",
            "identity": identity,
        },
        "body": text,
        "isBase64Encoded": False,
    }


class Sent:
    """An answer, as the gateway would hand it on."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.status: int = answer["statusCode"]
        self.text: str = answer["body"]
        self.headers: dict[str, str] = {name.lower(): value for name, value in answer["headers"].items()}

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def call(name: str, made: Mapping[str, Any]) -> Sent:
    """Call a function with an event."""
    return Sent(function(name).app(dict(made), None))


def post(name: str, resource: str, body: Any, **more: Any) -> Sent:
    """Post a body: an object as JSON, a text as it is."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return call(name, event("POST", resource, body=text, **more))


def get(name: str, resource: str, **more: Any) -> Sent:
    """Get a resource."""
    return call(name, event("GET", resource, headers={"content-type": "(absent)"} | more.pop("headers", {}), **more))
