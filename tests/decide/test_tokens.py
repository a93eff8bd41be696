"""Who asks: each way in which a token can fail to prove it."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.issuer_keys import IssuerKeys, TokenFault
from chalicelib.adapters.tokens import JwtVerifier
from chalicelib.domain.errors import TokenKeysUnavailableError, UnauthenticatedError
from chalicelib.service.decide.ports import VerifiedSubject
from tests.decide import world

ISSUED = int(world.NOW.timestamp())


@pytest.fixture(scope="module")
def verifier(keys_file: Path) -> JwtVerifier:
    """A verifier with the test issuer's keys."""
    return JwtVerifier(IssuerKeys(str(keys_file)), world.AUDIENCE, require_bound=False)


def fault(verifier: JwtVerifier, token: str, certificate: str | None = None) -> str:
    """The check that a token fails."""
    with pytest.raises(UnauthenticatedError) as caught:
        verifier.verify(token, certificate, world.NOW)
    return caught.value.code


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "EdDSA"])
def test_each_allowed_algorithm_proves_the_subject(verifier: JwtVerifier, algorithm: str) -> None:
    """A token that an issuer's own key signed, by one of three algorithms, proves its claims."""
    proven = verifier.verify(world.token(algorithm), None, world.NOW)
    assert proven == VerifiedSubject(world.PERSON, world.COUNCIL, "social_worker", world.CLIENT, world.ISSUER)


def test_audience_may_be_one_of_several(verifier: JwtVerifier) -> None:
    """A token meant for several audiences, ours among them, is meant for us."""
    verifier.verify(world.token(aud=["https://other.example", world.AUDIENCE]), None, world.NOW)


def _swap_claims(token: str, **changes: Any) -> str:
    header, _, signature = token.split(".")
    payload = world.unsigned({}, world.claims(**changes)).split(".")[1]
    return f"{header}.{payload}.{signature}"


