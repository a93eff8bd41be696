"""The functions' worker processes: started with their own role's credentials, and started again when they die."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path

from workbench.tools import ROOT

from .front import Front
from .function_table import LocalFunction, environment
from .names import LOOPBACK
from .processes import Child, Supervisor
from .runtime_api import PREFIX

READY_SECONDS = 60.0
_POLL_SECONDS = 0.02


class FunctionStartError(RuntimeError):
    """A function does not start; the message names its log."""


class Workers:
    """All workers of a stack."""

    def __init__(self, front: Front, supervisor: Supervisor, settings: Mapping[str, str], logs: Path) -> None:
        """Take the front, who keeps processes alive, and the settings to hand out."""
        self._front = front
        self._supervisor = supervisor
        self._settings = settings
        self._logs = logs
        self._tokens: dict[str, str] = {}
        self._children: dict[str, Child] = {}
        front.functions.end_worker = self._end

    def start(self, functions: tuple[LocalFunction, ...]) -> None:
        """Start every worker and wait until each asks for work.

        Raises:
            FunctionStartError: One does not.
        """
        for function in functions:
            self._front.functions.add(function.name, function.timeout, function.aliases)
        for function in functions:
            for number in range(function.workers):
                self._add(function, f"{function.name}-{number + 1}")
        self._wait()

    def of(self, function_name: str) -> list[int]:
        """Process ids of a function's workers."""
        named = [child for name, child in self._children.items() if name.rpartition("-")[0] == function_name]
        return [child.process.pid for child in named if child.process]

    def _add(self, function: LocalFunction, name: str) -> None:
        child = Child(
            name=name,
            argv=[sys.executable, "-m", "workbench.local.runtime", str(function.folder)],
            environment=lambda: self._environment(function, name),
            directory=ROOT,
            ended=lambda: self._ended(name),
        )
        self._children[name] = child
        self._supervisor.add(child)

    def _environment(self, function: LocalFunction, name: str) -> dict[str, str]:
        session = self._front.desk.for_function(function.name, function.name)
        token = self._front.functions.new_worker(function.name)
        self._tokens[name] = token
        credentials = {
            "AWS_ACCESS_KEY_ID": session.access_key_id,
            "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
            "AWS_SESSION_TOKEN": session.session_token,
        }
        address = f"{LOOPBACK}:{self._front.port}{PREFIX}{token}"
        return environment(function, self._settings, credentials, self._front.url, address)

    def _ended(self, name: str) -> None:
        token = self._tokens.pop(name, None)
        if token:
            self._front.functions.worker_died(token)

    def _end(self, token: str) -> None:
        for name, known in list(self._tokens.items()):
            if known == token:
                self._supervisor.kill(self._children[name])

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        service = self._front.functions
        while not all(name in self._tokens and service.is_ready(self._tokens[name]) for name in self._children):
            if service.init_errors:
                name = next(iter(service.init_errors))
                message = f"the function {name} does not start: see {self._logs}/{name}-1.log"
                raise FunctionStartError(message)
            if self._supervisor.failures:
                name, why = next(iter(self._supervisor.failures.items()))
                message = f"{name} does not start: {why}"
                raise FunctionStartError(message)
            if time.monotonic() > deadline:
                message = f"the functions are not ready after {READY_SECONDS:.0f} s: see {self._logs}"
                raise FunctionStartError(message)
            time.sleep(_POLL_SECONDS)
