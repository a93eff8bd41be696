"""An OPA of the bench's own: the real binary, a bundle, and its own timers, which ours does not show to anybody.

The OPA beside the decision point answers one bare question and refuses metrics. This one is started without
authorisation, on this machine alone, and is asked what its request handler took. Nor does it look at the bundle's
signature, which a bundle with another directory cannot have.
"""

import http.client
import json
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

_HOST = "127.0.0.1"
_START_LIMIT_S = 30.0
_DECISION = "/v1/data/proviso/decision/decision?metrics=true"


class OpaDidNotStartError(RuntimeError):
    """The bench's OPA did not become healthy."""


class TimedOpa:
    """Asks one OPA over one kept connection, and reads its timers."""

    def __init__(self, port: int) -> None:
        """Keep the port; the connection is made at the first question."""
        self._connection = http.client.HTTPConnection(_HOST, port, timeout=10)

    def handler_ms(self, policy_input: Mapping[str, Any]) -> float:
        """Ask for a decision and return what OPA's request handler took for it, in milliseconds."""
        return float(self.ask(policy_input)["metrics"]["timer_server_handler_ns"]) / 1e6

    def ask(self, policy_input: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for a decision and return OPA's whole answer, `metrics` included."""
        body = json.dumps({"input": policy_input}).encode()
        self._connection.request("POST", _DECISION, body, {"Content-Type": "application/json"})
        if self._connection.sock is not None:
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answer: dict[str, Any] = json.loads(self._connection.getresponse().read())
        return answer

    def healthy(self) -> bool:
        """Whether it has loaded its bundle and answers."""
        try:
            self._connection.request("GET", "/health?bundles")
            response = self._connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return False
        return response.status == http.client.OK


@contextmanager
def timed_opa(binary: Path, bundle: Path) -> Iterator[TimedOpa]:
    """Run an OPA with a bundle while the block lasts.

    Raises:
        OpaDidNotStartError: it was not healthy within 30 seconds.
    """
    with socket.create_server((_HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
    command = [str(binary), "run", "--server", f"--addr={_HOST}:{port}", "--bundle", str(bundle)]
    quiet = ["--log-level=error", "--skip-version-check"]
    process = subprocess.Popen(
        [*command, "--skip-verify", *quiet],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={},
    )
    try:
        opa = TimedOpa(port)
        deadline = monotonic() + _START_LIMIT_S
        while not opa.healthy():
            if process.poll() is not None or monotonic() > deadline:
                message = f"an OPA with the bundle {bundle.name} did not start"
                raise OpaDidNotStartError(message)
            sleep(0.02)
        yield opa
    finally:
        process.kill()
        process.wait()
