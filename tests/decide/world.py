"""A small world for the decision point's tests: fixed ids and time, real keys, requests, and a bundle of its own."""

import base64
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from chalicelib.domain.environments import Environment
from chalicelib.settings import DecideSettings
from workbench.policy.signing import new_key
from workbench.tools import opa

NOW = datetime(2026, 11, 20, 15, 10, 0, 250_000, tzinfo=UTC)
ISSUER = "https://identity.example/la"
AUDIENCE = "https://proviso.example"
PERSON = "practitioner:01J00000000000000000000PER"
OTHER_PERSON = "practitioner:01J0000000000000000000TWWW"
COUNCIL = "la:E06000001"
FORCE = "force:11"
TRUST = "nhs:TST01"
CLIENT = "client:portal"
CASE = "01J00000000000000000000CAS"
RECORD = f"{CASE}.01J00000000000000000000REC"
REVISION = "test-revision-1"
THUMBPRINT = "A" * 43
FINGERPRINT = "f" * 64
INVOCATION = "6f1b8c1e-5f5f-4b44-9a57-0d5a5c1f9f11"
RECORDS_ARN = "arn:aws:dynamodb:eu-west-2:123456789012:table/proviso-records"
RECORDS_KEY = "arn:aws:kms:eu-west-2:123456789012:key/11111111-1111-4111-8111-111111111111"
CONTENT_KEY = "arn:aws:kms:eu-west-2:123456789012:key/22222222-2222-4222-8222-222222222222"
SIGNING_KEY = "arn:aws:kms:eu-west-2:123456789012:key/33333333-3333-4333-8333-333333333333"
ROLE = "arn:aws:iam::123456789012:role/proviso-case-access"

ACTIONS = (
    "share.create",
    "share.read",
    "share.list",
    "inbox.list",
    "disclosure.open",
    "disclosure.step",
    "disclosure.read",
    "undertaking.record",
    "undertaking.read",
)
WRITING = ("share.create", "disclosure.open", "disclosure.step", "undertaking.record")


