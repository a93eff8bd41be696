"""How the policies of one account add up to an answer.

Source: "Policy evaluation logic", "Determining whether a request is allowed or denied within an account"; for keys "Key
policies in AWS KMS"; for roles "Update a role trust policy" and "Grant a user permissions to switch roles".

1. A Deny that applies, in any policy, decides.
2. A resource policy that names the caller itself (the session's ARN, the user's ARN, anyone) allows, whatever else is
   silent. One that names the role is held back by a session policy or boundary that does not allow. One that names the
   account only hands the decision to the identity policies.
3. Otherwise identity, session policy and boundary must all allow. For a KMS key and for a role's trust the resource
   policy must, besides, have handed the decision over by naming the account. A caller whom a trust policy names needs
   no identity policy, but its session policy and boundary hold it back.

Stricter than AWS on purpose: another account's resource is refused; the account's root user has no rights of its own
and must be given policies; KMS grants are not modelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .context import Context
from .errors import UnsupportedPolicyError
from .model import Principal, Request, Verdict
from .patterns import split_arn
from .policy import Effect, NamedPolicy, Statement
from .principals import Form

_REQUEST_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+", re.ASCII)
_DIRECT = (Form.SESSION, Form.USER, Form.ANYONE)


def evaluate(
    request: Request,
    principal: Principal,
    *,
    identity: Sequence[NamedPolicy],
    session: Sequence[NamedPolicy] | None = None,
    resource: NamedPolicy | None = None,
    boundary: NamedPolicy | None = None,
) -> Verdict:
    """Decide one request within one account.

    Args:
        request: What is asked, with its context.
        principal: Who asks.
        identity: The policies attached to the role or user; a service's are its resource policies alone.
        session: The policies passed when the session was made; None when none were. An empty sequence is a session
            policy that allows nothing.
        resource: The resource's own policy: table, bucket or function policy, key policy, or a role's trust policy.
        boundary: The role's or user's permissions boundary.

    Returns:
        The verdict. It names the first Deny found, or the first Allow of the layer that decided.

    Raises:
        UnsupportedPolicyError: Something is not modelled. The request must be refused.
    """
    if not _REQUEST_ACTION.fullmatch(request.action):
        msg = f"malformed action {request.action!r}"
        raise UnsupportedPolicyError(msg)
    context = Context.of(request, principal)
    asked = _Asked(request, principal, context, _kind_of_resource(request))
    limits = {"session": session, "boundary": None if boundary is None else (boundary,)}
    attached = [*identity, *(policy for layer in limits.values() for policy in layer or ())]
    denied = asked.first("Deny", attached)
    said = asked.resource_says(resource)
    if denied or said.denied:
        return Verdict(allowed=False, why=f"explicit_deny:{denied or said.denied}")
    return asked.without_deny(said.granted, identity, limits)


def _kind_of_resource(request: Request) -> str:
    """The layer without which nothing is allowed, or `resource` where a resource policy is optional."""
    if request.resource == "*":
        return "resource"
    _, _, service, _, _, name = split_arn(request.resource)
    if request.action.startswith("kms:") and service == "kms" and name.startswith("key/"):
        return "key_policy"
    if request.action.startswith("sts:") and service == "iam" and name.startswith("role/"):
        return "trust_policy"
    return "resource"


def _silent(layer: str) -> Verdict:
    return Verdict(allowed=False, why=f"implicit_deny:{layer}")


def _allowed(statement: str) -> Verdict:
    return Verdict(allowed=True, why=f"allowed:{statement}")


@dataclass(frozen=True)
class _Said:
    """What a resource policy says to the caller: its Deny, and its Allows by the form in which they name the caller."""

    denied: str | None
    granted: Mapping[Form, str]


@dataclass(frozen=True)
class _Asked:
    """One request of one caller."""

    request: Request
    principal: Principal
    context: Context
    kind: str

    def first(self, effect: Effect, policies: Iterable[NamedPolicy]) -> str | None:
        """`<policy>:<sid>` of the first statement that applies. Every policy is read, also after it is found."""
        found = None
        for policy in policies:
            for statement in policy.statements:
                self._check_attached(policy, statement)
                if statement.effect == effect and statement.applies(self.request, self.context):
                    found = found or f"{policy.name}:{statement.label}"
        return found

    def resource_says(self, policy: NamedPolicy | None) -> _Said:
        """Read the resource policy as far as it names the caller."""
        denied, granted = None, dict[Form, str]()
        for statement in policy.statements if policy else ():
            forms = self._named_in(statement)
            if policy is None or not forms or not statement.applies(self.request, self.context):
                continue
            label = f"{policy.name}:{statement.label}"
            if statement.effect == "Deny":
                denied = denied or label
            else:
                granted = dict.fromkeys(forms, label) | granted
        return _Said(denied, granted)

    def without_deny(
        self,
        granted: Mapping[Form, str],
        identity: Sequence[NamedPolicy],
        limits: Mapping[str, Sequence[NamedPolicy] | None],
    ) -> Verdict:
        """Decide when nothing denies."""
        if self.principal.kind == "service":
            named = granted.get(Form.SERVICE) or granted.get(Form.ANYONE)
            return _allowed(named) if named else _silent(self.kind)
        barred = self._barred()
        direct = next((granted[form] for form in _DIRECT if form in granted), None)
        if direct and not barred and self.kind != "trust_policy":
            return _allowed(direct)
        silent = barred or self._silent_limit(limits)
        if silent:
            return _silent(silent)
        named = direct or granted.get(Form.ROLE)
        return _allowed(named) if named else self._by_identity(granted, identity)

    def _barred(self) -> str | None:
        """What no policy of this account can allow."""
        if self.request.resource != "*" and split_arn(self.request.resource)[4] not in ("", self.principal.account):
            return "cross_account"
        return "root" if self.kind == "trust_policy" and self.principal.kind == "root" else None

    def _silent_limit(self, limits: Mapping[str, Sequence[NamedPolicy] | None]) -> str | None:
        for layer, policies in limits.items():
            if policies is not None and not self.first("Allow", policies):
                return layer
        return None

    def _by_identity(self, granted: Mapping[Form, str], identity: Sequence[NamedPolicy]) -> Verdict:
        if self.kind != "resource" and Form.ACCOUNT not in granted:
            return _silent(self.kind)
        found = self.first("Allow", identity)
        return _allowed(found) if found else _silent("identity")

    @staticmethod
    def _check_attached(policy: NamedPolicy, statement: Statement) -> None:
        if statement.principal is not None or statement.resources is None:
            msg = f"policy {policy.name}: an attached policy has Resource and no Principal"
            raise UnsupportedPolicyError(msg)

    def _named_in(self, statement: Statement) -> frozenset[Form]:
        if statement.principal is None or (statement.resources is None) != (self.kind == "trust_policy"):
            msg = "a resource policy has Principal, and Resource unless it is a trust policy"
            raise UnsupportedPolicyError(msg)
        return statement.principal.forms(self.principal)
