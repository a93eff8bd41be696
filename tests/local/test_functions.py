"""Functions run in processes of their own, with their own role's credentials, behind Lambda's two interfaces."""

import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.local.conftest import TEMPLATE
from workbench.local.function_table import LocalFunction
from workbench.local.stack import LocalStack, StackError

APP = """
import json, os, time
import boto3

def app(event, context):
    if event.get("raise"):
        raise ValueError("canary in a message")
    if event.get("die"):
        os._exit(3)
    time.sleep(event.get("sleep", 0))
    return {
        "pid": os.getpid(),
        "request": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "left": context.get_remaining_time_in_millis(),
        "name": context.function_name,
        "who": boto3.client("sts").get_caller_identity()["Arn"],
        "environment": dict(os.environ),
    }
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """A stack with one small function of two workers."""
    folder = tmp_path_factory.mktemp("function")
    (folder / "app.py").write_text(APP)
    function = LocalFunction(
        "worker", folder, workers=2, timeout=3.0, settings=frozenset({"PROVISO_AUDIENCE"}), aliases=("live", "clock")
    )
    with LocalStack(functions=(function,), routes=(), template=TEMPLATE) as running:
        yield running


def invoke(stack: LocalStack, event: dict[str, Any]) -> tuple[dict[str, Any], str | None, str]:
    """Invoke as the worker's own role may: answer, function error and request id."""
    answer = stack.as_role("lambda", "worker").invoke(FunctionName="worker", Payload=json.dumps(event).encode())
    said = json.loads(answer["Payload"].read())
    return said, answer.get("FunctionError"), answer["ResponseMetadata"]["RequestId"]


def test_an_invocation_goes_round(stack: LocalStack) -> None:
    """An event reaches the handler with Lambda's context, and its answer comes back."""
    said, error, request_id = invoke(stack, {})
    assert error is None
    assert said["request"] == request_id
    assert said["arn"] == "arn:aws:lambda:eu-west-2:123456789012:function:worker"
    assert 0 < said["left"] <= 3000
    assert said["name"] == "worker"


def test_a_worker_has_its_own_credentials_and_no_other(stack: LocalStack) -> None:
    """A function signs as its own role, and sees no setting of another and nothing of its starter's environment."""
    said, _, _ = invoke(stack, {})
    environment = said["environment"]
    assert said["who"] == "arn:aws:sts::123456789012:assumed-role/worker/worker"
    assert {name for name in environment if name.startswith("PROVISO_")} == {"PROVISO_AUDIENCE", "PROVISO_PARENT_PID"}
    assert "HOME" not in environment
    assert stack.admin_token not in json.dumps(environment)
    assert said["pid"] != os.getpid()


def test_an_error_is_a_function_error(stack: LocalStack) -> None:
    """A handler that raises answers the call with Lambda's error form."""
    said, error, request_id = invoke(stack, {"raise": True})
    assert error == "Unhandled"
    assert (said["errorType"], said["requestId"]) == ("ValueError", request_id)


def test_a_worker_that_dies_is_replaced(stack: LocalStack) -> None:
    """Its invocation is answered as failed, and the next one is served by a new process."""
    said, error, _ = invoke(stack, {"die": True})
    assert (said["errorType"], error) == ("Runtime.ExitError", "Unhandled")
    assert invoke(stack, {})[1] is None


def test_a_function_that_takes_too_long_is_ended(stack: LocalStack) -> None:
    """After its time the caller is answered and the worker is ended."""
    began = time.monotonic()
    said, error, _ = invoke(stack, {"sleep": 30})
    assert (said["errorType"], error) == ("Sandbox.Timedout", "Unhandled")
    assert time.monotonic() - began < 10
    assert invoke(stack, {})[1] is None


def test_invoking_is_a_permission(stack: LocalStack, code_of: Callable[[Callable[[], Any]], str]) -> None:
    """Who may not invoke the function does not, and the attempt is in the trail."""
    client = stack.as_role("lambda", "decider")
    assert code_of(lambda: client.invoke(FunctionName="worker", Payload=b"{}")) == "AccessDeniedException"
    refused = [one for one in stack.trail_records() if one["eventName"] == "Invoke" and "errorCode" in one]
    assert refused[-1]["errorCode"] == "AccessDenied"


