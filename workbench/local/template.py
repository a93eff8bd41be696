"""CloudFormation templates, as far as the data stack's needs: intrinsic functions and the order of creation.

What is not listed here is an error: a template is deployed as it is written, or not at all.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .names import ACCOUNT, PARTITION, REGION

PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": PARTITION,
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "proviso-data",
}
_SECTIONS = {"AWSTemplateFormatVersion", "Description", "Metadata", "Outputs", "Resources"}
_ATTRIBUTES = {"Type", "Properties", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"}
_VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")
_JOINED = 2


class TemplateError(ValueError):
    """The template says something that is not understood here."""


def check(template: Mapping[str, Any]) -> None:
    """Refuse sections and resource attributes that would be passed over.

    Raises:
        TemplateError: Naming them.
    """
    unknown = set(template) - _SECTIONS
    for resource in template["Resources"].values():
        unknown |= set(resource) - _ATTRIBUTES
    if unknown:
        message = f"not understood: {', '.join(sorted(unknown))}"
        raise TemplateError(message)


def in_order(resources: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Logical ids so that each comes after what it refers to.

    Raises:
        TemplateError: They refer to each other in a circle.
    """
    order: list[str] = []
    while len(order) < len(resources):
        ready = [
            name for name in resources if name not in order and all(need in order for need in _needs(resources, name))
        ]
        if not ready:
            message = f"a circle among {sorted(set(resources) - set(order))}"
            raise TemplateError(message)
        order += ready
    return order


def _needs(resources: Mapping[str, Mapping[str, Any]], name: str) -> set[str]:
    depends = resources[name].get("DependsOn", [])
    named = {depends} if isinstance(depends, str) else set(depends)
    return (named | set(_references(resources[name].get("Properties", {})))) & set(resources) - {name}


def _references(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _references(each)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0] if isinstance(inner, list) else inner.partition(".")[0]
            elif key == "Fn::Sub":
                text = inner if isinstance(inner, str) else inner[0]
                yield from (name.partition(".")[0] for _, name in _VARIABLE.findall(text))
                yield from _references(inner)
            else:
                yield from _references(inner)


class Values:
    """What Ref and GetAtt give, as resources come to be."""

    def __init__(self) -> None:
        """Start with the pseudo parameters."""
        self._references: dict[str, str] = dict(PSEUDO)
        self._attributes: dict[tuple[str, str], str] = {}

    def add(self, logical_id: str, reference: str, **attributes: str) -> None:
        """Keep what a created resource is known by."""
        self._references[logical_id] = reference
        self._attributes |= {(logical_id, name): value for name, value in attributes.items()}

    def resolve(self, value: Any) -> Any:
        """The value with every intrinsic function replaced.

        Raises:
            TemplateError: A function, or what it names, is not known.
        """
        if isinstance(value, list):
            return [self.resolve(each) for each in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, inner),) = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._call(name, inner)
        return {key: self.resolve(inner) for key, inner in value.items()}

    def _call(self, name: str, inner: Any) -> str:
        if name == "Ref":
            return self._known(self._references, inner)
        if name == "Fn::GetAtt":
            logical_id, _, attribute = inner.partition(".") if isinstance(inner, str) else (inner[0], "", inner[1])
            return self._known(self._attributes, (logical_id, attribute))
        if name == "Fn::Join" and len(inner) == _JOINED:
            return str(inner[0]).join(str(self.resolve(each)) for each in inner[1])
        if name == "Fn::Sub":
            return self._sub(inner)
        message = f"not understood: {name}"
        raise TemplateError(message)

    def _sub(self, inner: Any) -> str:
        text, own = (inner, {}) if isinstance(inner, str) else inner
        resolved = {name: str(self.resolve(value)) for name, value in own.items()}

        def replace(found: re.Match[str]) -> str:
            if found[1]:
                return "${" + found[2] + "}"
            if found[2] in resolved:
                return resolved[found[2]]
            logical_id, dot, attribute = found[2].partition(".")
            return self._call("Fn::GetAtt", [logical_id, attribute]) if dot else self._call("Ref", logical_id)

        return _VARIABLE.sub(replace, text)

    @staticmethod
    def _known(where: Mapping[Any, str], name: Any) -> str:
        if name not in where:
            message = f"nothing is known of {name}"
            raise TemplateError(message)
        return where[name]
