"""Verifies SigV4: the signature is computed again with botocore's own signer and compared.

Source: "Signature Version 4 for API requests". Only the header form is taken; a presigned URL or SigV2 is refused.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from .call import RawRequest
from .credentials import CredentialRegistry, Session
from .errors import AwsError, bad_signature, expired, unknown_key

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,]+)/(?P<date>\d{8})/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)"
    r"/aws4_request, ?SignedHeaders=(?P<signed>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
_SKEW = timedelta(minutes=15)
_FORMAT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Scope:
    """The parts of the Authorization header."""

    key: str
    date: str
    region: str
    service: str
    signed: tuple[str, ...]
    signature: str


def scope_of(raw: RawRequest) -> Scope:
    """Read the Authorization header.

    Raises:
        AwsError: It is absent or of another form.
    """
    found = _AUTHORIZATION.fullmatch(raw.headers.get("authorization", ""))
    if found is None:
        message = "Request is missing Authentication Token"
        raise AwsError(code="MissingAuthenticationToken", message=message, status=403)
    return Scope(
        found["key"],
        found["date"],
        found["region"],
        found["service"],
        tuple(found["signed"].split(";")),
        found["signature"],
    )


def verify(raw: RawRequest, scope: Scope, registry: CredentialRegistry, now: datetime) -> Session:
    """The session that signed the request.

    Args:
        raw: The request.
        scope: Its Authorization header.
        registry: Who holds which key.
        now: The local AWS's time, against which sessions expire.

    Raises:
        AwsError: The key or token is unknown, the signature differs, the date is off, or the session has ended.
    """
    session = registry.find(scope.key)
    if session is None or not _token_matches(raw, scope, session):
        raise unknown_key(scope.service)
    stamp = _stamp(raw, scope)
    _check_body(raw, scope)
    if not hmac.compare_digest(_signature(raw, scope, session, stamp), scope.signature):
        raise bad_signature(scope.service, "the signature differs")
    if now >= session.expires_at:
        raise expired(scope.service)
    return session


def _token_matches(raw: RawRequest, scope: Scope, session: Session) -> bool:
    sent = raw.headers.get("x-amz-security-token", "")
    return "x-amz-security-token" in scope.signed and hmac.compare_digest(sent, session.session_token)


def _stamp(raw: RawRequest, scope: Scope) -> str:
    stamp = raw.headers.get("x-amz-date", "")
    try:
        made = datetime.strptime(stamp, _FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise bad_signature(scope.service, "no usable x-amz-date") from error
    if "x-amz-date" not in scope.signed or "host" not in scope.signed or not stamp.startswith(scope.date):
        raise bad_signature(scope.service, "host and x-amz-date must be signed")
    if abs(datetime.now(UTC) - made) > _SKEW:
        raise bad_signature(scope.service, "signed too long ago, or in the future")
    return stamp


def _check_body(raw: RawRequest, scope: Scope) -> None:
    """A body hash that is sent must be signed and true; S3's unsigned and streamed bodies are not taken."""
    declared = raw.headers.get("x-amz-content-sha256")
    if declared is None and scope.service != "s3":
        return  # botocore hashes the body itself
    if declared != hashlib.sha256(raw.body).hexdigest() or "x-amz-content-sha256" not in scope.signed:
        raise bad_signature(scope.service, "x-amz-content-sha256 is not the body's hash, or is not signed")


def _signature(raw: RawRequest, scope: Scope, session: Session, stamp: str) -> str:
    headers = {name: raw.headers[name] for name in scope.signed if name in raw.headers}
    request = AWSRequest(
        method=raw.method, url=f"http://{raw.headers.get('host', '')}{raw.target}", data=raw.body, headers=headers
    )
    request.context["timestamp"] = stamp
    signer = S3SigV4Auth if scope.service == "s3" else SigV4Auth
    auth = signer(Credentials(session.access_key_id, session.secret_access_key), scope.service, scope.region)
    return str(auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request))