def _public_pem(algorithm: str) -> bytes:
    public = world.private_keys()[algorithm].public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _hmac_with_public_key() -> str:
    import base64
    import hashlib
    import hmac

    head, body, _ = world.unsigned({"alg": "HS256", "kid": "PS256"}, world.claims()).split(".")
    mac = hmac.new(_public_pem("PS256"), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _stranger() -> str:
    return jwt.encode(
        world.claims(), ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers={"kid": "ES256"}
    )


HEADERS: dict[str, tuple[str, TokenFault]] = {
    "not a token": ("not-a-token", TokenFault.MALFORMED),
    "header not JSON": ("bm90IGpzb24.e30.", TokenFault.MALFORMED),
    "algorithm none": (world.unsigned({"alg": "none", "kid": "ES256"}, world.claims()), TokenFault.ALGORITHM),
    "algorithm None": (world.unsigned({"alg": "None", "kid": "ES256"}, world.claims()), TokenFault.ALGORITHM),
    "public key as HMAC secret": (_hmac_with_public_key(), TokenFault.ALGORITHM),
    "RS256 by an RSA key": (
        jwt.encode(world.claims(), world.private_keys()["PS256"], algorithm="RS256", headers={"kid": "PS256"}),
        TokenFault.ALGORITHM,
    ),
    "algorithm of another key": (world.token("ES256", {"kid": "EdDSA"}), TokenFault.ALGORITHM),
    "issuer unknown": (world.token(iss="https://identity.example/other"), TokenFault.ISSUER_UNKNOWN),
    "issuer absent": (world.token(iss=None), TokenFault.ISSUER_UNKNOWN),
    "key unknown": (world.token("ES256", {"kid": "another"}), TokenFault.KEY_UNKNOWN),
    "critical extension": (world.token("ES256", {"crit": ["exp"]}), TokenFault.MALFORMED),
    "critical extension that PyJWT knows": (
        world.unsigned({"alg": "ES256", "kid": "ES256", "crit": ["b64"], "b64": True}, world.claims()),
        TokenFault.EXTENSION_UNKNOWN,
    ),
    "key of another signer": (_stranger(), TokenFault.SIGNATURE),
    "claims changed": (_swap_claims(world.token(), agency="force:11"), TokenFault.SIGNATURE),
    "signature cut off": (world.token().rsplit(".", 1)[0] + ".", TokenFault.SIGNATURE),
}


@pytest.mark.parametrize(("token", "expected"), HEADERS.values(), ids=HEADERS)
def test_signature(verifier: JwtVerifier, token: str, expected: TokenFault) -> None:
    """Only an issuer's own key, used with its own algorithm, proves anything."""
    assert fault(verifier, token) == expected.value


CLAIMS: dict[str, tuple[dict[str, Any], TokenFault]] = {
    "another audience": ({"aud": "https://other.example"}, TokenFault.AUDIENCE),
    "audiences without ours": ({"aud": ["https://other.example"]}, TokenFault.AUDIENCE),
    "audience as an object": ({"aud": {"is": world.AUDIENCE}}, TokenFault.AUDIENCE),
    "expired": ({"issued_at": world.NOW, "exp": ISSUED - 1}, TokenFault.EXPIRED),
    "expires now": ({"exp": ISSUED}, TokenFault.EXPIRED),
    "not yet valid": ({"nbf": ISSUED + 32}, TokenFault.NOT_YET_VALID),
    "issued in the future": ({"iat": ISSUED + 32}, TokenFault.ISSUED_IN_FUTURE),
    "lives over 15 minutes": ({"exp": ISSUED + 901}, TokenFault.LIFETIME),
    "expiry as text": ({"exp": "2027"}, TokenFault.CLAIM_SHAPE),
    "expiry as a fraction": ({"exp": ISSUED + 0.5}, TokenFault.CLAIM_SHAPE),
    "issued at true": ({"iat": True}, TokenFault.CLAIM_SHAPE),
    "subject of another shape": ({"sub": "someone"}, TokenFault.CLAIM_SHAPE),
    "subject with a line break": ({"sub": world.PERSON + "\n"}, TokenFault.CLAIM_SHAPE),
    "agency of another shape": ({"agency": "bank:1"}, TokenFault.CLAIM_SHAPE),
    "agency as a list": ({"agency": ["force:11"]}, TokenFault.CLAIM_SHAPE),
    "role of another shape": ({"role": "Social Worker"}, TokenFault.CLAIM_SHAPE),
    "client of another shape": ({"client_id": "portal"}, TokenFault.CLAIM_SHAPE),
    "token id empty": ({"jti": ""}, TokenFault.CLAIM_SHAPE),
    "token id as a number": ({"jti": 7}, TokenFault.CLAIM_SHAPE),
    **{
        f"{name} missing": ({name: None}, TokenFault.CLAIM_MISSING)
        for name in ("sub", "aud", "iat", "nbf", "exp", "jti", "agency", "role", "client_id")
    },
}


def _encoded(changes: dict[str, Any]) -> str:
    """Sign claims of any shape: PyJWT itself refuses to encode some."""
    given = {k: v for k, v in changes.items() if k != "issued_at"}
    body = json.dumps(world.claims(**given)).encode()
    return jwt.api_jws.encode(body, world.private_keys()["ES256"], algorithm="ES256", headers={"kid": "ES256"})


@pytest.mark.parametrize(("changes", "expected"), CLAIMS.values(), ids=CLAIMS)
def test_claims(verifier: JwtVerifier, changes: dict[str, Any], expected: TokenFault) -> None:
    """A claim that is missing, of another shape, out of time or meant for another proves nobody."""
    assert fault(verifier, _encoded(changes)) == expected.value


@pytest.mark.parametrize("changes", [{"nbf": ISSUED + 30}, {"iat": ISSUED + 30}, {"exp": ISSUED + 900}])
def test_clocks_may_differ_a_little(verifier: JwtVerifier, changes: dict[str, Any]) -> None:
    """An issuer's clock may be 30 seconds ahead; a life of 15 minutes is allowed to the second."""
    verifier.verify(_encoded(changes), None, world.NOW)


def test_expiry_is_to_the_second(verifier: JwtVerifier) -> None:
    """A token holds until the second of its expiry, and not in it."""
    token = world.token(exp=ISSUED)
    verifier.verify(token, None, world.NOW.replace(microsecond=0) - timedelta(microseconds=1))
    with pytest.raises(UnauthenticatedError, match=TokenFault.EXPIRED.value):
        verifier.verify(token, None, world.NOW.replace(microsecond=0))


def test_bound_token_with_its_certificate(verifier: JwtVerifier) -> None:
    """A token bound to a certificate proves its subject with that certificate."""
    proven = verifier.verify(world.token(cnf={"x5t#S256": world.THUMBPRINT}), world.THUMBPRINT, world.NOW)
    assert proven.certificate == world.THUMBPRINT


def test_a_presented_certificate_is_said_of_an_unbound_token_too(verifier: JwtVerifier) -> None:
    """Rules hear which certificate was presented, whether or not the token is bound to it."""
    assert verifier.verify(world.token(), world.THUMBPRINT, world.NOW).certificate == world.THUMBPRINT
    assert verifier.verify(world.token(), None, world.NOW).certificate is None


@pytest.mark.parametrize(
    ("confirmation", "certificate", "expected"),
    [
        ({"x5t#S256": world.THUMBPRINT}, "B" * 43, TokenFault.CERTIFICATE_MISMATCH),
        ({"x5t#S256": world.THUMBPRINT}, None, TokenFault.CERTIFICATE_MISSING),
        ({"jkt": "x"}, world.THUMBPRINT, TokenFault.CONFIRMATION_SHAPE),
        ({"x5t#S256": "é"}, world.THUMBPRINT, TokenFault.CONFIRMATION_SHAPE),
        ("text", world.THUMBPRINT, TokenFault.CONFIRMATION_SHAPE),
        ([], world.THUMBPRINT, TokenFault.CONFIRMATION_SHAPE),
    ],
)
def test_bound_token(
    verifier: JwtVerifier, confirmation: object, certificate: str | None, expected: TokenFault
) -> None:
    """A bound token in other hands, or bound to something that cannot be checked, proves nobody."""
    assert fault(verifier, world.token(cnf=confirmation), certificate) == expected.value


def test_unbound_token_where_binding_is_demanded(keys_file: Path) -> None:
    """Where every token must be bound, one without a certificate's thumbprint proves nobody."""
    strict = JwtVerifier(IssuerKeys(str(keys_file)), world.AUDIENCE, require_bound=True)
    assert fault(strict, world.token(), world.THUMBPRINT) == TokenFault.UNBOUND.value


def test_key_of_another_issuer(tmp_path: Path) -> None:
    """One issuer's key does not sign for another, even under the same key id."""
    other = "https://identity.example/other"
    keys = world.write_keys(tmp_path / "k", {other: [world.jwk("ES256", "k")], world.ISSUER: [world.jwk("EdDSA", "e")]})
    verifier = JwtVerifier(IssuerKeys(str(keys)), world.AUDIENCE, require_bound=False)
    verifier.verify(world.token("ES256", {"kid": "k"}, iss=other), None, world.NOW)
    assert fault(verifier, world.token("ES256", {"kid": "k"})) == TokenFault.KEY_UNKNOWN.value


def test_file_of_keys_is_read_again_when_it_changes(tmp_path: Path) -> None:
    """A key that leaves the file signs no more; one that comes into it does."""
    path = world.write_keys(tmp_path / "k", {world.ISSUER: [world.jwk("ES256")]})
    verifier = JwtVerifier(IssuerKeys(str(path)), world.AUDIENCE, require_bound=False)
    verifier.verify(world.token("ES256"), None, world.NOW)
    world.write_keys(path, {world.ISSUER: [world.jwk("EdDSA")]})
    os.utime(path, ns=(1, 1))
    assert fault(verifier, world.token("ES256")) == TokenFault.KEY_UNKNOWN.value
    verifier.verify(world.token("EdDSA"), None, world.NOW)


@pytest.mark.parametrize("content", [None, "", "[]", "{", '{"https://identity.example/la": {}}'])
def test_file_of_keys_that_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    """Without a readable file of keys no token is trusted, and none is called bad: the fault is ours."""
    path = tmp_path / "k"
    if content is not None:
        path.write_text(content)
    verifier = JwtVerifier(IssuerKeys(str(path)), world.AUDIENCE, require_bound=False)
    with pytest.raises(TokenKeysUnavailableError):
        verifier.verify(world.token(), None, world.NOW)
    assert fault(verifier, "no.token") == TokenFault.MALFORMED.value


def _small_rsa() -> dict[str, Any]:
    public = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()  # noqa: S505 - must be refused
    return {**jwt.algorithms.RSAPSSAlgorithm.to_jwk(public, as_dict=True), "kid": "PS256"}


@pytest.mark.parametrize(
    "bad",
    [
        {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0", "kid": "ES256"},
        world.jwk("ES256") | {"use": "enc"},
        world.jwk("ES256") | {"alg": "HS256"},
        world.jwk("PS256", "ES256") | {"alg": "RS256"},
        world.jwk("ES256") | {"crv": "P-384"},
        world.jwk("ES256") | {"kid": 7},
        world.jwk("ES256") | {"x": "!"},
        _small_rsa() | {"kid": "ES256"},
    ],
    ids=["symmetric", "for encryption", "HS256", "RS256", "other curve", "odd id", "broken", "RSA of 1024 bits"],
)
def test_key_that_may_not_sign(tmp_path: Path, bad: dict[str, Any]) -> None:
    """A key that may not sign is passed over, and does not cost its issuer the others."""
    keys = world.write_keys(tmp_path / "k", {world.ISSUER: [bad, world.jwk("EdDSA")]})
    verifier = JwtVerifier(IssuerKeys(str(keys)), world.AUDIENCE, require_bound=False)
    verifier.verify(world.token("EdDSA"), None, world.NOW)
    assert fault(verifier, world.token("ES256")) == TokenFault.KEY_UNKNOWN.value


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=200) | st.binary(max_size=100).map(lambda b: b.hex() + "." + b.hex() + "."))
def test_noise(text: str) -> None:
    """Whatever text comes as a token, the answer is a named fault."""
    verifier = JwtVerifier(IssuerKeys("/nowhere"), world.AUDIENCE, require_bound=False)
    assert fault(verifier, text).startswith("token_")
