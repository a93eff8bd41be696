"""Child processes that end with their parent, however it ends."""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 3.0
PARENT_VARIABLE = "PROVISO_PARENT_PID"
_POLL_SECONDS = 0.05
_RESTART_PAUSE_SECONDS = 0.2
_FAILED_PAUSE_SECONDS = 1.0
_LOG = logging.getLogger("proviso.local.processes")
_PR_SET_PDEATHSIG = 1


def end_with_parent(death_signal: int) -> None:
    """Ask the kernel to send this process that signal when the one that started it ends, killed or not.

    Elsewhere than on Linux there is no such call, and the supervisor's own stop has to do.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, death_signal)
    parent = os.environ.get(PARENT_VARIABLE)
    if parent and os.getppid() != int(parent):
        os.kill(os.getpid(), death_signal)  # the parent ended before the kernel knew


@dataclass
class Child:
    """What to run, and the process that runs it now.

    Attributes:
        name: For the log file, and for messages.
        argv: The command.
        environment: Called before each start, so that a restarted process gets credentials of its own.
        ended: Called after each end.
        directory: Where it runs.
        restart: Whether it is started again when it ends by itself.
    """

    name: str
    argv: Sequence[str]
    environment: Callable[[], Mapping[str, str]]
    directory: Path
    ended: Callable[[], None] = lambda: None
    restart: bool = True
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    not_before: float = 0.0


class Supervisor:
    """Starts children from one thread that lives as long as they may, and starts them again when they die.

    The kernel ties a child to the thread that made it, hence the one thread. Each child leads a process group of its
    own, so that what it starts ends with it.
    """

    def __init__(self, log_directory: Path) -> None:
        """Take the folder for the children's output, one file each."""
        self._logs = log_directory
        self._children: list[Child] = []
        self.failures: dict[str, str] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, child: Child) -> None:
        """Start a child, and keep it running."""
        with self._lock:
            self._children.append(child)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
            self._thread.start()

    def pids(self) -> list[int]:
        """The processes that run now."""
        with self._lock:
            return [child.process.pid for child in self._children if child.process and child.process.poll() is None]

    def kill(self, child: Child) -> None:
        """End a child at once; it is started again."""
        with self._lock:
            if child.process:
                _signal_group(child.process, signal.SIGKILL)

    def stop(self) -> None:
        """End every child: asked first, and after three seconds made to."""
        self._stopping.set()
        if self._thread:
            self._thread.join()
        running = [child.process for child in self._children if child.process]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            _signal_group(process, signal.SIGKILL)  # also what the child itself left behind
            process.wait()

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self._lock:
                for child in list(self._children):
                    try:
                        self._look_after(child)
                    except Exception as error:  # noqa: BLE001 (one child's trouble is not the others')
                        _LOG.exception("%s does not start", child.name)
                        self.failures[child.name] = str(error)
                        child.not_before = time.monotonic() + _FAILED_PAUSE_SECONDS
            self._stopping.wait(_POLL_SECONDS)

    def _look_after(self, child: Child) -> None:
        if child.process and child.process.poll() is None:
            return
        if child.process:
            _signal_group(child.process, signal.SIGKILL)
            child.process = None
            child.not_before = time.monotonic() + _RESTART_PAUSE_SECONDS
            child.ended()
            if not child.restart:
                self._children.remove(child)
                return
        if time.monotonic() >= child.not_before and not self._stopping.is_set():
            child.process = self._started(child)

    def _started(self, child: Child) -> "subprocess.Popen[bytes]":
        environment = {**child.environment(), PARENT_VARIABLE: str(os.getpid())}
        with (self._logs / f"{child.name}.log").open("ab") as output:
            return subprocess.Popen(
                child.argv,
                env=environment,
                cwd=child.directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def _signal_group(process: "subprocess.Popen[bytes]", number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def run_command(argv: Sequence[str]) -> None:
    """Become that command, as a process that ends with its parent."""
    end_with_parent(signal.SIGKILL)
    os.execv(argv[0], list(argv))  # noqa: S606 (a command of our own, no shell)


if __name__ == "__main__":
    run_command(sys.argv[1:])
