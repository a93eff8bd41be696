"""The deployment that is examined: an account, or the local AWS."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx

AUDITOR = "proviso-auditor"


class NotGivenError(Exception):
    """A probe needs something that was not given, or that is not there; the message says what."""


class ClientMaker(Protocol):
    """Makes boto3 clients."""

    def __call__(self, service: str) -> Any:
        """A client of a service."""


@dataclass(frozen=True)
class Names:
    """Names and ARNs of the deployment."""

    account: str
    region: str
    records_table: str
    ledger_table: str
    content_key: str
    case_role: str
    bucket: str
    trail: str = "proviso-trail"
    decide: str = "proviso-decide:live"


@dataclass(frozen=True)
class Question:
    """A practitioner's right to read one record of a test case, and a record of another case.

    Attributes:
        token: The practitioner's bearer token.
        record: A record that this practitioner may read.
        other: A record of another case.
        certificate: Thumbprint of the client certificate that the token is bound to.
    """

    token: str
    record: str
    other: str
    certificate: str | None = None


@dataclass(frozen=True)
class Edge:
    """Where the API answers, and where it must not."""

    url: str | None = None
    default_endpoint: str | None = None


@dataclass
class Site:
    """Everything that probes need.

    Attributes:
        names: Of the deployment.
        operator: Clients of whoever runs this, who may do what an administrator of the account may.
        auditor: Clients of the auditor role.
        acting_as: Makes a client of a service from a minted session's credentials.
        question: What to ask the decision point; None where nothing was given.
        edge: The API's addresses.
        lock_days: The least retention of the trail that is expected.
        fetch: Gets a URL without a client certificate: the status, or how the connection failed.
        wait_until: Waits until an instant has passed.
    """

    names: Names
    operator: ClientMaker
    auditor: ClientMaker
    acting_as: Callable[[str, Mapping[str, str]], Any]
    question: Question | None = None
    edge: Edge = field(default_factory=Edge)
    lock_days: int = 1
    fetch: Callable[[str], int | str] = field(default_factory=lambda: fetched)
    wait_until: Callable[[datetime], None] = field(default_factory=lambda: waited)
    _minted: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> Question:
        """The question.

        Raises:
            NotGivenError: none was given.
        """
        if self.question is None:
            message = "needs a token and two records of test cases"
            raise NotGivenError(message)
        return self.question

    def session(self) -> Mapping[str, str]:
        """A session that the decision point minted for reading the record; minted once.

        Raises:
            NotGivenError: nothing to ask was given.
            ValueError: the decision point did not allow it.
        """
        if not self._minted:
            self._minted.update(_mint(self.operator("lambda"), self.names.decide, self.asked))
        return self._minted


def _mint(functions: Any, decide: str, question: Question) -> dict[str, str]:
    payload: dict[str, Any] = {
        "token": question.token,
        "action": "share.read",
        "record": question.record,
        "attributes": {"reason": "audit"},
    }
    if question.certificate:
        payload["certificate"] = question.certificate
    answer = json.loads(functions.invoke(FunctionName=decide, Payload=json.dumps(payload).encode())["Payload"].read())
    if answer.get("outcome") != "allowed":
        codes = [reason["code"] for reason in (answer.get("decision") or {}).get("reasons", [])]
        message = f"the decision point answered {answer.get('outcome') or 'an error'} {codes or ''}".strip()
        raise ValueError(message)
    session: dict[str, str] = answer["session"]
    return session


def fetched(url: str) -> int | str:
    """GET without a client certificate: the status, or the kind of failure."""
    try:
        return httpx.get(url, timeout=10, trust_env=False, follow_redirects=False).status_code
    except httpx.TransportError as error:
        return type(error).__name__


def waited(instant: datetime) -> None:
    """Sleep until a second after an instant: policies compare whole seconds."""
    time.sleep(max(0.0, (instant - datetime.now(UTC)).total_seconds() + 1))