@cache
def private_keys() -> dict[str, Any]:
    """One real key for each algorithm that may sign, by algorithm."""
    return {
        "ES256": ec.generate_private_key(ec.SECP256R1()),
        "PS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
        "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    }


def jwk(algorithm: str, kid: str | None = None) -> dict[str, Any]:
    """The public half of a test key as a JWK."""
    public = private_keys()[algorithm].public_key()
    made = jwt.get_algorithm_by_name(algorithm).to_jwk(public, as_dict=True)
    return {**made, "kid": kid or algorithm, "use": "sig"}


def write_keys(path: Path, keys: Mapping[str, list[dict[str, Any]]]) -> Path:
    """Write a file of issuers' keys."""
    path.write_text(json.dumps({issuer: {"keys": found} for issuer, found in keys.items()}), encoding="utf-8")
    return path


def claims(at: datetime = NOW, **changes: Any) -> dict[str, Any]:
    """Claims that hold; a change to None takes the claim out."""
    issued = int(at.timestamp())
    whole = {
        "iss": ISSUER,
        "sub": PERSON,
        "aud": AUDIENCE,
        "iat": issued,
        "nbf": issued,
        "exp": issued + 600,
        "jti": "01J00000000000000000000JTI",
        "agency": COUNCIL,
        "role": "social_worker",
        "client_id": CLIENT,
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def token(algorithm: str = "ES256", headers: Mapping[str, Any] | None = None, **changes: Any) -> str:
    """A signed token."""
    at = changes.pop("issued_at", NOW)
    key = private_keys()[algorithm]
    return jwt.encode(claims(at, **changes), key, algorithm=algorithm, headers={"kid": algorithm, **(headers or {})})


def unsigned(header: Mapping[str, Any], payload: Mapping[str, Any], signature: bytes = b"") -> str:
    """A compact token put together by hand."""
    parts = [json.dumps(header).encode(), json.dumps(payload).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def text(length: int = 40) -> dict[str, Any]:
    """A text as rules see it."""
    return {"given": True, "length": length}


def share(*recipients: tuple[str, str]) -> dict[str, Any]:
    """A share's attributes."""
    named = recipients or ((FORCE, "child_protection"),)
    return {
        "purpose": "safeguarding_child",
        "urgency": "routine",
        "recipients": [{"agency": agency, "role": role, "need": text()} for agency, role in named],
        "statements": [
            {
                "item": "s1",
                "kind": "fact",
                "about": ["p1"],
                "categories": ["injury"],
                "text": text(),
                "source_given": True,
                "as_of": "2026-11-20T15:00:00Z",
                "origin": "own",
                "collected_for": "general",
            }
        ],
    }


def application() -> dict[str, Any]:
    """An application's attributes."""
    return {
        "scheme": "csods",
        "channel": "station",
        "received_at": "2026-11-20T10:00:00Z",
        "concern": text(),
        "people": [],
    }


def undertaking() -> dict[str, Any]:
    """An undertaking's attributes."""
    return {
        "person": "p4",
        "outcome": "signed",
        "at": "2026-11-20T11:00:00Z",
        "place_given": True,
        "present": [],
        "warnings_read": [],
    }


def request(action: str, **changes: Any) -> dict[str, Any]:
    """A well-formed request of an action; a change to None takes the field out."""
    about: dict[str, dict[str, Any]] = {
        "share.create": {"case": CASE, "attributes": {"share": share()}},
        "share.read": {"record": RECORD, "attributes": {"reason": "direct_care"}},
        "share.list": {"case": CASE},
        "inbox.list": {},
        "disclosure.open": {"attributes": {"application": application()}},
        "disclosure.step": {"record": RECORD, "attributes": {"step": {"step": "interview", "reasons": text()}}},
        "disclosure.read": {"record": RECORD},
        "undertaking.record": {"record": RECORD, "attributes": {"undertaking": undertaking()}},
        "undertaking.read": {"record": RECORD},
    }
    whole = {"token": token(), "action": action} | about[action] | changes
    return {name: value for name, value in whole.items() if value is not None}


def keyed(key: str = "retry-1") -> dict[str, str]:
    """An idempotency key as an API function sends it."""
    return {"key": key, "fingerprint": FINGERPRINT}


def view(action: str, recipients: tuple[tuple[str, str], ...] = ((FORCE, "child_protection"),)) -> dict[str, Any]:
    """What an allow of an action says."""
    notice = {"next": [], "applicant_notice": "We will not say whether there is anything to disclose."}
    views: dict[str, dict[str, Any]] = {
        "share.create": {
            "recipients": [{"agency": a, "role": r, "items": ["s1"], "withheld": []} for a, r in recipients]
        },
        "share.read": {"items": ["s1"]},
        "inbox.list": {"roles": ["social_worker"]},
        "disclosure.open": {"state": "opened", **notice},
        "disclosure.step": {"next_state": "interviewed", **notice},
        "undertaking.record": {"next_state": "undertaken", **notice},
        "disclosure.read": notice,
    }
    return views.get(action, {})


def allow(action: str, **changes: Any) -> dict[str, Any]:
    """An allow as the decision rule returns it."""
    return {
        "allow": True,
        "reasons": [],
        "obligations": [],
        "view": view(action),
        "policy_revision": REVISION,
        **changes,
    }


REASON = {"code": "not_involved", "message": "The agency has no part.", "law": "UK GDPR art 5", "remedy": "Ask."}


def refuse(**changes: Any) -> dict[str, Any]:
    """A refusal as the decision rule returns it."""
    return {
        "allow": False,
        "reasons": [REASON],
        "obligations": [],
        "view": {},
        "policy_revision": REVISION,
        **changes,
    }


def signed_bundle(source: Path, folder: Path) -> tuple[Path, Path]:
    """A bundle made of a source folder and signed, and the key that verifies it."""
    keys = new_key(folder)
    made = folder / "bundle.tar.gz"
    signing = [f"--signing-key={keys.private}", "--signing-alg=ES256"]
    revision = f"--revision={REVISION}"
    subprocess.run([opa(), "build", "--bundle", ".", revision, *signing, "-o", made], cwd=source, check=True)
    return made, keys.public


def settings(keys: Path, bundle: Path, **changes: Any) -> DecideSettings:
    """The settings of a test deployment."""
    given = {
        "records_table": "proviso-records",
        "records_table_arn": RECORDS_ARN,
        "records_key": RECORDS_KEY,
        "content_key": CONTENT_KEY,
        "signing_key": SIGNING_KEY,
        "ledger_table": "proviso-ledger",
        "case_access_role": ROLE,
        "audience": AUDIENCE,
        "jwks_file": str(keys),
        "hmac_key": "ab" * 32,
        "opa_binary": str(opa()),
        "opa_bundle": str(bundle),
        "opa_bundle_key": "/nowhere/key.pem",
        "policy_revision": REVISION,
        "session_seconds": 60,
        "require_bound_tokens": False,
        "environment": Environment.SANDBOX,
    }
    return DecideSettings(**(given | changes))


AUTHZ = """package system.authz

default allow := false

allow if {
	input.method == "POST"
	input.path == ["v1", "data", "proviso", "decision", "decision"]
}

allow if {
	input.method == "GET"
	input.path == ["health"]
}
"""

RULES = """package proviso.decision

reasons contains code if {
	not input.context.facts.client.status == "active"
	code := "client_unknown"
}

reasons contains code if {
	startswith(input.action.name, "share.")
	input.resource.case
	not input.context.facts.involvements[input.subject.properties.agency]
	code := "not_involved"
}

views := {
	"share.create": {"recipients": [seen |
		some recipient in input.context.share.recipients
		seen := {"agency": recipient.agency, "role": recipient.role, "items": ["s1"], "withheld": []}
	]},
	"share.read": {"items": ["s1"]},
	"inbox.list": {"roles": ["social_worker"]},
	"disclosure.open": {"state": "opened", "next": [], "applicant_notice": "constant"},
	"disclosure.step": {"next_state": "next", "next": [], "applicant_notice": "constant"},
	"undertaking.record": {"next_state": "next", "next": [], "applicant_notice": "constant"},
	"disclosure.read": {"next": [], "applicant_notice": "constant"},
}

decision := {
	"allow": count(reasons) == 0,
	"reasons": [reason |
		some code in reasons
		reason := {"code": code, "message": "No.", "law": "UK GDPR art 5", "remedy": "Ask."}
	],
	"obligations": [],
	"view": object.get(views, input.action.name, {}),
	"policy_revision": data.release.revision,
}
"""


def write_bundle(folder: Path, revision: str = REVISION, rules: str = RULES) -> Path:
    """Write a small bundle: the lock on the server, rules that need little, and the revision."""
    for name, content in {
        ".manifest": json.dumps({"revision": revision, "roots": ["proviso", "system/authz", "release"]}),
        "release/data.json": json.dumps({"revision": revision}),
        "system/authz/authz.rego": AUTHZ,
        "proviso/decision/decision.rego": rules,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)
