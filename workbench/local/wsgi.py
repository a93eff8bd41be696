"""Plain WSGI, both ways: reading a server's environ, and calling an application without a socket."""

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from .call import Answer, RawRequest
from .names import LOOPBACK

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_HOP_BY_HOP = {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
_PLAIN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_REASONS = {
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 304: "Not Modified", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
    413: "Content Too Large", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout",
}  # fmt: skip


def read_request(environ: Environ) -> RawRequest:
    """The request that a cheroot server received; its body is read to the end."""
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name, variable in _PLAIN.items():
        if environ.get(variable):
            headers[name] = environ[variable]
    return RawRequest(
        method=environ["REQUEST_METHOD"],
        target=environ["REQUEST_URI"],
        headers=headers,
        body=environ["wsgi.input"].read(),
        source_ip=environ.get("REMOTE_ADDR", LOOPBACK),
    )


def send(answer: Answer, start_response: StartResponse) -> list[bytes]:
    """Start the response and return its body."""
    headers = [*answer.headers.items(), ("Content-Length", str(len(answer.body)))]
    start_response(f"{answer.status} {_REASONS.get(answer.status, 'Answer')}", headers)
    return [answer.body]


def call(application: Application, raw: RawRequest) -> tuple[int, dict[str, str], bytes]:
    """Hand a request to a WSGI application in this process."""
    environ: Environ = {
        "REQUEST_METHOD": raw.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw.path).decode("latin-1"),
        "RAW_URI": raw.target,
        "REQUEST_URI": raw.target,
        "QUERY_STRING": raw.query,
        "SERVER_NAME": LOOPBACK,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": raw.source_ip,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(raw.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(raw.body)),
    }
    environ |= {_variable(name): value for name, value in raw.headers.items() if name != "content-length"}
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        started.append((status, headers))

    body = b"".join(application(environ, start_response))
    status, headers = started[-1]
    return int(status.split()[0]), end_to_end(dict(headers)), body


def end_to_end(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are the answer's own, without those of one connection."""
    return {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}


def _variable(name: str) -> str:
    return _PLAIN.get(name, "HTTP_" + name.upper().replace("-", "_"))
