"""What the decision point needs from outside, as roles."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from chalicelib.contracts.decision import Fact, Grant, Session

Clock = Callable[[], datetime]
"""The time now, aware and in UTC."""

CLOCK: Final = "clock"
"""Who asks where nobody does: that time has run out is asked by the clock, which stands for no person."""

Attribution = Callable[[str], AbstractContextManager[None]]
"""Marks every AWS call inside the block as made for this decision."""


@dataclass(frozen=True)
class VerifiedSubject:
    """Who asks, as the token's signature proves it; `certificate` is the thumbprint of the one presented, if any.

    Or the clock, which no token proves: see `the_clock`.
    """

    person: str
    agency: str
    role: str
    client: str
    issuer: str
    certificate: str | None = None

    @property
    def is_clock(self) -> bool:
        """Whether the clock asks: it has no part in a case, comes through no client and sees no words."""
        return self.person == CLOCK


@dataclass(frozen=True, order=True)
class FactKey:
    """The exact key of one fact."""

    pk: str
    sk: str


class TokenVerifier(Protocol):
    """Proves who asks."""

    def verify(self, token: str, certificate: str | None, now: datetime) -> VerifiedSubject:
        """Return the proven subject.

        Args:
            token: The bearer token, compact serialisation.
            certificate: The client certificate's SHA-256 thumbprint (base64url), where there was one.
            now: The decision's time.

        Raises:
            UnauthenticatedError: the token or certificate proves nobody; `code` says which check failed.
            TokenKeysUnavailableError: what proves it could not be read.
        """
        ...


class FactReader(Protocol):
    """Reads what our own side knows."""

    def read(self, keys: Sequence[FactKey]) -> list[Fact]:
        """Return one fact a key, in the order asked, all of one moment; version 0 and no header where absent.

        Raises:
            FactsUnavailableError: they could not be read, or one is not a fact.
        """
        ...


class PolicyEngine(Protocol):
    """Asks the rules."""

    def ask(self, policy_input: Mapping[str, Any]) -> object:
        """Return the value of the decision rule, unchecked.

        Raises:
            PolicyUnavailableError: no value came within the time limit.
        """
        ...


class Ledger(Protocol):
    """Keeps decisions for good."""

    def append(self, entry: Mapping[str, Any]) -> str:
        """Make an entry durable and return a SHA-256 (hex) that vouches for all of it.

        Raises:
            LedgerUnavailableError: it is not known to be durable.
        """
        ...


class CaseSessions(Protocol):
    """Mints the right to touch data."""

    def mint(self, decision: str, grant: Grant) -> Session:
        """Return a session that can do what the grant says, and no more.

        Raises:
            SessionUnavailableError: no session was minted.
        """
        ...
