"""The Principal and NotPrincipal elements of a resource policy.

Source: "AWS JSON policy elements: Principal" and "NotPrincipal". How a policy names a caller decides what the naming is
worth, so a match says by which form it came about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .errors import UnsupportedPolicyError
from .model import Principal

_ACCOUNT = re.compile(r"(?:arn:aws:iam::)?(\d{12})(?::root)?")
_ROLE = re.compile(r"arn:aws:iam::\d{12}:role/[\w+=,.@/-]+", re.ASCII)
_USER = re.compile(r"arn:aws:iam::\d{12}:user/[\w+=,.@/-]+", re.ASCII)
_SESSION = re.compile(r"arn:aws:sts::\d{12}:assumed-role/[\w+=,.@-]+/[\w+=,.@-]+", re.ASCII)
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com")


class Form(Enum):
    """The form in which a policy names a caller."""

    ANYONE = "anyone"
    ACCOUNT = "account"
    ROLE = "role"
    USER = "user"
    SESSION = "session"
    SERVICE = "service"


@dataclass(frozen=True)
class Named:
    """One principal of the element."""

    form: Form
    value: str

    def is_(self, principal: Principal) -> bool:
        """Whether this names the caller."""
        match self.form:
            case Form.ANYONE:
                return True
            case Form.ACCOUNT:
                return principal.kind != "service" and self.value == principal.account
            case Form.ROLE:
                return self.value == principal.role_arn
            case Form.USER:
                return principal.kind == "user" and self.value == principal.arn
            case Form.SESSION:
                return principal.kind == "role_session" and self.value == principal.arn
            case Form.SERVICE:
                return principal.kind == "service" and self.value == principal.arn


# What a Deny with NotPrincipal must all name to leave a caller out: AWS checks the account, then the role, then the
# session, and denies at the first that is not named.
_WHOLE_CHAIN = {
    "role_session": {Form.ACCOUNT, Form.ROLE, Form.SESSION},
    "user": {Form.ACCOUNT, Form.USER},
    "root": {Form.ACCOUNT},
    "service": {Form.SERVICE},
}


@dataclass(frozen=True)
class PrincipalElement:
    """Principal, or NotPrincipal when `negated`."""

    named: tuple[Named, ...]
    negated: bool

    def forms(self, principal: Principal) -> frozenset[Form]:
        """By which forms the caller is named; empty when it is not. For NotPrincipal: by `ANYONE`, or not at all."""
        found = frozenset(one.form for one in self.named if one.is_(principal))
        if not self.negated:
            return found
        left_out = Form.ANYONE in found or found >= _WHOLE_CHAIN[principal.kind]
        return frozenset() if left_out else frozenset({Form.ANYONE})


def parse_principal(element: object, *, negated: bool) -> PrincipalElement:
    """Parse the element.

    Raises:
        UnsupportedPolicyError: Another form of principal than those of `Form`.
    """
    if element == "*":
        return PrincipalElement((Named(Form.ANYONE, "*"),), negated)
    if not isinstance(element, Mapping) or not element:
        msg = f"malformed principal {element!r}"
        raise UnsupportedPolicyError(msg)
    named: list[Named] = []
    for kind, value in element.items():
        listed = value if isinstance(value, list | tuple) else [value]
        if not listed or not all(isinstance(one, str) for one in listed):
            msg = f"malformed {kind} principal"
            raise UnsupportedPolicyError(msg)
        named.extend(_named(kind, one) for one in listed)
    return PrincipalElement(tuple(named), negated)


def _named(kind: str, value: str) -> Named:
    if kind == "Service" and _SERVICE.fullmatch(value):
        return Named(Form.SERVICE, value)
    if kind == "AWS":
        if value == "*":
            return Named(Form.ANYONE, value)
        account = _ACCOUNT.fullmatch(value)
        if account and value.startswith("arn:") == value.endswith(":root"):
            return Named(Form.ACCOUNT, account[1])
        for form, shape in ((Form.ROLE, _ROLE), (Form.USER, _USER), (Form.SESSION, _SESSION)):
            if shape.fullmatch(value):
                return Named(form, value)
    msg = f"unknown {kind} principal {value!r}"
    raise UnsupportedPolicyError(msg)
