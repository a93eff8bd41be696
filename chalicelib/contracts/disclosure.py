"""An application under a disclosure scheme, and its steps, as police send them.

One step contract serves every scheme: which groups a step needs, who may take it and when is the scheme's data,
which rules read. Source: the Child Sex Offender Disclosure Scheme and protocol 3.1.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from chalicelib.contracts.base import PersonRef
from chalicelib.contracts.people import People
from chalicelib.contracts.vocabulary import Coded
from chalicelib.contracts.wire import Instant, Line, Wire, Words, dangling, repeated
from chalicelib.domain.errors import FieldProblem


class Received(Wire):
    """How and when the application came in."""

    channel: Annotated[str, Coded("channels")]
    at: Instant


class Contact(Wire):
    """The contact between the subject and the child that gives rise to the concern."""

    subject: PersonRef
    child: PersonRef
    kind: Annotated[str, Coded("contact_kinds")]
    words: Words | None = None


class DisclosureApplication(Wire):
    """An application. It becomes a case of its own, which only police are part of."""

    scheme: Annotated[str, Coded("schemes")]
    received: Received
    concern: Words
    people: People
    contact: Contact | None = None

    def broken_references(self) -> Iterator[FieldProblem]:
        """References to people that are not listed."""
        yield from repeated("people", [person.ref for person in self.people])
        if self.contact is not None:
            known = frozenset(person.ref for person in self.people)
            refs: dict[str, str | None] = {
                "contact.subject": self.contact.subject,
                "contact.child": self.contact.child,
            }
            yield from dangling(refs, known)


class DecisionTests(Wire):
    """The limbs of a decision to disclose, each answered yes or no."""

    conviction: bool | None = None
    risk: bool | None = None
    necessary: bool | None = None
    proportionate: bool | None = None
    lawful: bool | None = None


class Representations(Wire):
    """Whether the subject was asked for representations and they were considered, or why not."""

    sought: bool
    considered: bool | None = None
    reason: Annotated[str, Coded("representation_reasons")] | None = None
    words: Words | None = None


class Identity(Wire):
    """Whose identity was checked, with what result, and on which papers."""

    person: PersonRef
    verified: bool
    documents: list[Annotated[str, Coded("documents")]] = Field(default_factory=list, max_length=10)
    relationship_proof: bool | None = None
    words: Words | None = None


class Present(Wire):
    """Somebody present: a person of the application by reference, or somebody by role."""

    ref: PersonRef | None = None
    role: Annotated[str, Coded("present_roles")] | None = None
    name: Line | None = None


class Delivery(Wire):
    """The act of disclosure: how, when, where, who was there, the exact words, what was left behind."""

    mode: Annotated[str, Coded("delivery_modes")]
    at: Instant
    place: Line | None = None
    present: list[Present] = Field(default_factory=list, max_length=20)
    words: Words
    items_left: bool
    warnings_read: list[Annotated[str, Coded("warnings")]] = Field(default_factory=list, max_length=10)
    how: Line | None = None


class FiveFacts(Wire):
    """When, who, to whom, how and what: the five facts of a disclosure (protocol 3.1)."""

    when: Instant | None = None
    who: Line | None = None
    to_whom: Line | None = None
    how: Line | None = None
    what: Words | None = None


class StepRequest(Wire):
    """The next step of a disclosure request. Which of the groups it needs, the scheme says."""

    step: Annotated[str, Coded("steps")]
    outcome: Annotated[str, Coded("outcomes")] | None = None
    recipient: PersonRef | None = None
    best_placed: Annotated[str, Coded("best_placed")] | None = None
    reasons: Words | None = None
    tests: DecisionTests | None = None
    representations: Representations | None = None
    identity: Identity | None = None
    checks: list[Annotated[str, Coded("checks")]] = Field(default_factory=list, max_length=30)
    delivery: Delivery | None = None
    facts: FiveFacts | None = None
