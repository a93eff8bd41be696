"""Logical ids that follow from where a resource stands, so that they survive a change of the CDK's own naming."""

import re
from typing import Final

from aws_cdk import CfnResource, Stack
from constructs import IConstruct

CONTENT_IN_ID: Final = frozenset({"AWS::Lambda::Version", "AWS::ApiGateway::Deployment"})
"""What these hold never changes, so a change makes a new one: the CDK puts a hash of it into their ids."""


def keep_logical_ids(stack: Stack) -> None:
    """Name each resource after its place in the tree, without the CDK's hash.

    A logical id that follows from a readable path survives a change of the CDK's naming, and a changed id would mean
    a replaced table or key.
    """
    for construct in stack.node.find_all():
        if isinstance(construct, CfnResource) and construct.cfn_resource_type not in CONTENT_IN_ID:
            construct.override_logical_id(_logical_id(stack, construct))


def _logical_id(stack: Stack, construct: IConstruct) -> str:
    path = [scope.node.id for scope in construct.node.scopes[len(stack.node.scopes) :]]
    return re.sub(r"[^A-Za-z0-9]", "", "".join(part for part in path if part != "Resource"))