def test_an_invocation_is_recorded_under_lambdas_request_id(stack: LocalStack) -> None:
    """The trail's data event carries the id that the function saw, and nothing of the event."""
    _, _, request_id = invoke(stack, {"canary": "word"})
    record = next(one for one in stack.trail_records() if one["requestID"] == request_id)
    assert record["eventName"] == "Invoke"
    assert record["requestParameters"]["functionName"].endswith(":function:worker")
    assert record["managementEvent"] is False
    assert "canary" not in json.dumps(record)


ARN = "arn:aws:lambda:eu-west-2:123456789012:function:worker"
LIVE = (
    {"FunctionName": "worker:live"},
    {"FunctionName": "worker", "Qualifier": "live"},
    {"FunctionName": "worker:live", "Qualifier": "live"},
    {"FunctionName": "123456789012:function:worker:live"},
    {"FunctionName": f"{ARN}:live"},
    {"FunctionName": ARN, "Qualifier": "live"},
)


@pytest.mark.parametrize("named", LIVE)
def test_an_alias_is_called_in_every_way_that_lambda_knows(stack: LocalStack, named: dict[str, str]) -> None:
    """A handler is told the alias that it was called by, and the trail tells it too, beside the function's own ARN."""
    answer = stack.as_role("lambda", "worker").invoke(**named, Payload=b"{}")
    assert json.loads(answer["Payload"].read())["arn"] == f"{ARN}:live"
    request_id = answer["ResponseMetadata"]["RequestId"]
    record = next(one for one in stack.trail_records() if one["requestID"] == request_id)
    assert record["requestParameters"]["functionName"] == f"{ARN}:live"
    assert [resource["ARN"] for resource in record["resources"]] == [ARN]


def test_a_right_to_one_alias_is_none_to_another(
    stack: LocalStack, code_of: Callable[[Callable[[], Any]], str]
) -> None:
    """Policies are asked for the ARN with its alias: who may call the one and the function itself may not the other."""
    worker, owner = stack.as_role("lambda", "worker"), stack.as_role("lambda", "local-administrator")
    assert code_of(lambda: worker.invoke(FunctionName="worker:clock", Payload=b"{}")) == "AccessDeniedException"
    said = json.loads(owner.invoke(FunctionName="worker", Qualifier="clock", Payload=b"{}")["Payload"].read())
    assert said["arn"] == f"{ARN}:clock"


def test_an_alias_that_is_not_there_is_not_found(
    stack: LocalStack, code_of: Callable[[Callable[[], Any]], str]
) -> None:
    """Who may call an alias that nobody made learns so; who may not learns nothing of it."""
    worker, owner = stack.as_role("lambda", "worker"), stack.as_role("lambda", "local-administrator")
    assert code_of(lambda: worker.invoke(FunctionName="worker:gone", Payload=b"{}")) == "ResourceNotFoundException"
    assert code_of(lambda: owner.invoke(FunctionName="nobody", Payload=b"{}")) == "ResourceNotFoundException"
    assert code_of(lambda: worker.invoke(FunctionName="worker:away", Payload=b"{}")) == "AccessDeniedException"
    two = {"FunctionName": "worker:live", "Qualifier": "clock"}
    assert code_of(lambda: owner.invoke(**two, Payload=b"{}")) == "InvalidParameterValueException"
    elsewhere = "arn:aws:lambda:eu-west-1:123456789012:function:worker"
    assert code_of(lambda: owner.invoke(FunctionName=elsewhere, Payload=b"{}")) == "AccessDeniedException"


def test_two_workers_work_at_once(stack: LocalStack) -> None:
    """A function's concurrency is the number of its workers."""
    with ThreadPoolExecutor(2) as callers:
        answers = list(callers.map(lambda _: invoke(stack, {"sleep": 1.0})[0]["pid"], range(2)))
    assert len(set(answers)) == 2


def test_one_process_holds_one_stack(stack: LocalStack) -> None:
    """A second stack in the same process is refused with one sentence."""
    with pytest.raises(StackError, match="already runs"):
        LocalStack(functions=(), routes=(), template=TEMPLATE).start()
    assert stack.front_url
