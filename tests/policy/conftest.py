"""One OPA server for all policy tests: the real binary, the real bundle, asked over loopback."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.policy.changes import tables
from workbench.policy.bundle import build
from workbench.policy.sources import opa_binary

ROOT = Path(__file__).resolve().parents[2]
PATH = "/v1/data/proviso/decision/decision"


class Server:
    """A running OPA."""

    def __init__(self, port: int, revision: str) -> None:
        self.port, self.revision = port, revision
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def close(self) -> None:
        self._connection.close()

    def request(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        text = None if body is None else json.dumps(body)
        self._connection.request(method, path, text, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content.strip() else None

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        status, answer = self.request("POST", PATH, {"input": question})
        assert status == 200
        found: dict[str, Any] = answer["result"]
        return found


@pytest.fixture(scope="session")
def opa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("bundle")
    bundle, revision = build(folder)
    log = folder / "log"
    address = ["--addr", "127.0.0.1:0", "--log-format", "json"]
    command = [str(opa_binary()), "run", "--server", *address, "--authorization", "basic", "--bundle", str(bundle)]
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "--skip-version-check"], stdout=output, stderr=output)
        try:
            server = Server(_port(process.pid), revision)
            yield server
            server.close()
        finally:
            process.terminate()
            process.wait(timeout=10)


def _port(pid: int) -> int:
    """The loopback port that this process listens on, once it answers there."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for port in _listening(pid):
            if _healthy(port):
                return port
        time.sleep(0.05)
    message = "OPA did not start"
    raise AssertionError(message)


def _listening(pid: int) -> list[int]:
    sockets = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        target = str(link.readlink()) if link.is_symlink() else ""
        if target.startswith("socket:["):
            sockets.add(target[8:-1])
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [int(row[1].split(":")[1], 16) for row in rows if row[3] == "0A" and row[9] in sockets]


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def base() -> dict[str, Any]:
    """Inputs that are allowed as they stand."""
    return tables("base")
