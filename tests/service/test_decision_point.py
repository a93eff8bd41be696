"""The decision point behind Lambda's Invoke: one call, and nothing but a well-formed answer is taken."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from chalicelib.adapters import aws
from chalicelib.adapters.decision_point import LambdaDecisionPoint
from chalicelib.contracts.decision import DecideRequest
from chalicelib.domain.errors import DecisionPointUnavailableError
from tests.contracts.examples import CASE

ASKED = DecideRequest(token="t", action="share.list", case=CASE)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "own-role")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    aws.forget_clients()
    with Stubber(aws.client("lambda")) as made:
        yield made
    aws.forget_clients()


def answering(stub: Stubber, body: bytes, **more: Any) -> None:
    payload = StreamingBody(io.BytesIO(body), len(body))
    expected = {"FunctionName": "decide", "Payload": ASKED.model_dump_json(exclude_none=True).encode()}
    stub.add_response("invoke", {"StatusCode": 200, "Payload": payload, **more}, expected)


def test_a_question_is_one_invocation(stub: Stubber) -> None:
    """The request goes as JSON to the function, once, and the answer comes back as a model."""
    answering(stub, json.dumps({"outcome": "closed", "code": "policy_unavailable"}).encode())
    answer = LambdaDecisionPoint("decide").decide(ASKED)
    assert (answer.outcome, answer.code) == ("closed", "policy_unavailable")
    stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b"not json",
        b'{"outcome": "allowed", "surprise": 1}',
        b'{"outcome": "maybe"}',
        b'{"outcome": "allowed", "decision": {"allow": "yes"}}',
        b"\xff",
    ],
)
def test_an_odd_answer_is_closed(stub: Stubber, body: bytes) -> None:
    """Anything that is not exactly an answer counts as none."""
    answering(stub, body)
    with pytest.raises(DecisionPointUnavailableError):
        LambdaDecisionPoint("decide").decide(ASKED)


def test_a_failed_function_is_closed(stub: Stubber) -> None:
    """An error inside the function is no answer, whatever its payload says."""
    answering(stub, b'{"outcome": "closed"}', FunctionError="Unhandled")
    with pytest.raises(DecisionPointUnavailableError):
        LambdaDecisionPoint("decide").decide(ASKED)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException", "TooManyRequestsException"])
def test_a_refused_invocation_is_closed(stub: Stubber, code: str) -> None:
    """When Lambda refuses, there is no decision."""
    for _ in range(3):
        stub.add_client_error("invoke", code)
    with pytest.raises(DecisionPointUnavailableError):
        LambdaDecisionPoint("decide").decide(ASKED)


def test_a_function_that_does_not_answer_is_closed(stub: Stubber) -> None:
    """A time-out is no decision."""

    def fail(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://127.0.0.1")

    aws.client("lambda").meta.events.register("before-call", fail)
    with pytest.raises(DecisionPointUnavailableError):
        LambdaDecisionPoint("decide").decide(ASKED)
