"""How statements are written here: every one has a name, an effect, and conditions given outright."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from aws_cdk import aws_iam as iam

Conditions: TypeAlias = Mapping[str, Mapping[str, Any]]


def allow(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: Conditions | None = None,
    principals: Sequence[iam.IPrincipal] | None = None,
) -> iam.PolicyStatement:
    """A statement that allows `actions`; `principals` only in resource policies."""
    return _statement(iam.Effect.ALLOW, sid, actions, resources, conditions, principals)


def deny_everyone(
    sid: str, actions: Sequence[str], resources: Sequence[str], conditions: Conditions | None = None
) -> iam.PolicyStatement:
    """A statement of a resource policy that denies `actions` to whoever meets `conditions`."""
    return _statement(iam.Effect.DENY, sid, actions, resources, conditions, [iam.AnyPrincipal()])


def _statement(
    effect: iam.Effect,
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: Conditions | None,
    principals: Sequence[iam.IPrincipal] | None,
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=sid,
        effect=effect,
        actions=list(actions),
        resources=list(resources),
        conditions=dict(conditions) if conditions else None,
        principals=list(principals) if principals else None,
    )
