"""Requests and policies to compare over: what one is, and how each evaluator is asked about it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.iam.proviso import ACCOUNT
from workbench.iam import NamedPolicy, Principal, Request, UnsupportedPolicyError, evaluate

Document = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One request with the policies that bear on it, as plain JSON so that a mismatch can be shown."""

    caller: Principal
    action: str
    resource: str
    context: dict[str, str | list[str]] = field(default_factory=dict)
    identity: tuple[Document, ...] = ()
    session: Document | None = None
    resource_policy: Document | None = None
    boundary: Document | None = None

    def full_context(self) -> dict[str, str | list[str]]:
        """The context with the keys that follow from the caller, which the other evaluator does not fill in."""
        caller = self.caller
        if caller.kind == "service":
            return {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": caller.arn, **self.context}
        types = {"role_session": "AssumedRole", "user": "User", "root": "Account"}
        return {
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalArn": caller.role_arn or caller.arn,
            "aws:PrincipalAccount": caller.account,
            "aws:PrincipalType": types[caller.kind],
            **({"aws:username": caller.arn.rpartition("/")[2]} if caller.kind == "user" else {}),
            **{f"aws:PrincipalTag/{tag}": value for tag, value in caller.tags.items()},
            **self.context,
        }

    def ours(self) -> str:
        """What the evaluator of the workbench says, in the other's words."""
        context = {key: tuple(value) if isinstance(value, list) else value for key, value in self.context.items()}

        def named(name: str, document: Document | None) -> NamedPolicy | None:
            return None if document is None else NamedPolicy(name, document)

        try:
            verdict = evaluate(
                Request(self.action, self.resource, context),
                self.caller,
                identity=[NamedPolicy(f"identity{place}", one) for place, one in enumerate(self.identity)],
                session=None if self.session is None else [NamedPolicy("session", self.session)],
                resource=named("resource", self.resource_policy),
                boundary=named("boundary", self.boundary),
            )
        except UnsupportedPolicyError as error:
            return f"Unsupported: {error}"
        if verdict.allowed:
            return "Allowed"
        return "ExplicitlyDenied" if verdict.why.startswith("explicit") else "ImplicitlyDenied"

    def line(self) -> str:
        """The question to the other evaluator, as one line of JSON."""
        return json.dumps(
            {
                "principal": self.caller.arn,
                "action": self.action,
                "resource": self.resource,
                "account": (self.resource.split(":")[4:5] or [""])[0] or ACCOUNT,
                "context": self.full_context(),
                "identity": list(self.identity),
                "session": self.session,
                "resourcePolicy": self.resource_policy,
                "boundary": self.boundary,
            }
        )

    def shown(self) -> str:
        """The case for a reader."""
        return json.dumps(json.loads(self.line()), indent=1)


def policy(*statements: Document, version: str = "2012-10-17") -> Document:
    """A document of these statements."""
    return {"Version": version, "Statement": list(statements)}


def allow(**elements: object) -> Document:
    """An Allow of any action on any resource unless said otherwise; None leaves an element out."""
    statement: Document = {"Effect": "Allow", "Action": "*", "Resource": "*"} | elements
    for name in ("Action", "Resource"):
        if f"Not{name}" in statement:
            del statement[name]
    return {name: value for name, value in statement.items() if value is not None}


def deny(**elements: object) -> Document:
    """A Deny in the same way."""
    return allow(**elements) | {"Effect": "Deny"}
