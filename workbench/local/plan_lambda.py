"""Lambda's Invoke, and its wire form.

Source: "Invoke" in the Lambda API reference; "Logging AWS Lambda API calls" (data events).
"""

from .call import Answer, Call
from .errors import unknown_to_local_aws
from .functions import FunctionService, Outcome
from .names import function_arn
from .plan import Check, Plan, Resource

FUNCTION = "AWS::Lambda::Function"


def plan_invoke(call: Call, functions: FunctionService) -> Plan:
    """The plan of an invocation.

    Raises:
        AwsError: There is no function of that name here, or it is named with a version.
    """
    name = str(call.params["FunctionName"])
    name = name.removeprefix(function_arn(""))
    if not functions.has(name):
        raise unknown_to_local_aws(call.service, "a function of that name")
    arn = function_arn(name)
    return Plan(
        checks=(Check("lambda:InvokeFunction", arn),),
        parameters={"functionName": arn, "invocationType": "RequestResponse"},
        resources=(Resource(FUNCTION, arn),),
        read_only=False,
        management=False,
    )


def invoke(call: Call, functions: FunctionService) -> Answer:
    """Run the function; an error inside it is not an error of the call."""
    name = str(call.params["FunctionName"]).removeprefix(function_arn(""))
    outcome: Outcome = functions.invoke(name, call.raw.body, call.request_id)
    headers = {"Content-Type": "application/json", "X-Amz-Executed-Version": "$LATEST"}
    if outcome.error:
        headers["X-Amz-Function-Error"] = outcome.error
    return Answer(200, headers, outcome.payload)
