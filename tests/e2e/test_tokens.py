"""Tokens over HTTP: who is not proven is 401, with one entry in the ledger and nothing else written."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.seeds.practitioners import issuer_of, practitioner

from .bodies import a_share
from .outside import Stand

WHO = "social-worker"
VALUE = "Xylofarbe"
Make = Callable[[Stand], str]


def _claims(stand: Stand, **changes: Any) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(stand.caller.token(WHO), options={"verify_signature": False})
    return {name: value for name, value in (claims | changes).items() if value is not None}


def _keys(stand: Stand) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((stand.running.keys / "issuer-keys.json").read_text())
    return found


def _own(stand: Stand) -> dict[str, str]:
    return _keys(stand)[practitioner(WHO).issuer]


def _signed(stand: Stand, key: dict[str, str] | None = None, **changes: Any) -> str:
    signer = key or _own(stand)
    return jwt.encode(_claims(stand, **changes), signer["pem"], algorithm="ES256", headers={"kid": signer["kid"]})


def _public(stand: Stand) -> bytes:
    private = serialization.load_pem_private_key(_own(stand)["pem"].encode(), None)
    return private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _hs256(stand: Stand) -> str:
    """Signed with the issuer's public key as an HMAC secret."""
    import base64
    import hashlib
    import hmac

    def part(value: object) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    head = part({"alg": "HS256", "typ": "JWT", "kid": _own(stand)["kid"]}) + b"." + part(_claims(stand))
    mac = base64.urlsafe_b64encode(hmac.new(_public(stand), head, hashlib.sha256).digest()).rstrip(b"=")
    return (head + b"." + mac).decode()


def _none(stand: Stand) -> str:
    return jwt.encode(_claims(stand), None, algorithm="none", headers={"kid": _own(stand)["kid"]})


def _stranger(stand: Stand) -> str:
    """Signed by a key that nobody knows, under the issuer's name and key id."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return jwt.encode(_claims(stand), pem, algorithm="ES256", headers={"kid": _own(stand)["kid"]})


def _with(**changes: Any) -> Make:
    return lambda stand: _signed(stand, **changes)


def _tampered(stand: Stand) -> str:
    """Another agency's claims behind a good signature of other claims."""
    good, other = _signed(stand).split("."), _signed(stand, agency="force:11").split(".")
    return ".".join((good[0], other[1], good[2]))


NOW = int(time.time())
UNPROVEN: dict[str, Make] = {
    "of an issuer that nobody knows": _with(iss="https://id.elsewhere.example/la-E06000047"),
    "signed with HS256 and the public key": _hs256,
    "unsigned": _none,
    "signed by a stranger": _stranger,
    "changed after it was signed": _tampered,
    "expired": lambda stand: _signed(
        stand, iat=int(time.time()) - 900, nbf=int(time.time()) - 900, exp=int(time.time()) - 1
    ),
    "not yet valid": lambda stand: _signed(stand, nbf=int(time.time()) + 120),
    "issued in the future": lambda stand: _signed(stand, iat=int(time.time()) + 120, exp=int(time.time()) + 600),
    "of more than fifteen minutes": lambda stand: _signed(stand, exp=int(time.time()) + 1000),
    "for another audience": _with(aud="https://api.elsewhere.example"),
    "without audience": _with(aud=None),
    "without subject": _with(sub=None),
    "without expiry": _with(exp=None),
    "without an id": _with(jti=None),
    "of a subject of another shape": _with(sub=VALUE),
    "of no shape": lambda stand: VALUE,
    "of two parts": lambda stand: _signed(stand).rpartition(".")[0],
    "bound to a certificate that is not shown": _with(cnf={"x5t#S256": "A" * 43}),
}


