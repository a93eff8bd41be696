"""A request at the edge: what its headers, path, query and certificate say, each checked for shape alone."""

import base64
import binascii
import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import Request

from chalicelib.contracts.wire import namelike
from chalicelib.domain.errors import ContractError, FieldProblem, UnauthenticatedError
from chalicelib.service.asking import Caller

MAX_BODY_BYTES = 256 * 1024
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]{1,8190}=*")
_MAX_TOKEN = 8192
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ETAG = re.compile(r'"[1-9][0-9]{0,9}"', re.ASCII)
_JSON_TYPE = "application/json"
NO_TOKEN = "token_missing"  # noqa: S105 - a code of an error, not a secret
ODD_TOKEN = "token_malformed"  # noqa: S105
CERTIFICATE_MALFORMED = "certificate_malformed"
_PEM_LINE = re.compile(r"-----(?:BEGIN|END) CERTIFICATE-----|\s")


@dataclass(frozen=True)
class Incoming:
    """One request. Everything in it came from a caller, except `request_id` and `route`, which are safe to log."""

    raw: Request
    request_id: str
    route: str

    @property
    def caller(self) -> Caller:
        """What proves who asks.

        Raises:
            UnauthenticatedError: there is no bearer token, or it has not the shape of one.
        """
        return Caller(bearer(self.raw.headers), thumbprint(self.raw.context), None)

    @property
    def writing_caller(self) -> Caller:
        """The caller with the key under which a retry is known.

        Raises:
            UnauthenticatedError: there is no bearer token.
            ContractError: the key has not the shape of one.
        """
        who = self.caller
        key = self.raw.headers.get("idempotency-key")
        if key is not None and not _KEY.fullmatch(key):
            raise ContractError((FieldProblem("Idempotency-Key", "must be 1 to 128 visible ASCII characters"),))
        return Caller(who.token, who.certificate, key)

    @property
    def expected_version(self) -> int | None:
        """The version of the disclosure request that the caller has seen, from `If-Match`; None when it says none.

        Raises:
            ContractError: it is not one `ETag` as it was answered; lists, weak tags and `*` would guard nothing.
        """
        given = self.raw.headers.get("if-match")
        if given is None:
            return None
        if not _ETAG.fullmatch(given):
            raise ContractError((FieldProblem("If-Match", "must be the ETag of one answer, with its quotes"),))
        return int(given.strip('"'))

    def body(self) -> bytes:
        """The body, within its limit and of the one content type.

        Raises:
            ContractError: it is too large, or of another type, or its transport coding is broken.
        """
        try:
            data = self.raw.raw_body
        except (binascii.Error, ValueError):
            raise ContractError((FieldProblem("(body)", "is not readable"),), code="malformed_json") from None
        data = data if isinstance(data, bytes) else data.encode()
        if len(data) > MAX_BODY_BYTES:
            raise ContractError((FieldProblem("(body)", "is larger than 256 KB"),), code="too_large")
        if not _is_json(self.raw.headers.get("content-type", "")):
            problem = FieldProblem("Content-Type", "must be application/json")
            raise ContractError((problem,), code="unsupported_media_type")
        return data

    def query(self, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> dict[str, str]:
        """Query parameters, each at most once, no others than these.

        Raises:
            ContractError: one is missing, unknown or given twice.
        """
        known = {*required, *optional}
        given: dict[str, list[str]] = {}
        if self.raw.query_params is not None:
            given = {name: self.raw.query_params.getlist(name) for name in self.raw.query_params}
        broken = [FieldProblem(namelike(name), "is not a parameter here") for name in given if name not in known]
        broken += [FieldProblem(name, "is required") for name in required if name not in given]
        broken += [FieldProblem(name, "is given twice") for name in known if len(given.get(name, [])) > 1]
        if broken:
            raise ContractError(tuple(broken))
        return {name: values[0] for name, values in given.items()}


def incoming(raw: Request) -> Incoming:
    """Take a request up; one without a usable `X-Request-ID` gets a new one."""
    given = raw.headers.get("x-request-id")
    usable = given is not None and _UUID.fullmatch(given)
    return Incoming(raw, str(given) if usable else str(uuid.uuid4()), route_of(raw))


def check_request_id(raw: Request) -> None:
    """Refuse an `X-Request-ID` that is not a UUID, so that nothing else is ever logged under that name.

    Raises:
        ContractError: it is not one.
    """
    given = raw.headers.get("x-request-id")
    if given is not None and not _UUID.fullmatch(given):
        raise ContractError((FieldProblem("X-Request-ID", "must be a UUID"),))


def route_of(raw: Request) -> str:
    """The method and the path's template: never the path itself."""
    return f"{raw.method}:{raw.path}".replace("{", "").replace("}", "")


def bearer(headers: Mapping[str, str]) -> str:
    """The bearer token.

    Raises:
        UnauthenticatedError: there is none, or it has not the shape of one.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise UnauthenticatedError(NO_TOKEN)
    if len(token) > _MAX_TOKEN or not _TOKEN.fullmatch(token):
        raise UnauthenticatedError(ODD_TOKEN)
    return token


def thumbprint(context: Mapping[str, Any]) -> str | None:
    """SHA-256 of the client certificate that the gateway verified, as `x5t#S256` writes it (RFC 8705).

    Raises:
        UnauthenticatedError: the gateway's certificate is not readable.
    """
    certificate = (context.get("identity") or {}).get("clientCert") or {}
    pem = certificate.get("clientCertPem")
    if not pem:
        return None
    try:
        der = base64.b64decode(_PEM_LINE.sub("", pem.partition("-----END")[0]), validate=True)
    except (binascii.Error, ValueError):
        raise UnauthenticatedError(CERTIFICATE_MALFORMED) from None
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")


def _is_json(content_type: str) -> bool:
    kind, _, parameters = content_type.partition(";")
    if kind.strip().lower() != _JSON_TYPE:
        return False
    charset = parameters.strip().lower().replace('"', "").replace(" ", "")
    return charset in {"", "charset=utf-8"}
