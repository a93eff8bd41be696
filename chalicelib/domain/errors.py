"""Everything that Proviso raises on purpose, as one tree.

ProvisoError
├── ClosedError                  the answer is "no" because a part that must answer did not: nothing was done
│   ├── TokenKeysUnavailableError    the keys that prove who asks could not be read
│   ├── PolicyUnavailableError       OPA down, slow, undefined, malformed, of another revision
│   ├── LedgerUnavailableError       the decision could not be made durable
│   ├── SessionUnavailableError      the right to touch data could not be minted
│   ├── FactsUnavailableError        facts could not be read
│   ├── DecisionPointUnavailableError  the decision point could not be reached or answered oddly
│   └── StoreUnavailableError        table or key refused, throttled, or did not answer
├── UnauthenticatedError         the bearer token or certificate does not prove who asks
├── FactsMovedError              what the decision relied on changed before the write
├── VersionMovedError            the disclosure request is not at the version that the caller has seen
├── AlreadyAnsweredError         the same idempotency key was answered first by another attempt
├── ContentUnreadableError       sealed content could not be opened with the right of this decision
└── ContractError                a request that breaks its contract; names fields, never values

Codes are for people and machines; no message holds a value that came from a caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class ProvisoError(Exception):
    """Root of the tree."""


class ClosedError(ProvisoError):
    """A part that must answer did not; nothing was done but, where possible, the refusal recorded."""

    code = "closed"


class TokenKeysUnavailableError(ClosedError):
    """The issuers' keys could not be read: our fault and not the caller's, whose token may be good."""

    code = "token_keys_unavailable"


class PolicyUnavailableError(ClosedError):
    """OPA gave no usable decision."""

    code = "policy_unavailable"


class LedgerUnavailableError(ClosedError):
    """The decision is not durable, so it does not count."""

    code = "ledger_unavailable"


class SessionUnavailableError(ClosedError):
    """STS did not mint the case session."""

    code = "session_unavailable"


class FactsUnavailableError(ClosedError):
    """The facts that a decision needs could not be read."""

    code = "facts_unavailable"


class DecisionPointUnavailableError(ClosedError):
    """The decision point could not be reached, or its answer was not one."""

    code = "decision_point_unavailable"


class StoreUnavailableError(ClosedError):
    """Table or key refused, throttled or did not answer."""

    code = "store_unavailable"


class UnauthenticatedError(ProvisoError):
    """Who asks is not proven. `code` says which check failed, never the value."""

    def __init__(self, code: str) -> None:
        """Keep the code of the failed check, such as `token_expired`."""
        super().__init__(code)
        self.code = code


class FactsMovedError(ProvisoError):
    """A fact that the decision relied on changed before the write; decide again."""


class VersionMovedError(ProvisoError):
    """The disclosure request is not at the version that the caller named: read it again."""


class AlreadyAnsweredError(ProvisoError):
    """Another attempt with the same idempotency key wrote first; its stored answer is in `header`."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        """Keep the stored entry: fingerprint, status, body, decision."""
        super().__init__("already_answered")
        self.header = header


class ContentUnreadableError(ProvisoError):
    """Sealed content could not be opened with this decision's right."""


@dataclass(frozen=True)
class FieldProblem:
    """One broken field: where (dotted path) and what is wrong, never the value."""

    field: str
    problem: str


class ContractError(ProvisoError):
    """The request breaks its contract."""

    def __init__(self, problems: tuple[FieldProblem, ...], code: str = "contract_violation") -> None:
        """Keep every problem found, not the first."""
        super().__init__(code)
        self.problems = problems
        self.code = code
