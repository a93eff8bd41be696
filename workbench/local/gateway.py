"""What stands for API Gateway: HTTP on the loopback in, REST proxy events out to the functions.

Source: "Input format of a Lambda function for proxy integration" and "Output format …", "Quotas for configuring and
running a REST API" (10 MB, 29 seconds).
"""

import base64
import json
import logging
import socket
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

from . import wsgi
from .call import Answer, RawRequest
from .errors import AwsError
from .front import server
from .functions import FunctionService
from .names import ACCOUNT, LOOPBACK, REGION
from .routes import ROUTES, Match, Route, find

LARGEST_BODY: Final = 10 * 1024 * 1024
CERTIFICATE_HEADER: Final = "x-proviso-client-certificate"
# The content types that Chalice declares as binary for a REST API.
BINARY: Final = frozenset(
    {
        "application/octet-stream", "application/x-tar", "application/zip", "audio/basic", "audio/ogg", "audio/mp4",
        "audio/mpeg", "audio/wav", "audio/webm", "image/png", "image/jpg", "image/jpeg", "image/gif", "video/ogg",
        "video/mpeg", "video/webm",
    }
)  # fmt: skip
_STAGE, _API = "local", "local"
_TITLES = {
    404: "Not found", 405: "Method not allowed", 413: "The body is too large", 502: "The function failed",
    503: "Busy", 504: "The function took too long",
}  # fmt: skip
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 502: "bad_gateway", 503: "busy"}
_LOG = logging.getLogger("proviso.local.gateway")


class Gateway:
    """The API's front door on one port of the loopback."""

    def __init__(
        self, functions: FunctionService, port: int, *, routes: tuple[Route, ...] = ROUTES, threads: int = 32
    ) -> None:
        """Take the functions and the port (0 for any free one); nothing listens yet."""
        self._functions = functions
        self._routes = routes
        self._port = port
        self._server = server((LOOPBACK, port), self._application, threads)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The API's address, once it is bound."""
        return f"http://{LOOPBACK}:{self._server.bind_addr[1]}"

    def bind(self) -> None:
        """Take the port.

        Raises:
            OSError: Somebody else has it.
        """
        with socket.socket() as probe:  # the server would leave its own socket open
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((LOOPBACK, self._port))
        self._server.prepare()

    def start(self) -> None:
        """Serve."""
        self._thread = threading.Thread(target=self._server.serve, name="gateway", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.stop()
        if self._thread:
            self._thread.join()

    def _application(self, environ: wsgi.Environ, start_response: wsgi.StartResponse) -> Iterable[bytes]:
        request_id = str(uuid4())
        try:
            length = environ.get("CONTENT_LENGTH") or "0"
            if length.isdigit() and int(length) > LARGEST_BODY:
                answer = problem(413)
            else:
                answer = self.answer(wsgi.read_request(environ), request_id)
        except Exception:  # noqa: BLE001 (no caller ever sees a traceback)
            _LOG.exception("the gateway failed on request %s", request_id)
            answer = problem(502)
        headers = {"x-amzn-RequestId": request_id, **answer.headers}
        return wsgi.send(Answer(answer.status, headers, answer.body), start_response)

    def answer(self, raw: RawRequest, request_id: str) -> Answer:
        """Route one request and turn the function's answer back into HTTP."""
        if len(raw.body) > LARGEST_BODY:
            return problem(413)
        match = find(self._routes, raw.method, raw.path)
        if not isinstance(match, Match):
            return problem(405, {"Allow": ", ".join(match)}) if match else problem(404)
        event = build_event(raw, match, request_id, datetime.now(UTC))
        try:
            outcome = self._functions.invoke(match.route.function, json.dumps(event).encode(), str(uuid4()))
        except AwsError as error:
            _LOG.warning("request %s: %s", request_id, error.code)
            return problem(503 if error.code == "TooManyRequestsException" else 502)
        if outcome.error:
            _LOG.warning("request %s: %s failed", request_id, match.route.function)
            return problem(504 if b"Sandbox.Timedout" in outcome.payload else 502)
        return read_answer(outcome.payload)


def build_event(raw: RawRequest, match: Match, request_id: str, now: datetime) -> dict[str, Any]:
    """The event that API Gateway's Lambda proxy integration would send."""
    headers = {_title(name): value for name, value in raw.headers.items() if name != CERTIFICATE_HEADER}
    pairs = parse_qsl(raw.query, keep_blank_values=True)
    query: dict[str, list[str]] = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value)
    body, encoded = _body(raw)
    return {
        "resource": match.route.resource,
        "path": unquote(raw.path),
        "httpMethod": raw.method,
        "headers": headers or None,
        "multiValueHeaders": {name: [value] for name, value in headers.items()} or None,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {name: unquote(value) for name, value in match.parameters.items()} or None,
        "stageVariables": None,
        "requestContext": _context(raw, match, request_id, now),
        "body": body,
        "isBase64Encoded": encoded,
    }


def _title(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


def _body(raw: RawRequest) -> tuple[str | None, bool]:
    if not raw.body:
        return None, False
    if raw.headers.get("content-type", "").partition(";")[0].strip().lower() in BINARY:
        return base64.b64encode(raw.body).decode(), True
    return raw.body.decode("utf-8", errors="replace"), False


def _context(raw: RawRequest, match: Match, request_id: str, now: datetime) -> dict[str, Any]:
    identity: dict[str, Any] = {"sourceIp": raw.source_ip, "userAgent": raw.headers.get("user-agent")}
    certificate = raw.headers.get(CERTIFICATE_HEADER)
    if certificate:
        # Locally no TLS ends here: the header stands for the certificate that the handshake would have shown.
        identity["clientCert"] = {"clientCertPem": unquote(certificate)}
    return {
        "accountId": ACCOUNT,
        "apiId": _API,
        "domainName": f"{_API}.execute-api.{REGION}.amazonaws.com",
        "stage": _STAGE,
        "resourceId": match.route.resource,
        "resourcePath": match.route.resource,
        "httpMethod": raw.method,
        "path": f"/{_STAGE}{unquote(raw.path)}",
        "protocol": "HTTP/1.1",
        "requestId": request_id,
        "extendedRequestId": request_id,
        "requestTime": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(now.timestamp() * 1000),
        "identity": identity,
    }


def read_answer(payload: bytes) -> Answer:
    """The HTTP answer that a function's output describes; a malformed one is a 502, as in API Gateway."""
    try:
        said = json.loads(payload)
        headers = {str(name): str(value) for name, value in (said.get("headers") or {}).items()}
        for name, values in (said.get("multiValueHeaders") or {}).items():
            headers[str(name)] = ", ".join(str(value) for value in values)
        text = said.get("body") or ""
        body = base64.b64decode(text) if said.get("isBase64Encoded") else text.encode()
        return Answer(int(said["statusCode"]), wsgi.end_to_end(headers), body)
    except (ValueError, KeyError, TypeError, AttributeError):
        return problem(502)


def problem(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """A problem document (RFC 9457) of the gateway's own."""
    body = {"type": "about:blank", "title": _TITLES[status], "status": status, "code": _CODES.get(status, "too_slow")}
    content = {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}
    return Answer(status, {**content, **(headers or {})}, json.dumps(body).encode())
