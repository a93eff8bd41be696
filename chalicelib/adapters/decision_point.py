"""The decision point as the Lambda function `decide`, reached through Lambda's Invoke."""

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from chalicelib.adapters import aws
from chalicelib.contracts.decision import DecideRequest, DecideResponse
from chalicelib.domain.errors import DecisionPointUnavailableError


class LambdaDecisionPoint:
    """`DecisionPoint` behind a function name. The function's own role signs the call."""

    def __init__(self, function: str) -> None:
        """Keep the function's name; the client is made at first use."""
        self._function = function

    def decide(self, request: DecideRequest) -> DecideResponse:
        """Invoke and wait. Anything but a well-formed answer is an error of the tree, never a vendor's."""
        payload = request.model_dump_json(exclude_none=True).encode()
        try:
            answer = aws.client("lambda").invoke(FunctionName=self._function, Payload=payload)
            body = answer["Payload"].read()
        except (ClientError, BotoCoreError) as error:
            raise DecisionPointUnavailableError from error
        if "FunctionError" in answer:
            raise DecisionPointUnavailableError
        try:
            return DecideResponse.model_validate_json(body)
        except ValidationError as error:
            raise DecisionPointUnavailableError from error
