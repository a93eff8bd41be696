"""A small HTTP server in the place of OPA, which answers oddly on purpose."""

import http.server
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Behaviour = Callable[[http.server.BaseHTTPRequestHandler], None]


def says(value: object, status: int = 200) -> Behaviour:
    """Answer with JSON."""
    return raw(json.dumps(value).encode(), status)


def raw(body: bytes, status: int = 200, length: int | None = None) -> Behaviour:
    """Answer with these bytes, and with another length than theirs where one is given."""

    def behave(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def redirects(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Send the question elsewhere."""
    handler.send_response(307)
    handler.send_header("Location", "http://127.0.0.1:9/")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def hangs(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Read the question and say nothing, until the caller goes away."""
    handler.connection.settimeout(10)
    try:
        handler.connection.recv(1)
    except OSError:
        handler.close_connection = True


def echoes(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Answer with the question itself."""
    says({"result": getattr(handler, "asked")["input"]})(handler)  # noqa: B009 - set by the server below


def echoes_late_once() -> Behaviour:
    """Answer the first question after its limit, and the others in time."""
    asked = threading.Event()

    def behave(handler: http.server.BaseHTTPRequestHandler) -> None:
        if not asked.is_set():
            asked.set()
            time.sleep(0.15)
        echoes(handler)

    return behave


def drips(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Send one byte of a right answer at a time, each in good time."""
    body = json.dumps({"result": {"allow": True}}).encode()
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    try:
        for position in range(len(body)):
            handler.wfile.write(body[position : position + 1])
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        handler.close_connection = True


class Server:
    """Where the odd server is, and what was asked of it. Also the `OpaServer` port of the adapter."""

    def __init__(self, port: int) -> None:
        self.address = port
        self.bodies: list[Any] = []
        self.connections = 0
        self.failures: list[bool] = []
        self.answers = 0

    def port(self) -> int:
        return self.address

    def failed(self, port: int, *, hung: bool) -> None:
        assert port == self.address
        self.failures.append(hung)

    def answered(self, port: int) -> None:
        assert port == self.address
        self.answers += 1


@contextmanager
def serving(behave: Behaviour) -> Iterator[Server]:
    """Serve a behaviour on a free port of this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            known.connections += 1

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self.asked = json.loads(self.rfile.read(length))
            known.bodies.append((self.path, self.asked))
            behave(self)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    known = Server(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nobody() -> Server:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return Server(free.getsockname()[1])
