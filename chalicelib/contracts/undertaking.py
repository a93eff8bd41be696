"""An undertaking as police record it: the recipient of a disclosure signs, or refuses; and the report of a breach.

Source: the protocol's Child Sex Offender Disclosure Scheme section (in person, three warnings, an undertaking that
is explained and signed) and DPA 2018 s.170.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chalicelib.contracts.base import PersonRef, RecordIdField
from chalicelib.contracts.disclosure import DisclosedItem
from chalicelib.contracts.vocabulary import Coded
from chalicelib.contracts.wire import Instant, Line, Wire, Words, repeated
from chalicelib.domain.errors import FieldProblem

EvidenceHash = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
TemplateVersion = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9a-z.-]{0,19}$")]
"""Version of the template whose words were read out; which one is in force on a day, policy says."""


class Signature(Wire):
    """How it was signed, who saw it, and the SHA-256 of what was kept as evidence."""

    method: Annotated[str, Coded("signature_methods")]
    evidence_hash: EvidenceHash | None = None
    witness: Line | None = None


class Bound(Wire):
    """Somebody present, by name: a person of the application by reference, or somebody by role.

    Whoever hears it can pass it on, so nobody is present without a name, and each is bound.
    """

    ref: PersonRef | None = None
    role: Annotated[str, Coded("present_roles")] | None = None
    name: Line


class UndertakingRequest(Wire):
    """A signed or refused undertaking, with what was read out and explained before.

    `officer` is the name of the officer who read it out. `items` are the exact words that are to be disclosed under it:
    their hashes hold the delivery to them.
    """

    request_id: RecordIdField
    person: PersonRef
    outcome: Literal["signed", "refused"]
    at: Instant
    place: Line | None = None
    officer: Line
    purpose: Line
    template: TemplateVersion | None = None
    language: Annotated[str, Coded("languages")] | None = None
    adjustments: list[Annotated[str, Coded("adjustments")]] = Field(default_factory=list, max_length=10)
    explained: bool | None = None
    present: list[Bound] = Field(default_factory=list, max_length=20)
    warnings_read: list[Annotated[str, Coded("warnings")]] = Field(default_factory=list, max_length=10)
    items: list[DisclosedItem] = Field(default_factory=list, max_length=20)
    signature: Signature | None = None
    words: Words | None = None

    def broken_references(self) -> Iterator[FieldProblem]:
        """An item, a warning or an adjustment that is named twice."""
        yield from repeated("items", [item.id for item in self.items])
        yield from repeated("warnings_read", self.warnings_read)
        yield from repeated("adjustments", self.adjustments)


class BreachReport(Wire):
    """A report that somebody bound by an undertaking did not keep it: what was done, and when it was learned."""

    request_id: RecordIdField
    kind: Annotated[str, Coded("breach_kinds")]
    learned_at: Instant
    words: Words
