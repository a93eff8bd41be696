"""The decision point as a Lambda function: asked by the API functions and by the clock, by nobody else."""

from typing import Any, Protocol

from chalice.app import Chalice

from chalicelib.bootstrap import decide as bootstrap

app = Chalice(app_name="proviso-decide")
_ALIAS = 7
"""Where an alias stands in `arn:aws:lambda:<region>:<account>:function:<name>:<alias>`."""


class LambdaContext(Protocol):
    """What Lambda says of an invocation."""

    aws_request_id: str
    invoked_function_arn: str


@app.lambda_function(name="decide")
def decide(event: object, context: LambdaContext) -> dict[str, Any]:
    """Decide a `DecideRequest` and return a `DecideResponse`, both as JSON; absent values are left out.

    Lambda itself says through which alias it was invoked; nothing in the event can.
    """
    parts = context.invoked_function_arn.split(":")
    alias = parts[_ALIAS] if len(parts) > _ALIAS else None
    answer = bootstrap.decide()(event, context.aws_request_id, alias)
    return answer.model_dump(mode="json", exclude_none=True)
