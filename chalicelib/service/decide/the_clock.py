"""The clock as one who asks: it bears no token and is known by the alias through which it is let in.

An alias is an identity here because IAM gives it to one role alone: whoever reaches the decision point through `clock`
is the clock's own function. Who it acts for is known only from the facts: the agency that holds what has run out of
time.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chalicelib.contracts.decision import DecideRequest, Fact
from chalicelib.domain.errors import ContractError, FactsUnavailableError, FieldProblem
from chalicelib.domain.records import STATE
from chalicelib.service.decide.ports import CLOCK, VerifiedSubject

ALIAS: Final = "clock"
"""The alias of the decision point that the clock's role may invoke, and no other role may."""
NO_CLIENT: Final = "no_client"
"""Stands for the client: no client's id has an underscore, so no client's partition is ever meant."""

_ASKING: Final = VerifiedSubject(person=CLOCK, agency=CLOCK, role=CLOCK, client=NO_CLIENT, issuer=CLOCK)


def let_in(request: DecideRequest) -> VerifiedSubject:
    """Return the clock, before it is known whose record it asks about.

    Raises:
        ContractError: the request brings what belongs to a person or a client, and the clock has none of it.
    """
    brought = [name for name in ("token", "certificate", "idempotency") if getattr(request, name) is not None]
    if brought:
        problems = tuple(FieldProblem(name, "does not belong to the clock") for name in brought)
        raise ContractError(problems, code="request_malformed")
    return _ASKING


def acting_for(subject: VerifiedSubject, facts: Sequence[Fact]) -> VerifiedSubject:
    """Return who asks, the clock in the name of the agency that holds the record; anybody else as before.

    Raises:
        FactsUnavailableError: the clock asks about something that nobody holds.
    """
    if not subject.is_clock:
        return subject
    held = [fact.header.get("agency") for fact in facts if fact.sk == STATE and fact.header is not None]
    if len(held) != 1 or not isinstance(held[0], str):
        message = "holder_unknown"
        raise FactsUnavailableError(message)
    return replace(subject, agency=held[0])
