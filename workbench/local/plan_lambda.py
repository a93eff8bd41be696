"""Lambda's Invoke, and its wire form.

A function is named by name, partial or full ARN, each with or without a qualifier, or with the qualifier apart. What is
asked of the policies is the ARN with the qualifier, as AWS does: a right to an alias is none to the function.

Source: "Invoke" in the Lambda API reference; "Logging AWS Lambda API calls" (data events); "Resources and conditions
for Lambda actions" (qualified ARNs).
"""

import re
from typing import Final

from .call import Answer, Call
from .errors import AwsError, unknown_to_local_aws
from .functions import LATEST, FunctionService, Outcome, qualified
from .names import ACCOUNT, REGION, function_arn
from .plan import Check, Plan, Resource

FUNCTION = "AWS::Lambda::Function"
_NAME: Final = re.compile(
    rf"(?:(?:arn:aws:lambda:{REGION}:)?{ACCOUNT}:function:)?([A-Za-z0-9_-]{{1,64}})(?::(\$LATEST|[A-Za-z0-9_-]{{1,128}}))?"
)


def plan_invoke(call: Call) -> Plan:
    """The plan of an invocation.

    Raises:
        AwsError: The function is named in a way that no function of this account has, or with two qualifiers.
    """
    name, qualifier = _named(call)
    arn = qualified(name, qualifier)
    return Plan(
        checks=(Check("lambda:InvokeFunction", arn),),
        parameters={"functionName": arn, "invocationType": "RequestResponse"},
        # CloudTrail lists the function; the alias stands in the parameters alone.
        resources=(Resource(FUNCTION, function_arn(name)),),
        read_only=False,
        management=False,
    )


def invoke(call: Call, functions: FunctionService) -> Answer:
    """Run the function; an error inside it is not an error of the call."""
    name, qualifier = _named(call)
    outcome: Outcome = functions.invoke(name, call.raw.body, call.request_id, qualifier)
    headers = {"Content-Type": "application/json", "X-Amz-Executed-Version": LATEST}
    if outcome.error:
        headers["X-Amz-Function-Error"] = outcome.error
    return Answer(200, headers, outcome.payload)


def _named(call: Call) -> tuple[str, str]:
    """Name and qualifier of the function that the call is for; the qualifier is empty where there is none."""
    found = _NAME.fullmatch(str(call.params["FunctionName"]))
    if found is None:
        raise unknown_to_local_aws(call.service, "a function of that name")
    derived, given = found[2] or "", str(call.params.get("Qualifier", ""))
    if derived and given and derived != given:
        message = "The derived qualifier from the function name does not match the specified qualifier."
        raise AwsError(code="InvalidParameterValueException", message=message)
    return found[1], derived or given