@pytest.mark.parametrize("name", UNPROVEN)
@pytest.mark.parametrize("path", ["/share", "/inbox"])
def test_a_token_that_proves_nobody_is_401(stand: Stand, name: str, path: str) -> None:
    """A token that proves nobody gets a problem without its value and a challenge, and nothing is read or written."""
    token = UNPROVEN[name](stand)
    items = stand.items()
    with stand.watched() as seen:
        headers = {"Authorization": f"Bearer {token}"}
        if path == "/share":
            answer = stand.caller.post(WHO, path, a_share(stand), **headers)
        else:
            answer = stand.caller.get(WHO, path, **headers)
    assert answer.status == 401, answer.raw
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["reason"]
    assert VALUE not in answer.raw.decode()
    assert token not in answer.raw.decode()
    assert stand.items() == items
    puts = [r["requestParameters"]["key"]["pk"] for r in seen if r["eventName"] == "PutItem"]
    entry = stand.entries()[puts[0].removeprefix("decision#")]
    assert (entry["kind"], entry["allow"], entry["subject"]) == ("unauthenticated", False, None)
    assert {r["eventName"] for r in seen if not r["userIdentity"].get("invokedBy")} <= {"PutItem", "Invoke"}


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Basic dXNlcjpwYXNz", f"Token {VALUE}", f"Bearer {VALUE} {VALUE}"]
)
def test_without_a_token_nothing_is_asked(stand: Stand, header: str | None) -> None:
    """No token, or no bearer token, is 401 at the edge: no decision is asked for."""
    sent = {} if header is None else {"Authorization": header}
    with stand.watched() as seen:
        answer = httpx.get(f"{stand.running.url}/inbox", headers=sent, trust_env=False)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert VALUE not in answer.text
    assert [record for record in seen if record["eventSource"] != "s3.amazonaws.com"] == []


@pytest.mark.parametrize("other", ["detective", "outsider", "teacher"])
def test_an_issuer_speaks_for_its_own_agency_alone(stand: Stand, other: str) -> None:
    """A token for one agency that another agency's issuer signed in its own name is refused, on the record."""
    issuer = practitioner(other).issuer
    token = _signed(stand, _keys(stand)[issuer], iss=issuer)
    items = stand.items()
    answer = stand.caller.post(WHO, "/share", a_share(stand), Authorization=f"Bearer {token}")
    assert answer.status in {401, 403}, answer.raw
    assert stand.items() == items
    if answer.status == 403:
        entry = stand.entries()[answer.headers["proviso-decision"]]
        assert entry["allow"] is False
        assert entry["grant"] is None


@pytest.mark.parametrize("other", ["detective", "outsider", "teacher"])
def test_an_issuers_key_signs_under_its_own_name_alone(stand: Stand, other: str) -> None:
    """A token under one issuer's name that another issuer's key signed proves nobody."""
    token = _signed(stand, _keys(stand)[practitioner(other).issuer])
    answer = stand.caller.get(WHO, "/inbox", Authorization=f"Bearer {token}")
    assert answer.status == 401


def test_a_role_that_the_agency_has_not_is_refused(stand: Stand) -> None:
    """A token that claims a role of another kind of agency, well signed, is refused by the rules."""
    for claims in ({"role": "disclosure_authority"}, {"role": "no_such_role"}):
        answer = stand.caller.get(WHO, "/inbox", Authorization=f"Bearer {_signed(stand, **claims)}")
        assert answer.status == 403, answer.raw


def test_an_agency_that_does_not_exist_is_refused(stand: Stand) -> None:
    """An agency that is in no directory is refused, even when a known issuer vouches for it."""
    for agency in ("la:E99999999", "force:999"):
        answer = stand.caller.get(WHO, "/inbox", Authorization=f"Bearer {_signed(stand, agency=agency)}")
        assert answer.status in {401, 403}, answer.raw
    assert issuer_of("la:E06000047") == practitioner(WHO).issuer


def test_a_good_token_is_let_in(stand: Stand) -> None:
    """What is varied above is, unvaried, a token that works."""
    assert stand.caller.get(WHO, "/inbox", Authorization=f"Bearer {_signed(stand)}").status == 200
