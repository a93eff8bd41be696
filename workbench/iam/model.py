"""Who calls, what is asked, and what was answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PrincipalKind = Literal["role_session", "user", "service", "root"]
ContextValue = str | tuple[str, ...]

_SESSION_ARN = re.compile(r"arn:aws:sts::(\d{12}):assumed-role/([^/]+)/[^/]+")
_ROLE_ARN = re.compile(r"arn:aws:iam::(\d{12}):role/(?:[^/]+/)*([^/]+)")
_USER_ARN = re.compile(r"arn:aws:iam::(\d{12}):user/(?:[^/]+/)*[^/]+")
_ROOT_ARN = re.compile(r"arn:aws:iam::(\d{12}):root")


@dataclass(frozen=True)
class Principal:
    """Who signed the call.

    Attributes:
        kind: What sort of caller.
        arn: Session, user or root ARN; for a service its name, such as `lambda.amazonaws.com`.
        role_arn: The role's ARN (with its path) for a role session, otherwise None.
        account: The caller's account, 12 digits; anything for a service.
        tags: The caller's tags, session tags included (`aws:PrincipalTag/<key>`).

    Raises:
        ValueError: The parts contradict each other, so the caller is not known.
    """

    kind: PrincipalKind
    arn: str
    role_arn: str | None
    account: str
    tags: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse a caller whose ARN, role and account do not agree."""
        if self.kind == "role_session":
            self._check_session()
        elif self.role_arn is not None:
            msg = f"only a role session has a role ARN: {self.arn}"
            raise ValueError(msg)
        elif self.kind in ("user", "root"):
            found = (_USER_ARN if self.kind == "user" else _ROOT_ARN).fullmatch(self.arn)
            if found is None or found[1] != self.account:
                msg = f"not the ARN of a {self.kind} in account {self.account}: {self.arn}"
                raise ValueError(msg)

    def _check_session(self) -> None:
        session = _SESSION_ARN.fullmatch(self.arn)
        role = _ROLE_ARN.fullmatch(self.role_arn or "")
        if session is None or role is None or session.groups() != role.groups() or session[1] != self.account:
            msg = f"session {self.arn}, role {self.role_arn} and account {self.account} do not agree"
            raise ValueError(msg)


@dataclass(frozen=True)
class Request:
    """One action on one resource.

    Attributes:
        action: `service:Action`, no wildcards.
        resource: The ARN acted on, or `*` where the action has no resource.
        context: Condition keys as AWS names them (compared without case). A multi-valued key is a tuple; an empty
            tuple is the same as no key. Every key of `keys.py` that AWS would set for this action must be here,
            except those that the principal gives.
    """

    action: str
    resource: str
    context: Mapping[str, ContextValue]


@dataclass(frozen=True)
class Verdict:
    """The answer.

    Attributes:
        allowed: Whether the request may pass.
        why: `explicit_deny:<policy>:<sid>`, `implicit_deny:<layer>` or `allowed:<policy>:<sid>`. A statement without
            a Sid is named by its place, `#0` being the first. Layers: identity, session, boundary, resource,
            key_policy, trust_policy, cross_account, root.
    """

    allowed: bool
    why: str
