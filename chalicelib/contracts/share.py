"""A share as it is sent: statements for named recipients, with the reasons that make it lawful.

What is missing is mostly not a broken contract but a refusal with its law and remedy, so much is optional here
and judged by rules. Field names are fixed.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chalicelib.contracts.base import AgencyIdField, CaseIdField, PersonRef, PractitionerIdField, RecordIdField
from chalicelib.contracts.people import People
from chalicelib.contracts.vocabulary import Coded
from chalicelib.contracts.wire import Day, Instant, Line, Wire, Words, dangling, repeated
from chalicelib.domain.errors import FieldProblem

Role = Annotated[str, Coded("roles")]
Purpose = Annotated[str, Coded("purposes")]
Category = Annotated[str, Coded("categories")]
Origin = Annotated[
    str, StringConstraints(pattern=r"^(own|(la|force|nhs|school|charity|probation|prison):[A-Z0-9]{1,12})$")
]
"""`own`, or the agency from which the statement came."""
MAX_RECIPIENTS = 20
MAX_STATEMENTS = 50
MAX_CATEGORIES = 10


class Recipient(Wire):
    """A role in an agency that is to receive the statements, and why it needs to know."""

    agency: AgencyIdField
    role: Role
    need: Words
    ground: Annotated[str, Coded("grounds")] | None = None
    practitioner: PractitionerIdField | None = None


class BoardRequest(Wire):
    """A safeguarding adults board's request, as Care Act 2014 s.45 wants it: which, about what, for what use."""

    reference: Line | None = None
    relates_to: Annotated[str, Coded("board_relations")] | None = None
    used_only_for_board: bool | None = None


class VictimInformation(Wire):
    """Why police ask for information about a victim (2022 Act ss.44A-44E): line of enquiry, test, use."""

    line_of_enquiry: Words | None = None
    necessary: bool | None = None
    proportionate: bool | None = None
    use: Words | None = None


class LawfulBasis(Wire):
    """What the sender relies on in law.

    `more_detrimental`: whether sharing would do the child more harm than not sharing (Children Act 2004 s.16LA).
    `acting_for`: the listed body for which a provider acts. `identifier_left_out`: why a child's identifier is not
    included where the law wants it (s.16LC).
    """

    regime: Annotated[str, Coded("regimes")]
    basis: Annotated[str, Coded("bases")]
    enactment: Annotated[str, Coded("enactments")] | None = None
    threshold: Annotated[str, Coded("thresholds")] | None = None
    conditions: list[Annotated[str, Coded("conditions")]] = Field(default_factory=list, max_length=10)
    consent: Annotated[str, Coded("consent")] | None = None
    confidentiality: Annotated[str, Coded("confidentiality")] | None = None
    recognised_interest: Annotated[str, Coded("recognised_interests")] | None = None
    public_task_request: Words | None = None
    balancing_test: Words | None = None
    authority: Annotated[str, Coded("enactments")] | None = None
    strictly_necessary: bool | None = None
    schedule_8: Annotated[str, Coded("schedule_8")] | None = None
    agreement: bool | None = None
    more_detrimental: bool | None = None
    acting_for: AgencyIdField | None = None
    identifier_left_out: Annotated[str, Coded("identifier_reasons")] | None = None
    board_request: BoardRequest | None = None
    victim_information: VictimInformation | None = None


class Alternative(Wire):
    """A less intrusive way that was considered, and why not."""

    option: Annotated[str, Coded("options")]
    why_not: Annotated[str, Coded("why_not")]
    words: Words | None = None


class Necessity(Wire):
    """Why the sharing is necessary, and what else was considered."""

    why: Words
    less_intrusive: list[Alternative] = Field(default_factory=list, max_length=10)


class Informed(Wire):
    """Whether a person was told of the sharing; if not, why, and when that is looked at again."""

    who: PersonRef
    told: Literal["yes", "no"]
    reason: Annotated[str, Coded("informed_reasons")] | None = None
    review_by: Day | None = None
    words: Words | None = None


class Quality(Wire):
    """How far a statement can be relied on."""

    reliability: Annotated[str, Coded("reliabilities")] | None = None
    complete: bool | None = None
    note: Words | None = None


class Account(Wire):
    """Someone telling someone: when, who, to whom, how, and what was said (protocol 3.1)."""

    made_at: Instant | None = None
    made_by: PersonRef | None = None
    made_to: Line | None = None
    how: Line | None = None
    words: Words | None = None


class OriginatorPermission(Wire):
    """The permission of the agency from which a statement came."""

    reference: Line
    by: Line


class Statement(Wire):
    """One thing that is said: a fact, an opinion or an account, about whom, from what source, as of when."""

    kind: Annotated[str, Coded("kinds")]
    about: list[PersonRef] = Field(min_length=1, max_length=20)
    categories: list[Category] = Field(min_length=1, max_length=MAX_CATEGORIES)
    text: Words | None = None
    source: Line | None = None
    as_of: Instant
    origin: Origin
    collected_for: Annotated[str, Coded("collected_for")]
    quality: Quality | None = None
    account: Account | None = None
    originator_permission: OriginatorPermission | None = None


class Attestation(Wire):
    """A named practitioner's word that somebody is in immediate danger."""

    by_words: Words


class ShareRequest(Wire):
    """A share; without `case_id` it is a referral and opens a case."""

    case_id: CaseIdField | None = None
    in_reply_to: RecordIdField | None = None
    purpose: Purpose
    urgency: Annotated[str, Coded("urgencies")]
    attestation: Attestation | None = None
    area: AgencyIdField | None = None
    recipients: list[Recipient] = Field(min_length=1, max_length=MAX_RECIPIENTS)
    excluded_practitioners: list[PractitionerIdField] = Field(default_factory=list, max_length=20)
    lawful_basis: LawfulBasis | None = None
    necessity: Necessity | None = None
    people: People
    informed: list[Informed] = Field(default_factory=list, max_length=50)
    statements: list[Statement] = Field(min_length=1, max_length=MAX_STATEMENTS)

    def broken_references(self) -> Iterator[FieldProblem]:
        """References to people that are not listed, and entries that must not repeat."""
        known = frozenset(person.ref for person in self.people)
        yield from repeated("people", [person.ref for person in self.people])
        yield from repeated("recipients", [(entry.agency, entry.role) for entry in self.recipients])
        yield from repeated("informed", [entry.who for entry in self.informed])
        refs: dict[str, str | None] = {f"informed.{n}.who": entry.who for n, entry in enumerate(self.informed)}
        for n, statement in enumerate(self.statements):
            yield from repeated(f"statements.{n}.about", list(statement.about))
            yield from repeated(f"statements.{n}.categories", list(statement.categories))
            refs |= {f"statements.{n}.about.{m}": ref for m, ref in enumerate(statement.about)}
            if statement.account is not None:
                refs[f"statements.{n}.account.made_by"] = statement.account.made_by
        yield from dangling(refs, known)
