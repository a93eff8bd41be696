"""Lambda: functions, their workers, and the two interfaces between them, Invoke and the Runtime API.

A worker takes an invocation by asking for the next one, as Lambda's own runtimes do, and answers it once.

Source: "Building a custom runtime" (the Runtime API), "Invoke" in the Lambda API reference.
"""

import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .errors import AwsError
from .names import function_arn

LATEST = "$LATEST"

LARGEST_PAYLOAD = 6 * 1024 * 1024
QUEUE_SECONDS = 30.0
POLL_SECONDS = 20.0


@dataclass(frozen=True)
class Outcome:
    """What a function answered; `error` is Lambda's `X-Amz-Function-Error`, or None."""

    payload: bytes
    error: str | None = None


@dataclass
class Invocation:
    """One event on its way through a worker."""

    request_id: str
    payload: bytes
    arn: str
    taken: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    deadline: float = 0.0
    worker: str = ""
    outcome: Outcome | None = None


@dataclass
class Function:
    """A function, the aliases under which it can be called, and those of its workers that live.

    Every alias means the one version that there is.
    """

    name: str
    timeout: float
    aliases: frozenset[str] = frozenset()
    changed: threading.Condition = field(default_factory=threading.Condition)
    waiting: deque[Invocation] = field(default_factory=deque)
    running: dict[str, Invocation] = field(default_factory=dict)
    workers: set[str] = field(default_factory=set)
    ready: set[str] = field(default_factory=set)


class FunctionService:
    """Every function of the account."""

    def __init__(self) -> None:
        """Start with none."""
        self._functions: dict[str, Function] = {}
        self._of_worker: dict[str, Function] = {}
        self._closed = False
        self.init_errors: dict[str, str] = {}
        self.end_worker: Callable[[str], None] = lambda _token: None

    def add(self, name: str, timeout: float, aliases: Iterable[str] = ()) -> None:
        """Make a function and its aliases known."""
        self._functions[name] = Function(name, timeout, frozenset(aliases))

    def new_worker(self, name: str) -> str:
        """A token for a new worker of that function; the Runtime API knows the worker by it."""
        token = secrets.token_urlsafe(24)
        function = self._functions[name]
        with function.changed:
            function.workers.add(token)
        self._of_worker[token] = function
        return token

    def is_ready(self, token: str) -> bool:
        """Whether that worker has asked for work at least once."""
        function = self._of_worker.get(token)
        return function is not None and token in function.ready

    def worker_died(self, token: str) -> None:
        """Answer what the worker was doing as Lambda does when a runtime exits."""
        function = self._of_worker.pop(token, None)
        if function is None:
            return
        with function.changed:
            function.workers.discard(token)
            function.ready.discard(token)
            lost = [one for one in function.running.values() if one.worker == token]
            for invocation in lost:
                _finish(function, invocation, _failure("Runtime.ExitError", invocation, "Runtime exited"))
            function.changed.notify_all()  # what waits in the worker's name goes

    def close(self) -> None:
        """Let every waiting worker and caller go."""
        self._closed = True
        for function in self._functions.values():
            with function.changed:
                for invocation in [*function.waiting, *function.running.values()]:
                    invocation.taken.set()
                    _finish(function, invocation, _failure("Service.Closing", invocation, "the stack is stopping"))
                function.waiting.clear()
                function.changed.notify_all()

    def invoke(self, name: str, payload: bytes, request_id: str, qualifier: str = "") -> Outcome:
        """Run the function once and return its answer.

        Args:
            name: The function's, without a qualifier.
            payload: The event.
            request_id: Which the trail's record and the handler's context carry.
            qualifier: An alias; the handler is told the ARN that ends in it. Empty for the function itself.

        Raises:
            AwsError: There is no such function or alias, the payload is too large, or no worker came free.
        """
        arn = qualified(name, qualifier)
        function = self._functions.get(name)
        if function is None or not (qualifier in {"", LATEST} or qualifier in function.aliases):
            raise AwsError(code="ResourceNotFoundException", message=f"Function not found: {arn}", status=404)
        if len(payload) > LARGEST_PAYLOAD:
            raise AwsError(code="RequestTooLargeException", message="The request payload exceeds 6 MB", status=413)
        invocation = Invocation(request_id, payload, arn)
        with function.changed:
            if self._closed:
                return _failure("Service.Closing", invocation, "the stack is stopping")
            function.waiting.append(invocation)
            function.changed.notify()
        if not invocation.taken.wait(QUEUE_SECONDS):
            with function.changed:
                if not invocation.taken.is_set():
                    function.waiting.remove(invocation)
                    raise AwsError(code="TooManyRequestsException", message="Rate Exceeded.", status=429)
        if not invocation.done.wait(max(0.0, invocation.deadline - time.monotonic())):
            self._time_out(function, invocation)
        assert invocation.outcome is not None  # noqa: S101 (set before `done`)
        return invocation.outcome

    def next(self, token: str) -> tuple[Mapping[str, str], bytes] | None:
        """The worker's next invocation, as the Runtime API's headers and body; None when it should ask again.

        Raises:
            KeyError: The worker is not known, or everything is closing: it should end.
        """
        function = self._of_worker[token]
        with function.changed:
            function.ready.add(token)
            function.changed.wait_for(lambda: function.waiting or self._closed, POLL_SECONDS)
            if self._closed or token not in function.workers:
                raise KeyError(token)
            if not function.waiting:
                return None
            invocation = function.waiting.popleft()
            invocation.worker, invocation.deadline = token, time.monotonic() + function.timeout
            function.running[invocation.request_id] = invocation
            invocation.taken.set()
        return {
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + function.timeout) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": invocation.arn,
        }, invocation.payload

    def answer(self, token: str, request_id: str, payload: bytes, *, error: bool) -> bool:
        """Take a worker's answer. False when it is not the worker's to give, or too late."""
        function = self._of_worker[token]
        with function.changed:
            invocation = function.running.get(request_id)
            if invocation is None or invocation.worker != token:
                return False
            if len(payload) > LARGEST_PAYLOAD:
                outcome = _failure("Function.ResponseSizeTooLarge", invocation, "Response payload size exceeded 6 MB")
            else:
                outcome = Outcome(payload, "Unhandled" if error else None)
            _finish(function, invocation, outcome)
        return True

    def could_not_start(self, token: str, payload: bytes) -> None:
        """Keep what a worker says about its failed start."""
        self.init_errors[self._of_worker[token].name] = payload.decode(errors="replace")

    def _time_out(self, function: Function, invocation: Invocation) -> None:
        with function.changed:
            if invocation.done.is_set():
                return
            text = f"Task timed out after {function.timeout:.2f} seconds"
            _finish(function, invocation, _failure("Sandbox.Timedout", invocation, text))
        self.end_worker(invocation.worker)


def qualified(name: str, qualifier: str = "") -> str:
    """The ARN under which a function is called: with its alias, where it is called by one."""
    return function_arn(name) + (f":{qualifier}" if qualifier else "")


def _finish(function: Function, invocation: Invocation, outcome: Outcome) -> None:
    function.running.pop(invocation.request_id, None)
    invocation.outcome = outcome
    invocation.done.set()


def _failure(kind: str, invocation: Invocation, text: str) -> Outcome:
    said = {"errorType": kind, "errorMessage": f"RequestId: {invocation.request_id} Error: {text}"}
    return Outcome(json.dumps(said).encode(), "Unhandled")
