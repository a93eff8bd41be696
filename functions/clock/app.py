"""The clock as a Lambda function: run by a schedule, it turns silence past a limit into a record and an escalation."""

from typing import Any, Protocol

from chalice.app import Chalice

from chalicelib.bootstrap import clock as bootstrap

app = Chalice(app_name="proviso-clock")
_RESERVE_MS = 30_000
"""What is kept of the function's time for the record under way, with all that is tried again for it."""


class LambdaContext(Protocol):
    """What Lambda says of an invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the invocation."""


@app.lambda_function(name="run")
def run(_event: object, context: LambdaContext) -> dict[str, Any]:
    """Run once and return what was done; nothing in the event changes it, the time least of all."""
    return bootstrap.run(lambda: context.get_remaining_time_in_millis() > _RESERVE_MS)
