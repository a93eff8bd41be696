"""Policy documents, read strictly.

Source: "IAM JSON policy element reference". Everything is checked when the document is read, whether or not a request
ever meets the statement: an element that is not understood makes the whole policy unusable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from .conditions import Condition, NullCheck, parse_conditions
from .context import Context
from .errors import UnsupportedPolicyError
from .model import Request
from .patterns import ArnPattern, Template, parse, parse_arn
from .principals import PrincipalElement, parse_principal

Effect = Literal["Allow", "Deny"]
_POLICY_ELEMENTS = {"Version", "Id", "Statement"}
_ELEMENTS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
_VERSIONS = {"2008-10-17": False, "2012-10-17": True}
_ACTION = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+", re.IGNORECASE | re.ASCII)
_EMPTY = Context({})


@dataclass(frozen=True)
class Statement:
    """One statement; `label` is its Sid, or its place such as `#0`."""

    label: str
    effect: Effect
    principal: PrincipalElement | None
    actions: tuple[Template, ...]
    not_action: bool
    resources: tuple[ArnPattern | None, ...] | None  # None inside stands for "*"; None alone: the element is absent
    not_resource: bool
    conditions: tuple[Condition | NullCheck, ...]

    def applies(self, request: Request, context: Context) -> bool:
        """Whether action, resource and conditions match; the principal is the caller's to match."""
        if not self._action(request.action) or not self._resource(request.resource, context):
            return False
        # All of them, also after a miss: every condition is read, so that an unreadable one always raises.
        held = [condition.holds(context) for condition in self.conditions]
        return all(held)

    def _action(self, action: str) -> bool:
        return any(one.matches(action, _EMPTY, ignore_case=True) for one in self.actions) != self.not_action

    def _resource(self, resource: str, context: Context) -> bool:
        if self.resources is None:
            return True
        # "*" as a request's resource is no ARN: only a policy's "*" covers it.
        hit = any(one is None or (resource != "*" and one.matches(resource, context)) for one in self.resources)
        return hit != self.not_resource


@dataclass(frozen=True)
class NamedPolicy:
    """A policy document under the name that verdicts show.

    The document is read once: it must not change afterwards.
    """

    name: str
    document: Mapping[str, object]

    @classmethod
    def from_json(cls, name: str, text: str) -> NamedPolicy:
        """Read JSON text.

        Raises:
            UnsupportedPolicyError: It is not a JSON object, or a member comes twice.
        """
        try:
            document = json.loads(text, object_pairs_hook=_unique)
        except json.JSONDecodeError as error:
            msg = f"policy {name} is not JSON"
            raise UnsupportedPolicyError(msg) from error
        return cls(name, document)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The parsed statements.

        Raises:
            UnsupportedPolicyError: Naming the policy and what in it is not understood.
        """
        try:
            return _statements(self.document)
        except UnsupportedPolicyError as error:
            msg = f"policy {self.name}: {error}"
            raise UnsupportedPolicyError(msg) from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a member comes twice"
        raise UnsupportedPolicyError(msg)
    return found


def _statements(document: object) -> tuple[Statement, ...]:
    if not isinstance(document, Mapping) or not set(document) <= _POLICY_ELEMENTS:
        msg = "not an object of Version, Id and Statement"
        raise UnsupportedPolicyError(msg)
    version = document.get("Version", "2008-10-17")
    if not isinstance(version, str) or version not in _VERSIONS:
        msg = f"unknown Version {version!r}"
        raise UnsupportedPolicyError(msg)
    listed = document.get("Statement")
    statements = listed if isinstance(listed, list | tuple) else [listed]
    if not statements:
        msg = "no statement"
        raise UnsupportedPolicyError(msg)
    return tuple(_statement(one, place, variables=_VERSIONS[version]) for place, one in enumerate(statements))


def _statement(element: object, place: int, *, variables: bool) -> Statement:
    if not isinstance(element, Mapping) or not set(element) <= _ELEMENTS:
        unknown = sorted(map(str, set(element) - _ELEMENTS)) if isinstance(element, Mapping) else element
        msg = f"statement #{place}: unknown element {unknown}"
        raise UnsupportedPolicyError(msg)
    effect, label = element.get("Effect"), element.get("Sid", f"#{place}")
    if effect not in ("Allow", "Deny") or not isinstance(label, str):
        msg = f"statement #{place}: malformed Effect or Sid"
        raise UnsupportedPolicyError(msg)
    actions, not_action = _pair(element, "Action")
    resources, not_resource = _pair(element, "Resource")
    if actions is None:
        msg = f"statement #{place}: neither Action nor NotAction"
        raise UnsupportedPolicyError(msg)
    return Statement(
        label=label,
        effect=effect,
        principal=_principal(element, effect),
        actions=tuple(_action(one) for one in actions),
        not_action=not_action,
        resources=None if resources is None else _resources(resources, negated=not_resource, variables=variables),
        not_resource=not_resource,
        conditions=parse_conditions(element.get("Condition", {}), variables=variables),
    )


def _pair(element: Mapping[str, object], name: str) -> tuple[tuple[str, ...] | None, bool]:
    """The values of an element or of its Not-form, and whether it is the latter; never both."""
    negated = f"Not{name}" in element
    if negated and name in element:
        msg = f"both {name} and Not{name}"
        raise UnsupportedPolicyError(msg)
    value = element.get(f"Not{name}" if negated else name)
    if value is None and not negated and name not in element:
        return None, False
    listed = value if isinstance(value, list | tuple) else [value]
    if not listed or not all(isinstance(one, str) for one in listed):
        msg = f"malformed {name}"
        raise UnsupportedPolicyError(msg)
    return tuple(listed), negated


def _principal(element: Mapping[str, object], effect: Effect) -> PrincipalElement | None:
    negated = "NotPrincipal" in element
    if negated and ("Principal" in element or effect == "Allow"):
        msg = "NotPrincipal beside Principal, or in an Allow"
        raise UnsupportedPolicyError(msg)
    if negated:
        return parse_principal(element["NotPrincipal"], negated=True)
    return parse_principal(element["Principal"], negated=False) if "Principal" in element else None


def _action(text: str) -> Template:
    if not _ACTION.fullmatch(text):
        msg = f"malformed action {text!r}"
        raise UnsupportedPolicyError(msg)
    return parse(text, variables=False, wildcards=True)


def _resources(texts: tuple[str, ...], *, negated: bool, variables: bool) -> tuple[ArnPattern | None, ...]:
    patterns = tuple(None if text == "*" else parse_arn(text, variables=variables) for text in texts)
    if negated and any(part.variable for one in patterns if one for part in one.parts):
        # With an absent key the listed resource matches nothing, so NotResource would cover everything.
        msg = "a variable in NotResource"
        raise UnsupportedPolicyError(msg)
    return patterns
