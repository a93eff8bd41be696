"""The OPA that stands beside the decision point: a child process with the pinned bundle, on this machine alone.

It is given no configuration, no credentials and no way to change its policy: the bundle's own `system.authz`
allows the one question and the health check, and refuses the rest. It dies with its parent. When it is found
dead, the request that found it is closed at once and one restart runs in the background for those that follow.
"""

import ctypes
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from chalicelib.adapters.loopback import HOST
from chalicelib.adapters.opa import LoopbackClient
from chalicelib.domain.errors import PolicyUnavailableError
from chalicelib.service.log_codes import LogCode, log

START_LIMIT_S: Final = 8.0
_PROBE_LIMIT_S: Final = 1.0
_PROBE_PAUSE_S: Final = 0.01
_HUNG_LIMIT: Final = 3
_PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None, use_errno=True)

PROBE: Final[dict[str, Any]] = {
    "subject": {
        "type": "practitioner",
        "id": "practitioner:00000000000000000000000000",
        "properties": {"agency": "la:NONE", "role": "none", "client": "client:none", "issuer": "none"},
    },
    "action": {"name": "inbox.list"},
    "resource": {"type": "inbox"},
    "context": {"now": "1970-01-01T00:00:00.000Z", "facts": {"involvements": {}}},
}
"""A question that asks for nothing; of its answer only the revision is looked at."""


@dataclass(frozen=True)
class _Running:
    process: "subprocess.Popen[bytes]"
    port: int


class OpaProcess:
    """Starts OPA, watches it, and starts it again."""

    def __init__(
        self,
        binary: str,
        bundle: str,
        revision: str,
        start_limit_s: float = START_LIMIT_S,
        verification_key: str | None = None,
    ) -> None:
        """Take what OPA is started with.

        Args:
            binary: The pinned OPA.
            bundle: The bundle, a file or a folder.
            revision: The policy revision that it must answer with.
            start_limit_s: How long a start may take.
            verification_key: PEM file of the public key (P-256) that the bundle must be signed with. Without one
                the signature is not looked at.
        """
        self._binary = Path(binary).absolute()
        self._bundle = Path(bundle).absolute()
        self._revision = revision
        self._verification_key = verification_key
        self._start_limit = start_limit_s
        self._lock = threading.Lock()
        self._settled = threading.Event()
        self._running: _Running | None = None
        self._starting = False
        self._stopped = False
        self._late = 0

    @property
    def pid(self) -> int | None:
        """Process id of the OPA that answers now."""
        running = self._running
        return running.process.pid if running else None

    def start(self) -> None:
        """Start OPA and wait until it answers with the expected revision, or the start has failed."""
        self._start_in_background()
        self._settled.wait(self._start_limit + _PROBE_LIMIT_S)

    def stop(self) -> None:
        """End OPA for good."""
        with self._lock:
            self._stopped = True
            running, self._running = self._running, None
        if running:
            running.process.kill()
            running.process.wait()

    def port(self) -> int:
        """Return the port on which OPA answers.

        Raises:
            PolicyUnavailableError: it does not run; a restart has been set going.
        """
        running = self._running
        if running is None:
            self._start_in_background()
            raise PolicyUnavailableError
        return running.port

    def answered(self, port: int) -> None:
        """Note an answer in time."""
        running = self._running
        if self._late and running and running.port == port:
            self._late = 0

    def failed(self, port: int, *, hung: bool) -> None:
        """Note a failure: an OPA that nobody can reach is replaced at once, a late one after three times."""
        with self._lock:
            running = self._running
            if running is None or running.port != port:
                return
            self._late += 1
            if hung and self._late < _HUNG_LIMIT:
                return
            self._running = None
        log(LogCode.OPA_REPLACED, pid=running.process.pid, cause="hung" if hung else "unreachable")
        running.process.kill()
        self._start_in_background()

    def _start_in_background(self) -> None:
        with self._lock:
            if self._starting or self._stopped or self._running:
                return
            self._starting = True
            self._settled.clear()
        threading.Thread(target=self._supervise, name="opa", daemon=True).start()

    def _supervise(self) -> None:
        """Start OPA and stay with it: its life is tied to the thread that made it (see `_die_with`)."""
        running = None
        try:
            running = self._started()
        finally:
            with self._lock:
                self._starting = False
                self._late = 0
                self._running = None if self._stopped else running
            self._settled.set()
        if running is None:
            return
        if self._stopped:
            running.process.kill()
        status = running.process.wait()
        with self._lock:
            unexpected = self._running is running
            if unexpected:
                self._running = None
        if unexpected:
            log(LogCode.OPA_LOST, pid=running.process.pid, status=status)

    def _started(self) -> _Running | None:
        began = monotonic()
        port = _free_port()
        try:
            process = subprocess.Popen(
                self._command(port),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={},
                cwd="/",
                preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - two system calls, no lock is taken in between
            )
        except OSError as error:
            log(LogCode.OPA_START_FAILED, cause=type(error).__name__)
            return None
        cause = self._awaited(process, port, began + self._start_limit)
        duration_ms = round((monotonic() - began) * 1000, 1)
        if cause is None:
            log(LogCode.OPA_STARTED, pid=process.pid, port=port, duration_ms=duration_ms)
            return _Running(process, port)
        process.kill()
        process.wait()
        log(LogCode.OPA_START_FAILED, pid=process.pid, cause=cause, duration_ms=duration_ms)
        return None

    def _command(self, port: int) -> list[str]:
        return [
            str(self._binary),
            "run",
            "--server",
            f"--addr={HOST}:{port}",
            "--authentication=off",
            "--authorization=basic",
            "--log-level=error",
            "--skip-version-check",
            *self._verification(),
            "--bundle",
            str(self._bundle),
        ]

    def _verification(self) -> list[str]:
        if self._verification_key is None:
            return ["--skip-verify"]
        return [f"--verification-key={Path(self._verification_key).absolute()}", "--signing-alg=ES256"]

    def _awaited(self, process: "subprocess.Popen[bytes]", port: int, until: float) -> str | None:
        """Wait until OPA is healthy and answers with the expected revision; return what went wrong, if anything."""
        client = LoopbackClient(port, _PROBE_LIMIT_S)
        cause = "late"
        try:
            while monotonic() < until:
                if process.poll() is not None:
                    return "ended"
                cause = self._probed(client)
                if cause != "late":
                    return None if cause == "ready" else cause
                sleep(_PROBE_PAUSE_S)
        finally:
            client.close_connection()
        return cause

    def _probed(self, client: LoopbackClient) -> str:
        try:
            if not client.check_health():
                return "late"
            answer = client.decision(PROBE)
        except (ConnectionError, TimeoutError):
            return "late"
        except Exception as error:  # noqa: BLE001 - whatever else it says, it is not ready to decide
            return type(error).__name__
        revision = answer.get("policy_revision") if isinstance(answer, dict) else None
        return "ready" if revision == self._revision else "revision"


def _die_with(parent: int) -> Callable[[], None]:
    """Return what the child does before it becomes OPA: ask the kernel to end it when the thread that made it ends."""

    def ask() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the parent ended before the kernel knew
            os._exit(1)

    return ask


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
