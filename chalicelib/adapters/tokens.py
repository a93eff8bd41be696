"""Proves who asks, from the token's signature (RFC 7519, RFC 8725) and the client certificate (RFC 8705).

A key decides its one algorithm; the token's header may only repeat it. So neither `none` nor a public key used
as an HMAC secret can pass. Each check that fails has a code of its own, and no code repeats a value.
"""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import jwt
from jwt.types import Options

from chalicelib.adapters.issuer_keys import IssuerKeys, TokenFault
from chalicelib.domain import ids
from chalicelib.domain.errors import UnauthenticatedError
from chalicelib.service.decide.ports import VerifiedSubject

LONGEST_LIFE_S: Final = 15 * 60
LEEWAY_S: Final = 30
_TIMES: Final = ("iat", "nbf", "exp")
_TEXTS: Final = {
    "iss": re.compile(r"[!-~]{1,200}"),
    "sub": re.compile(ids.PRACTITIONER_PATTERN),
    "agency": re.compile(ids.AGENCY_PATTERN),
    "role": re.compile(ids.ROLE_PATTERN),
    "client_id": re.compile(ids.CLIENT_PATTERN),
    "jti": re.compile(r"[!-~]{1,128}"),
}
_REQUIRED: Final = (*_TEXTS, *_TIMES, "aud")
# PyJWT's own checks of claims read the system's clock; ours take the decision's, and say which one failed.
_SIGNATURE_ALONE: Final[Options] = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class JwtVerifier:
    """Verifies bearer tokens with PyJWT."""

    def __init__(self, keys: IssuerKeys, audience: str, *, require_bound: bool) -> None:
        """Take the issuers' keys.

        Args:
            keys: Whose signatures count.
            audience: What a token must be meant for.
            require_bound: Whether every token must be bound to the client certificate.
        """
        self._keys = keys
        self._audience = audience
        self._require_bound = require_bound

    def verify(self, token: str, certificate: str | None, now: datetime) -> VerifiedSubject:
        """Return the proven subject; see `TokenVerifier`."""
        claims = self._signed_claims(token)
        _check_shapes(claims)
        self._check_audience(claims["aud"])
        _check_times(claims, now.timestamp())
        self._check_binding(claims.get("cnf"), certificate)
        return VerifiedSubject(
            person=claims["sub"],
            agency=claims["agency"],
            role=claims["role"],
            client=claims["client_id"],
            issuer=claims["iss"],
            certificate=certificate,
        )

    def _signed_claims(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that its issuer's own key has signed."""
        try:
            header = jwt.get_unverified_header(token)
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise _refused(TokenFault.MALFORMED) from error
        if "crit" in header:
            raise _refused(TokenFault.EXTENSION_UNKNOWN)
        keys = self._keys.of(issuer) if isinstance(issuer, str) else None
        if keys is None:
            raise _refused(TokenFault.ISSUER_UNKNOWN)
        key = keys.get(str(header.get("kid")))
        if key is None:
            raise _refused(TokenFault.KEY_UNKNOWN)
        if header.get("alg") != key.algorithm:
            raise _refused(TokenFault.ALGORITHM)
        try:
            claims: dict[str, Any] = jwt.decode(token, key.key, algorithms=[key.algorithm], options=_SIGNATURE_ALONE)
        except (jwt.PyJWTError, ValueError) as error:
            raise _refused(TokenFault.SIGNATURE) from error
        return claims

    def _check_audience(self, audience: object) -> None:
        if audience != self._audience and not (isinstance(audience, list) and self._audience in audience):
            raise _refused(TokenFault.AUDIENCE)

    def _check_binding(self, confirmation: object, certificate: str | None) -> None:
        if confirmation is None:
            if self._require_bound:
                raise _refused(TokenFault.UNBOUND)
            return
        thumbprint = confirmation.get("x5t#S256") if isinstance(confirmation, dict) else None
        if not isinstance(thumbprint, str) or not thumbprint.isascii():
            raise _refused(TokenFault.CONFIRMATION_SHAPE)
        if certificate is None:
            raise _refused(TokenFault.CERTIFICATE_MISSING)
        if not hmac.compare_digest(thumbprint, certificate):
            raise _refused(TokenFault.CERTIFICATE_MISMATCH)


def _refused(fault: TokenFault) -> UnauthenticatedError:
    return UnauthenticatedError(fault.value)


def _check_shapes(claims: Mapping[str, Any]) -> None:
    if any(claims.get(name) is None for name in _REQUIRED):
        raise _refused(TokenFault.CLAIM_MISSING)
    for name, shape in _TEXTS.items():
        if not isinstance(claims[name], str) or not shape.fullmatch(claims[name]):
            raise _refused(TokenFault.CLAIM_SHAPE)
    if any(type(claims[name]) is not int for name in _TIMES):
        raise _refused(TokenFault.CLAIM_SHAPE)


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    issued, not_before, expires = (claims[name] for name in _TIMES)
    if expires <= now:
        raise _refused(TokenFault.EXPIRED)
    if not_before > now + LEEWAY_S:
        raise _refused(TokenFault.NOT_YET_VALID)
    if issued > now + LEEWAY_S:
        raise _refused(TokenFault.ISSUED_IN_FUTURE)
    if expires - issued > LONGEST_LIFE_S:
        raise _refused(TokenFault.LIFETIME)
