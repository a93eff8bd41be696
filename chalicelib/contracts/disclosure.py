"""An application under a disclosure scheme, and its steps, as police send them.

One step contract serves every scheme: which groups a step needs, who may take it and when is the scheme's data,
which rules read. Source: the Child Sex Offender Disclosure Scheme and protocol 3.1.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.contracts.base import AgencyIdField, CaseIdField, PersonRef, RecordIdField
from chalicelib.contracts.people import People
from chalicelib.contracts.share import Alternative, ShareRequest
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


class Parties(Wire):
    """Who is who: the applicant, the person at risk, the subject, the children; how subject and person at risk stand.

    The applicant is somebody else than the person at risk where a parent, friend or neighbour asks.
    """

    applicant: PersonRef | None = None
    at_risk: PersonRef | None = None
    subject: PersonRef | None = None
    children: list[PersonRef] = Field(default_factory=list, max_length=20)
    relationship: Annotated[str, Coded("partner_relationships")] | None = None
    status: Annotated[str, Coded("relationship_statuses")] | None = None
    words: Words | None = None


class Incident(Wire):
    """What police attended: when, the police reference, where, and what the child said (Operation Encompass)."""

    at: Instant
    reference: Line | None = None
    place: Line | None = None
    words: Words | None = None
    voice_of_child: Words | None = None


class Mappa(Wire):
    """How an offender is managed: category 1 to 4, level 1 to 3 (CJA 2003 s.325)."""

    category: int = Field(ge=1, le=4)
    level: int = Field(ge=1, le=3)


class Asked(Wire):
    """What a request for information asks for, why, by when, and on which statutory gateway."""

    categories: list[Annotated[str, Coded("categories")]] = Field(min_length=1, max_length=30)
    words: Words
    by: Instant | None = None
    gateway: Annotated[str, Coded("enactments")] | None = None


class DisclosureApplication(Wire):
    """An application, a trigger or a request under a scheme.

    It becomes a case of its own, unless it names a case that the caller's agency is part of. `to` is the agency that
    is to hold it, where that is another. A request for information tells something itself: that is `sharing`, and
    the rules of a share apply to it.
    """

    scheme: Annotated[str, Coded("schemes")]
    case_id: CaseIdField | None = None
    received: Received
    concern: Words
    people: People
    contact: Contact | None = None
    to: AgencyIdField | None = None
    area: AgencyIdField | None = None
    parties: Parties | None = None
    information: Annotated[str, Coded("information_sources")] | None = None
    incident: Incident | None = None
    mappa: Mappa | None = None
    asked: Asked | None = None
    sharing: ShareRequest | None = None

    def broken_references(self) -> Iterator[FieldProblem]:
        """References to people that are not listed."""
        yield from repeated("people", [person.ref for person in self.people])
        known = frozenset(person.ref for person in self.people)
        refs: dict[str, str | None] = {}
        if self.contact is not None:
            refs |= {"contact.subject": self.contact.subject, "contact.child": self.contact.child}
        if self.parties is not None:
            who = self.parties
            refs |= {"parties.applicant": who.applicant, "parties.at_risk": who.at_risk, "parties.subject": who.subject}
            refs |= {f"parties.children.{n}": ref for n, ref in enumerate(who.children)}
        yield from dangling(refs, known)
        if self.sharing is not None:
            yield from self.sharing.broken_references()
            if self.sharing.case_id is not None:
                yield FieldProblem("sharing.case_id", "belongs to the application")


class DecisionTests(Wire):
    """The limbs of a decision to disclose, each answered yes or no."""

    conviction: bool | None = None
    risk: bool | None = None
    necessary: bool | None = None
    proportionate: bool | None = None
    lawful: bool | None = None
    pressing_need: bool | None = None
    reasonable: bool | None = None


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


class DisclosedItem(Wire):
    """One item of what is disclosed, in the exact words that are read out.

    `salt` is the caller's own random text (16 bytes or more, base64url); it goes into the undertaking's document, so
    that whoever holds the document can verify the words, and nobody can guess them from their hash.
    """

    id: Annotated[str, StringConstraints(pattern=r"^i[1-9][0-9]?$")]
    text: Words
    salt: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22,86}$")]


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
    items: list[DisclosedItem] = Field(default_factory=list, max_length=20)


class FiveFacts(Wire):
    """When, who, to whom, how and what: the five facts of a disclosure (protocol 3.1)."""

    when: Instant | None = None
    who: Line | None = None
    to_whom: Line | None = None
    how: Line | None = None
    what: Words | None = None


class Risk(Wire):
    """A graded risk: by which tool, and what it counted (for example the yes answers of DASH)."""

    grade: Annotated[str, Coded("risk_grades")]
    tool: Annotated[str, Coded("risk_tools")] | None = None
    score: int | None = Field(default=None, ge=0, le=100)
    words: Words | None = None


class SafetyPlan(Wire):
    """Whether a safety plan was made, and which referrals with it."""

    made: bool
    referrals: list[Annotated[str, Coded("referrals")]] = Field(default_factory=list, max_length=10)
    words: Words | None = None


class Forum(Wire):
    """The body that considered it: its kind, who took part, who refused to share, its reference."""

    body: Annotated[str, Coded("decision_bodies")]
    members: list[AgencyIdField] = Field(default_factory=list, max_length=30)
    refusals: list[AgencyIdField] = Field(default_factory=list, max_length=30)
    reference: Line | None = None
    words: Words | None = None


class Owner(Wire):
    """An agency that owns some of the information, and whether it permits the disclosure."""

    agency: AgencyIdField
    permission: bool
    by: Line | None = None


class Account327A(Wire):
    """The record of Criminal Justice Act 2003 s.327A(7)-(8)."""

    reasons_for: Words | None = None
    reasons_against: Words | None = None
    content: Words | None = None
    conditions: Words | None = None
    recipient_name: Line | None = None
    recipient_address: Line | None = None


class StepRequest(Wire):
    """The next step of a disclosure request. Which of the groups it needs, the scheme says.

    `less_intrusive` are the ways that were tried or considered first; `acts_for` is the agency that the recipient
    acts for, where it is one of the directory.
    """

    step: Annotated[str, Coded("steps")]
    outcome: Annotated[str, Coded("outcomes")] | None = None
    recipient: PersonRef | None = None
    best_placed: Annotated[str, Coded("best_placed")] | None = None
    reasons: Words | None = None
    tests: DecisionTests | None = None
    representations: Representations | None = None
    identity: Identity | None = None
    checks: list[Annotated[str, Coded("checks")]] = Field(default_factory=list, max_length=30)
    not_checked: list[Annotated[str, Coded("checks")]] = Field(default_factory=list, max_length=30)
    delivery: Delivery | None = None
    facts: FiveFacts | None = None
    risk: Risk | None = None
    plan: SafetyPlan | None = None
    forum: Forum | None = None
    owners: list[Owner] = Field(default_factory=list, max_length=20)
    account_327a: Account327A | None = None
    share: RecordIdField | None = None
    school: AgencyIdField | None = None
    children_found: int | None = Field(default=None, ge=0, le=20)
    pause: Annotated[str, Coded("pause_reasons")] | None = None
    lateness: Annotated[str, Coded("lateness_reasons")] | None = None
    rebuttal: Annotated[str, Coded("rebuttals")] | None = None
    refusal: Annotated[str, Coded("refusal_grounds")] | None = None
    detriment: bool | None = None
    review_at: Instant | None = None
    missing: list[Annotated[str, Coded("missing_items")]] = Field(default_factory=list, max_length=10)
    escalation: Annotated[str, Coded("escalation_levels")] | None = None
    attempts: int | None = Field(default=None, ge=0, le=50)
    less_intrusive: list[Alternative] = Field(default_factory=list, max_length=10)
    acts_for: AgencyIdField | None = None
