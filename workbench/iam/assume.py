"""Assuming a role: one call, up to three permissions.

Source: "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import keys
from .errors import UnsupportedPolicyError
from .layers import evaluate
from .model import Principal, Request, Verdict
from .policy import NamedPolicy

_ASSUME = "sts:AssumeRole"
# The Service Authorization Reference lists neither the session name nor the external id for these two actions, so a
# statement that asks for them does not allow them.
_EXTRA_KEYS = {
    "sts:TagSession": ("aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys"),
    "sts:SetSourceIdentity": ("sts:sourceidentity",),
}
_OF_ONE_ACTION = ("aws:requesttag/", "aws:tagkeys", "sts:")


def evaluate_assume_role(
    request: Request,
    principal: Principal,
    *,
    identity: Sequence[NamedPolicy],
    trust: NamedPolicy,
    session: Sequence[NamedPolicy] | None = None,
    boundary: NamedPolicy | None = None,
) -> Verdict:
    """Decide an AssumeRole call with all that it carries.

    A call that passes tags needs `sts:TagSession` as well, one that sets a source identity `sts:SetSourceIdentity`,
    each in the trust policy and, where the trust policy names the account only, in the identity policies.

    Args:
        request: Action `sts:AssumeRole` on the role's ARN. Tags are `aws:RequestTag/<key>` and `aws:TagKeys` of the
            context, a source identity is `sts:SourceIdentity`.
        principal: Who calls.
        identity: The caller's policies, as for `evaluate`.
        trust: The role's trust policy.
        session: The caller's own session policies.
        boundary: The caller's permissions boundary.

    Returns:
        The verdict on `sts:AssumeRole`, unless another permission is missing: then that one's, with the action's name
        at the end of `why`.

    Raises:
        UnsupportedPolicyError: Something is not modelled. The request must be refused.
    """
    if request.action != _ASSUME:
        msg = f"not an AssumeRole call: {request.action!r}"
        raise UnsupportedPolicyError(msg)

    def decide(part: Request) -> Verdict:
        return evaluate(part, principal, identity=identity, session=session, resource=trust, boundary=boundary)

    verdict = decide(request)
    for action, own in _EXTRA_KEYS.items():
        if verdict.allowed and any(_is_of(key, own) and value for key, value in request.context.items()):
            extra = decide(replace(request, action=action, context=_context_for(request, own)))
            verdict = verdict if extra.allowed else replace(extra, why=f"{extra.why}:{action}")
    return verdict


def _is_of(key: str, names: Sequence[str]) -> bool:
    return keys.normal(key).startswith(tuple(names))


def _context_for(request: Request, own: Sequence[str]) -> dict[str, str | tuple[str, ...]]:
    return {k: v for k, v in request.context.items() if _is_of(k, own) or not _is_of(k, _OF_ONE_ACTION)}
