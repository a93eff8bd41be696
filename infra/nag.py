"""The rule pack's findings that are accepted, each on the construct where it arises and with its reason."""

from typing import Final

from aws_cdk import Acknowledgment, Validations
from constructs import Construct

OWN_LOG: Final = "A function names its log streams at run time; the pattern ends inside its own log group."
WHOLE_TRAIL: Final = "An auditor reads every file of the trail: the pattern covers the objects of that one bucket."


def accept_wildcard(construct: Construct, resource: str, reason: str) -> None:
    """Accept that a policy names `resource` by pattern."""
    finding = f"AwsSolutions::AwsSolutions-IAM5[Resource::{resource}]"
    Validations.of(construct).acknowledge(Acknowledgment(id=finding, reason=reason))
