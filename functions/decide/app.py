"""The decision point as a Lambda function: asked by the API functions, by nobody else."""

from typing import Any, Protocol

from chalice.app import Chalice

from chalicelib.bootstrap import decide as bootstrap

app = Chalice(app_name="proviso-decide")


class LambdaContext(Protocol):
    """What Lambda says of an invocation."""

    aws_request_id: str


@app.lambda_function(name="decide")
def decide(event: object, context: LambdaContext) -> dict[str, Any]:
    """Decide a `DecideRequest` and return a `DecideResponse`, both as JSON; absent values are left out."""
    answer = bootstrap.decide()(event, context.aws_request_id)
    return answer.model_dump(mode="json", exclude_none=True)
