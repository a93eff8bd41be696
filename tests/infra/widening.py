"""One policy of the templates widened at a time, as a careless change would."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Templates = dict[str, dict[str, Any]]
DOCUMENTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "AWS::IAM::Policy": lambda properties: properties["PolicyDocument"],
    "AWS::IAM::Role": lambda properties: properties["AssumeRolePolicyDocument"],
    "AWS::KMS::Key": lambda properties: properties["KeyPolicy"],
    "AWS::DynamoDB::Table": lambda properties: properties["ResourcePolicy"]["PolicyDocument"],
    "AWS::S3::BucketPolicy": lambda properties: properties["PolicyDocument"],
}


@dataclass(frozen=True)
class Place:
    """A statement: which stack's which resource, and its place there."""

    stack: str
    resource: str
    kind: str
    index: int
    label: str

    @property
    def name(self) -> str:
        """How a test calls it."""
        return f"{self.stack}/{self.resource}/{self.label}"


def statements(templates: Templates) -> Iterator[Place]:
    """Every statement of every policy."""
    for stack, template in templates.items():
        for logical_id, resource in template["Resources"].items():
            if resource["Type"] in DOCUMENTS:
                found = DOCUMENTS[resource["Type"]](resource["Properties"])["Statement"]
                for index, statement in enumerate(found):
                    label = statement.get("Sid", str(index))
                    yield Place(stack, logical_id, resource["Type"], index, label)


def policies(templates: Templates) -> Iterator[Place]:
    """The first statement of every policy, which stands for the whole."""
    return (place for place in statements(templates) if place.index == 0)


def _changed(templates: Templates, place: Place) -> tuple[Templates, list[dict[str, Any]]]:
    changed = {**templates, place.stack: copy.deepcopy(templates[place.stack])}
    properties = changed[place.stack]["Resources"][place.resource]["Properties"]
    return changed, DOCUMENTS[place.kind](properties)["Statement"]


def widened(templates: Templates, place: Place) -> Templates:
    """The templates with one statement as wide as its service: a denial taken out, an allowance of everything to all.

    A role's policy reaches all of the services that it named, on every resource, under no condition; a trust policy
    trusts everybody; any other policy lets in whoever asks.
    """
    changed, found = _changed(templates, place)
    statement = found[place.index]
    if statement["Effect"] == "Deny":
        # A policy has at least one statement, so the denial is turned to what nobody asks for.
        found[place.index] = {**statement, "Action": "support:NothingOfTheKind"}
        return changed
    statement.pop("Condition", None)
    if place.kind == "AWS::IAM::Role":
        statement["Principal"] = "*"
        return changed
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    statement["Action"] = sorted({f"{action.partition(':')[0]}:*" for action in actions})
    statement["Resource"] = "*"
    if place.kind != "AWS::IAM::Policy":
        statement["Principal"] = "*"
    return changed


def unconditional(templates: Templates, place: Place) -> Templates | None:
    """The templates with one allowance stripped of its conditions; None where it has none or is a denial."""
    changed, found = _changed(templates, place)
    if found[place.index]["Effect"] == "Deny" or not found[place.index].pop("Condition", None):
        return None
    return changed
