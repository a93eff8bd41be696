"""boto3, once: one client a service for all requests, because a new client costs milliseconds.

Whose rights a call carries is a context variable that the request sets (`acting_as`); without it the
function's own role signs. `calling_for` adds the decision's id to the user agent of every attempt, so that
CloudTrail shows which decision a call belongs to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.loaders import Loader


@dataclass(frozen=True)
class SessionCredentials:
    """Temporary credentials of one decision."""

    access_key_id: str
    secret_access_key: str
    session_token: str


_acting: ContextVar[SessionCredentials | None] = ContextVar("acting", default=None)
_decision: ContextVar[str | None] = ContextVar("decision", default=None)
DATA = Path(__file__).with_name("aws_data")
SERVICES = frozenset({"dynamodb", "kms", "lambda", "sts"})
_lock = Lock()
_clients: dict[str, Any] = {}
_sessions: list[boto3.Session] = []
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"total_max_attempts": 3, "mode": "standard"},
    max_pool_connections=16,
)


class ContextCredentials(Credentials):
    """Credentials that ask the running request whose they are, at every signature."""

    def __init__(self, own: Credentials) -> None:
        """Keep the function's own credentials (a provider object that may refresh itself) for when none are set."""
        super().__init__("context", "context")
        self._own = own

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the acting session's credentials, or the function's own."""
        acting = _acting.get()
        if acting is not None:
            return ReadOnlyCredentials(acting.access_key_id, acting.secret_access_key, acting.session_token)
        frozen: ReadOnlyCredentials = self._own.get_frozen_credentials()
        return frozen


@contextmanager
def acting_as(credentials: SessionCredentials) -> Iterator[None]:
    """Sign every AWS call inside the block with these credentials."""
    token = _acting.set(credentials)
    try:
        yield
    finally:
        _acting.reset(token)


@contextmanager
def calling_for(decision: str) -> Iterator[None]:
    """Send `proviso/<decision id>` in the user agent of every attempt inside the block."""
    token = _decision.set(decision)
    try:
        yield
    finally:
        _decision.reset(token)


def _name_decision(request: AWSRequest, **_: object) -> None:
    decision = _decision.get()
    if decision is not None:
        request.headers["User-Agent"] = f"proviso/{decision}"


def _described() -> Loader:
    """Botocore's own descriptions, cut to our services (see `workbench/aws_data.py`): a cold start reads them all."""
    return Loader(extra_search_paths=[str(DATA)], include_default_search_paths=False)


def _session() -> boto3.Session:
    """One session for all clients, since each session reads botocore's data anew."""
    if not _sessions:
        core = botocore.session.get_session()
        core.register_component("data_loader", _described())
        own = core.get_credentials()
        if own is None:
            message = "this function has no AWS credentials of its own"
            raise RuntimeError(message)
        core._credentials = ContextCredentials(own)  # type: ignore[attr-defined] # noqa: SLF001 - botocore offers no public way to hand over a provider object
        _sessions.append(boto3.Session(botocore_session=core))
    return _sessions[0]


def client(service: str) -> Any:  # noqa: ANN401 - the type depends on the service; each adapter names its own
    """Return the one client of a service, made at first use."""
    with _lock:
        if service not in _clients:
            made = _session().client(service, config=_CONFIG)  # type: ignore[call-overload] # the service is a variable
            made.meta.events.register("before-sign", _name_decision)
            _clients[service] = made
        return _clients[service]


def forget_clients() -> None:
    """Drop the clients, for tests that change endpoint or credentials between them."""
    with _lock:
        _clients.clear()
        _sessions.clear()
