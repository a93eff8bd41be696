"""Faults at the AWS endpoint of a stack: a call is throttled, fails, is late or ends a worker, before or after it ran.

Source of the error codes: "Error retries and exponential backoff" in the AWS reference of each service.
"""

import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from workbench.local.call import Answer, RawRequest

_SIGNED_FOR = re.compile(r"Credential=[^/]+/\d{8}/[^/]+/([a-z0-9-]+)/")
_STS_ACTION = re.compile(rb"(?:^|&)Action=([A-Za-z]+)")
_THROTTLED_XML = b"<ErrorResponse><Error><Code>Throttling</Code><Message>Slow</Message></Error></ErrorResponse>"


@dataclass
class Fault:
    """What happens to the next `times` calls of one operation.

    Attributes:
        operation: Such as `dynamodb:TransactWriteItems`.
        what: Throttled, failed with a 500, late by `seconds`, or the workers of `victim` are killed.
        moment: Before the call is done, or after it was done and before its answer.
        times: How many calls it happens to.
        victim: A function's name.
        seconds: How late.
    """

    operation: str
    what: Literal["throttle", "fail", "late", "kill"]
    moment: Literal["before", "after"] = "before"
    times: int = 1
    victim: str = ""
    seconds: float = 0.0


class FaultyEndpoint:
    """Stands before the real endpoint and passes on what no fault is meant for."""

    def __init__(self, inner: Any, workers: Callable[[str], list[int]]) -> None:
        """Take the endpoint, and who tells a function's processes."""
        self._inner = inner
        self._workers = workers
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._fired = 0

    def arm(self, fault: Fault) -> None:
        """Have this fault happen; the one before it is over."""
        with self._lock:
            self._fault, self._fired = fault, 0

    def disarm(self) -> int:
        """End the fault; how many calls it happened to."""
        with self._lock:
            self._fault = None
            return self._fired

    def serve(self, raw: RawRequest) -> Answer:
        """Answer one request, well or badly."""
        fault = self._taken(operation_of(raw))
        if fault is None:
            return self._served(raw)
        answer = self._served(raw) if fault.moment == "after" else None
        if fault.what == "late":
            time.sleep(fault.seconds)
            return answer or self._served(raw)
        if fault.what == "throttle":
            return _throttled(fault.operation)
        if fault.what == "kill":
            for pid in self._workers(fault.victim):
                os.kill(pid, signal.SIGKILL)
        return Answer(500, {"Content-Type": "application/x-amz-json-1.0"}, b"{}")

    def _served(self, raw: RawRequest) -> Answer:
        answer: Answer = self._inner.serve(raw)
        return answer

    def _taken(self, operation: str) -> Fault | None:
        with self._lock:
            if self._fault is None or self._fault.operation != operation or self._fired >= self._fault.times:
                return None
            self._fired += 1
            return self._fault


def operation_of(raw: RawRequest) -> str:
    """Service and operation of a signed request, such as `kms:Decrypt`."""
    signed = _SIGNED_FOR.search(raw.headers.get("authorization", ""))
    service = signed[1] if signed else ""
    if service == "sts":
        action = _STS_ACTION.search(raw.body)
        return f"sts:{action[1].decode() if action else ''}"
    if service == "lambda":
        return "lambda:Invoke"
    return f"{service}:{raw.headers.get('x-amz-target', '').rpartition('.')[2]}"


def _throttled(operation: str) -> Answer:
    service = operation.partition(":")[0]
    if service == "sts":
        return Answer(400, {"Content-Type": "text/xml"}, _THROTTLED_XML)
    if service == "lambda":
        body = json.dumps({"Reason": "CallerRateLimitExceeded", "Type": "User", "message": "Rate Exceeded."}).encode()
        return Answer(429, {"x-amzn-ErrorType": "TooManyRequestsException", "Content-Type": "application/json"}, body)
    body = json.dumps({"__type": "ThrottlingException", "message": "Rate exceeded"}).encode()
    return Answer(400, {"Content-Type": "application/x-amz-json-1.0"}, body)
