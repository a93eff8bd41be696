"""Asks the evaluator: identity, session, trust, key, table and bucket policies, with the context of the request."""

import logging
from collections.abc import Mapping
from datetime import datetime

from workbench.iam import (
    NamedPolicy,
    Principal,
    Request,
    UnsupportedPolicyError,
    Verdict,
    evaluate,
    evaluate_assume_role,
)

from .call import Call
from .clock import Clock, instant
from .credentials import Session
from .errors import RefusedError, refused
from .inventory import Inventory, RoleView, parsed
from .names import ACCOUNT
from .plan import Check

_LOG = logging.getLogger("proviso.local.front")


class Authoriser:
    """Says no unless the policies in force say yes."""

    def __init__(self, inventory: Inventory, clock: Clock) -> None:
        """Take where policies are found, and the time of `aws:CurrentTime`."""
        self._inventory = inventory
        self._clock = clock

    def require(self, session: Session, check: Check, call: Call) -> None:
        """Return when the check is allowed.

        Raises:
            RefusedError: It is not, or a policy in play says something that the evaluator does not know.
        """
        verdict = self._verdict(session, check, call)
        if verdict.allowed:
            return
        _LOG.info("refused %s on %s to %s: %s", check.action, check.resource, session.arn, verdict.why)
        raise _refusal(session, check, call, verdict.why)

    def service_may(self, service: str, check: Check, source_arn: str) -> Verdict:
        """Whether an AWS service may do this in its own name, for the resource `source_arn`.

        Raises:
            UnsupportedPolicyError: The resource's policy is not understood.
        """
        context = {**check.context, **_times(self._clock.now()), "aws:SecureTransport": "true"}
        context |= {"aws:SourceArn": source_arn, "aws:SourceAccount": ACCOUNT}
        principal = Principal("service", service, None, ACCOUNT, {})
        request = Request(check.action, check.resource, context)
        if check.action == "sts:AssumeRole" and check.policy:
            return evaluate_assume_role(request, principal, identity=(), trust=check.policy)
        return evaluate(request, principal, identity=(), resource=check.policy)

    def _verdict(self, session: Session, check: Check, call: Call) -> Verdict:
        try:
            role = self._inventory.role(session.role_name)
            if role is None or role.role_id != session.role_id:
                return Verdict(allowed=False, why="implicit_deny:the role is gone")
            return _evaluated(session, role, check, {**check.context, **self._of_request(session, check, call)})
        except UnsupportedPolicyError as error:
            return Verdict(allowed=False, why=f"unsupported: {error}")

    def _of_request(self, session: Session, check: Check, call: Call) -> dict[str, str]:
        # The loopback stands for TLS: the endpoint is reachable from this machine alone.
        found = {**_times(self._clock.now()), "aws:SecureTransport": "true", "aws:userid": session.user_id}
        if not check.via:
            found["aws:SourceIp"] = call.raw.source_ip
        if call.user_agent:
            found["aws:UserAgent"] = call.user_agent
        return found


def _times(now: datetime) -> dict[str, str]:
    return {"aws:CurrentTime": instant(now), "aws:EpochTime": str(int(now.timestamp()))}


def _evaluated(session: Session, role: RoleView, check: Check, context: Mapping[str, str | tuple[str, ...]]) -> Verdict:
    principal = session.principal(role.tags)
    limits: tuple[NamedPolicy, ...] | None = None if session.policy is None else (parsed("session", session.policy),)
    request = Request(check.action, check.resource, context)
    if check.action == "sts:AssumeRole" and check.policy:
        return evaluate_assume_role(request, principal, identity=role.identity, trust=check.policy, session=limits)
    return evaluate(request, principal, identity=role.identity, session=limits, resource=check.policy)


def _refusal(session: Session, check: Check, call: Call, why: str) -> RefusedError:
    how = "with an explicit deny" if why.startswith("explicit_deny") else "because no policy allows it"
    if check.action.startswith("kms:") and not check.via:
        resource = (
            "the resource associated with this ciphertext" if check.action.endswith("Decrypt") else check.resource
        )
    else:
        resource = f"resource: {check.resource}"
    message = f"User: {session.arn} is not authorized to perform: {check.action} on {resource} {how}"
    return refused(call.service, message, note=why)
