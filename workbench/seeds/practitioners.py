"""The seeded practitioners, and the tokens that their agencies' sandbox issuers sign for them."""

import base64
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

AUDIENCE = "https://api.proviso.example"
TOKEN_SECONDS = 900
_FILE = Path(__file__).with_name("practitioners.json")


@dataclass(frozen=True)
class Practitioner:
    """A seeded practitioner: an opaque id, and for whom, in which role and through which client they ask."""

    name: str
    practitioner: str
    agency: str
    role: str
    client: str

    @property
    def issuer(self) -> str:
        """The identity provider that may speak for this agency."""
        return issuer_of(self.agency)


class UnknownPractitionerError(LookupError):
    """No seeded practitioner has this name; the message lists those there are."""


def issuer_of(agency: str) -> str:
    """Return the sandbox issuer that the agency directory trusts for an agency."""
    return f"https://id.sandbox.example/{agency.replace(':', '-')}"


@cache
def practitioners() -> Mapping[str, Practitioner]:
    """Return all seeded practitioners by name, in the order of the seed file."""
    raw: dict[str, dict[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {name: Practitioner(name=name, **fields) for name, fields in raw.items()}


def practitioner(name: str) -> Practitioner:
    """Return one seeded practitioner.

    Raises:
        UnknownPractitionerError: no such name.
    """
    known = practitioners()
    if name not in known:
        message = f"no seeded practitioner is called {name!r}; there are: {', '.join(known)}"
        raise UnknownPractitionerError(message)
    return known[name]


def make_issuer_keys(folder: Path) -> Path:
    """Make a signing key for each sandbox issuer and write what verifies them.

    Args:
        folder: Receives `issuer-keys.json` (private, mode 0600) and `jwks.json` (issuer to JWK set).

    Returns:
        The path of `jwks.json`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    private: dict[str, dict[str, str]] = {}
    public: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for agency in sorted({p.agency for p in practitioners().values()}):
        key = ec.generate_private_key(ec.SECP256R1())
        kid = secrets.token_hex(8)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        private[issuer_of(agency)] = {"kid": kid, "pem": pem}
        public[issuer_of(agency)] = {"keys": [_public_jwk(key.public_key(), kid)]}
    keys = folder / "issuer-keys.json"
    keys.touch(mode=0o600)
    keys.write_text(json.dumps(private), encoding="utf-8")
    jwks = folder / "jwks.json"
    jwks.write_text(json.dumps(public, indent=2), encoding="utf-8")
    return jwks


def _public_jwk(key: ec.EllipticCurvePublicKey, kid: str) -> dict[str, Any]:
    numbers = key.public_numbers()

    def number(value: int) -> str:
        return base64.urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode()

    point = {"x": number(numbers.x), "y": number(numbers.y)}
    return {"kty": "EC", "crv": "P-256", **point, "kid": kid, "alg": "ES256", "use": "sig"}


def mint_token(name: str, folder: Path, *, seconds: int = TOKEN_SECONDS, **claims: Any) -> str:
    """Sign a bearer token for a seeded practitioner.

    Args:
        name: The seeded name.
        folder: Where `make_issuer_keys` wrote.
        seconds: Life of the token; the API refuses more than 900.
        **claims: Claims to add or replace, for tests.

    Raises:
        UnknownPractitionerError: no such name.
    """
    who = practitioner(name)
    keys = json.loads((folder / "issuer-keys.json").read_text(encoding="utf-8"))
    key = keys[who.issuer]
    now = int(time.time())
    body = {
        "iss": who.issuer,
        "sub": who.practitioner,
        "aud": AUDIENCE,
        "iat": now,
        "nbf": now,
        "exp": now + seconds,
        "jti": secrets.token_hex(16),
        "agency": who.agency,
        "role": who.role,
        "client_id": who.client,
    } | claims
    return jwt.encode(body, key["pem"], algorithm="ES256", headers={"kid": key["kid"]})
