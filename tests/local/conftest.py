"""A local AWS from a small template of the data stack's shape, and people in it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from workbench.local import trail
from workbench.local.stack import LocalStack

TEMPLATE = Path(__file__).with_name("template.json")
DECISION = "01JD0000000000000000000001"


@pytest.fixture(scope="module", autouse=True)
def delivery_only_when_asked() -> Iterator[None]:
    """No delivery by the clock, so that a test which counts deliveries counts its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trail, "INTERVAL_SECONDS", 3600.0)
        yield


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    """A stack without functions; its stores are empty at the beginning of each module."""
    with LocalStack(functions=(), routes=(), template=TEMPLATE) as running:
        yield running


@pytest.fixture
def mint(stack: LocalStack) -> Callable[..., Any]:
    """Assume the case role as the decider does, and get a boto3 client of a service for the new session."""

    def minted(service: str, case: str = "C1", policy: dict[str, Any] | None = None, **changes: Any) -> Any:
        asked: dict[str, Any] = {
            "RoleArn": stack.outputs["CaseRoleArn"],
            "RoleSessionName": DECISION,
            "DurationSeconds": 900,
            "Tags": [{"Key": "case", "Value": case}, {"Key": "decision", "Value": DECISION}],
        }
        if policy is not None:
            asked["Policy"] = json.dumps(policy)
        asked |= changes
        given = stack.as_role("sts", "decider").assume_role(**asked)["Credentials"]
        session = stack.front.registry.find(given["AccessKeyId"])
        assert session is not None
        return stack.client_with(service, session)

    return minted


@pytest.fixture
def code_of() -> Callable[[Callable[[], Any]], str]:
    """The error code with which a call is refused."""

    def code(call: Callable[[], Any]) -> str:
        with pytest.raises(ClientError) as caught:
            call()
        return str(caught.value.response["Error"]["Code"])

    return code
