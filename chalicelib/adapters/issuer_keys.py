"""The issuers' public keys: which may sign, and with which one algorithm each.

They stand in a file `{issuer: {"keys": [JWK, …]}}`, read again when it changes. A symmetric key, a key for
encryption or one of another curve may not sign, wherever it stands.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any, Final

import jwt

from chalicelib.domain.errors import TokenKeysUnavailableError
from chalicelib.service.log_codes import LogCode, log

SMALLEST_RSA_BITS: Final = 2048
ALGORITHMS: Final = {("EC", "P-256"): "ES256", ("RSA", None): "PS256", ("OKP", "Ed25519"): "EdDSA"}


class TokenFault(StrEnum):
    """Which check a token or certificate failed."""

    MALFORMED = "token_malformed"
    EXTENSION_UNKNOWN = "token_extension_unknown"
    ALGORITHM = "token_algorithm"
    ISSUER_UNKNOWN = "token_issuer_unknown"
    KEY_UNKNOWN = "token_key_unknown"
    SIGNATURE = "token_signature"
    AUDIENCE = "token_audience"
    UNBOUND = "token_unbound"
    CONFIRMATION_SHAPE = "token_confirmation_shape"
    CERTIFICATE_MISSING = "token_certificate_missing"
    CERTIFICATE_MISMATCH = "token_certificate_mismatch"
    CLAIM_MISSING = "token_claim_missing"
    CLAIM_SHAPE = "token_claim_shape"
    EXPIRED = "token_expired"
    NOT_YET_VALID = "token_not_yet_valid"
    ISSUED_IN_FUTURE = "token_issued_in_future"
    LIFETIME = "token_lifetime"


@dataclass(frozen=True)
class IssuerKey:
    """A public key and the one algorithm that it is for."""

    key: jwt.PyJWK
    algorithm: str


class IssuerKeys:
    """The issuers' public keys, read again when the file changes."""

    def __init__(self, path: str) -> None:
        """Keep the path; the file is first read when a key is first asked for."""
        self._path = Path(path)
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._keys: Mapping[str, Mapping[str, IssuerKey]] = {}

    def of(self, issuer: str) -> Mapping[str, IssuerKey] | None:
        """Return an issuer's keys by kid; None for an issuer that is not in the file.

        Raises:
            TokenKeysUnavailableError: the file cannot be read: then no token is trusted, and none is called bad.
        """
        try:
            state = self._path.stat()
            seen = (state.st_mtime_ns, state.st_ino, state.st_size)
            with self._lock:
                if seen != self._seen:
                    self._keys = _read_keys(self._path)
                    self._seen = seen
                return self._keys.get(issuer)
        except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
            log(LogCode.TOKEN_KEYS_UNREADABLE, cause=type(error).__name__)
            message = "the issuers' keys could not be read"
            raise TokenKeysUnavailableError(message) from error


def _read_keys(path: Path) -> dict[str, dict[str, IssuerKey]]:
    issuers = json.loads(path.read_text(encoding="utf-8"))
    return {issuer: _usable(key_set["keys"]) for issuer, key_set in issuers.items()}


def _usable(keys: list[dict[str, Any]]) -> dict[str, IssuerKey]:
    """Return the keys that may sign, by kid. One bad key does not cost an issuer the others."""
    usable: dict[str, IssuerKey] = {}
    for position, data in enumerate(keys):
        kid, key = data.get("kid"), _key(data)
        if key is None or not isinstance(kid, str) or kid in usable:
            log(LogCode.TOKEN_KEY_SKIPPED, position=position)
        else:
            usable[kid] = key
    return usable


def _key(data: Mapping[str, Any]) -> IssuerKey | None:
    """Return the key with the one algorithm that it is for; None where it may not sign at all."""
    algorithm = ALGORITHMS.get((str(data.get("kty")), data.get("crv")))
    if algorithm is None or data.get("use", "sig") != "sig" or data.get("alg", algorithm) != algorithm:
        return None
    try:
        key = jwt.PyJWK(dict(data), algorithm)
    except (jwt.PyJWTError, ValueError, LookupError, TypeError):
        return None
    if algorithm == "PS256" and key.key.key_size < SMALLEST_RSA_BITS:
        return None
    return IssuerKey(key, algorithm)
