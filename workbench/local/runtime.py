"""One worker of one function, as Lambda runs it: `python -m workbench.local.runtime <function folder>`.

It has the function's own role's credentials in its environment and no others, takes events from the Runtime API and
answers them. Source: "Building a custom runtime".
"""

import http.client
import importlib.util
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from .processes import end_with_parent

_VERSION = "/2018-06-01/runtime"
_GONE, _EMPTY, _OK = 410, 204, 200
Handler = Callable[[Any, "LambdaContext"], Any]


@dataclass(frozen=True)
class LambdaContext:
    """What a handler is told of its invocation, under the names that Lambda uses."""

    aws_request_id: str
    invoked_function_arn: str
    deadline_ms: int
    function_name: str
    function_version: str = "$LATEST"
    memory_limit_in_mb: str = "1024"
    log_group_name: str = ""
    log_stream_name: str = ""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the invocation."""
        return max(0, self.deadline_ms - int(time.time() * 1000))


class RuntimeApi:
    """The worker's connection to the Runtime API."""

    def __init__(self, address: str) -> None:
        """Take `host:port` and a path, as AWS_LAMBDA_RUNTIME_API gives it."""
        host, _, path = address.partition("/")
        self._connection = http.client.HTTPConnection(host, timeout=60)
        self._prefix = f"/{path}" if path else ""

    def next(self) -> tuple[Mapping[str, str], bytes] | None:
        """The next invocation; None when there is none yet.

        Raises:
            EOFError: The worker is not wanted any more.
        """
        status, headers, body = self._call("GET", "/invocation/next", b"")
        if status == _GONE:
            raise EOFError
        return (headers, body) if status == _OK else None

    def answer(self, request_id: str, kind: str, payload: bytes) -> None:
        """Give the answer; `kind` is `response` or `error`."""
        self._call("POST", f"/invocation/{request_id}/{kind}", payload)

    def could_not_start(self, payload: bytes) -> None:
        """Say that the handler could not be loaded."""
        self._call("POST", "/init/error", payload)

    def _call(self, method: str, path: str, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        self._connection.request(method, f"{self._prefix}{_VERSION}{path}", body=body)
        answer = self._connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()


def load(folder: Path, handler: str) -> Handler:
    """The handler `module.attribute` of a function folder, which comes first on the path."""
    module_name, _, attribute = handler.partition(".")
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location(module_name, folder / f"{module_name}.py")
    if spec is None or spec.loader is None:
        message = f"there is no module {module_name}"
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    loaded: Handler = getattr(module, attribute)
    return loaded


def serve(api: RuntimeApi, handler: Handler, function_name: str) -> None:
    """Answer invocations until the worker is not wanted any more."""
    while True:
        try:
            work = api.next()
        except (EOFError, OSError, http.client.HTTPException):
            return
        if work is not None:
            _answer(api, handler, function_name, *work)


def _answer(api: RuntimeApi, handler: Handler, function_name: str, headers: Mapping[str, str], payload: bytes) -> None:
    request_id = headers["Lambda-Runtime-Aws-Request-Id"]
    context = LambdaContext(
        aws_request_id=request_id,
        invoked_function_arn=headers["Lambda-Runtime-Invoked-Function-Arn"],
        deadline_ms=int(headers["Lambda-Runtime-Deadline-Ms"]),
        function_name=function_name,
        log_group_name=f"/aws/lambda/{function_name}",
        log_stream_name=str(os.getpid()),
    )
    try:
        kind, answer = "response", json.dumps(handler(json.loads(payload), context)).encode()
    except Exception as error:  # noqa: BLE001 (a handler may raise anything)
        # As Lambda does: the log and the caller, who is a service, learn of the error.
        traceback.print_exc()
        kind, answer = "error", _described(error, request_id)
    api.answer(request_id, kind, answer)


def _described(error: BaseException, request_id: str = "") -> bytes:
    said = {"errorMessage": str(error), "errorType": type(error).__name__, "requestId": request_id, "stackTrace": []}
    return json.dumps(said).encode()


def _end(_number: int, _frame: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(0)


def main(arguments: list[str]) -> int:
    """Load the handler that the environment names and serve it."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor says when it is over
    end_with_parent(signal.SIGTERM)
    environment = os.environ
    api = RuntimeApi(environment["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load(Path(arguments[0]).resolve(), environment["_HANDLER"])
    except Exception as error:  # noqa: BLE001 (whatever it is, the stack says that the function does not start)
        traceback.print_exc()
        api.could_not_start(_described(error))
        return 1
    serve(api, handler, environment["AWS_LAMBDA_FUNCTION_NAME"])
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is ending already
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
