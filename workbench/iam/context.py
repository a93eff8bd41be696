"""The request context: condition keys and their values, without case, completed from the principal."""

from __future__ import annotations

from collections.abc import Mapping

from . import keys
from .errors import UnsupportedPolicyError
from .model import ContextValue, Principal, Request

_PRINCIPAL_TYPES = {"role_session": "AssumedRole", "user": "User", "root": "Account"}


class Context:
    """Condition keys of one request; absent and empty are the same."""

    def __init__(self, values: Mapping[str, ContextValue]) -> None:
        """Take keys in normal form."""
        self._values = values

    def get(self, key: str) -> ContextValue | None:
        """The value of a key in normal form, or None when the request does not carry it."""
        value = self._values.get(key)
        return None if value == () else value

    @classmethod
    def of(cls, request: Request, principal: Principal) -> Context:
        """Complete the request's keys with those that the principal gives.

        Raises:
            UnsupportedPolicyError: A key is given twice, a single-valued key has several values, or a key says
                something else about the principal than the principal does.
        """
        values: dict[str, ContextValue] = {}
        for key, value in request.context.items():
            _add(values, key, value)
        for key, said in _of_principal(principal).items():
            if values.setdefault(key, said) != said:
                msg = f"the context's {key} contradicts the principal"
                raise UnsupportedPolicyError(msg)
        return cls(values)


def _add(values: dict[str, ContextValue], key: str, value: object) -> None:
    name = keys.normal(key)
    if name in values:
        msg = f"condition key {key} is in the context twice"
        raise UnsupportedPolicyError(msg)
    if isinstance(value, str):
        values[name] = (value,) if keys.is_multi_valued(name) else value
    elif isinstance(value, tuple) and all(isinstance(one, str) for one in value) and keys.is_multi_valued(name):
        values[name] = value
    else:
        msg = f"condition key {key} has a value of the wrong shape"
        raise UnsupportedPolicyError(msg)


def _of_principal(principal: Principal) -> dict[str, str]:
    service = principal.kind == "service"
    said = {"aws:principalisawsservice": "true" if service else "false"}
    if service:
        return said | {"aws:principalservicename": principal.arn}
    said["aws:principalarn"] = principal.role_arn or principal.arn
    said["aws:principalaccount"] = principal.account
    said["aws:principaltype"] = _PRINCIPAL_TYPES[principal.kind]
    if principal.kind == "user":
        said["aws:username"] = principal.arn.rpartition("/")[2]
    for tag, value in principal.tags.items():
        name = f"aws:principaltag/{tag}".lower()
        if name in said:
            msg = f"principal tag {tag} is given twice"
            raise UnsupportedPolicyError(msg)
        said[name] = value
    return said
