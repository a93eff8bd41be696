"""A disclosure request, its steps, undertakings and clocks, reduced to what rules read. See `policy_input`."""

from typing import Literal

from pydantic import Field

from chalicelib.contracts.base import AgencyIdField, Code, Contract, PersonRef, RecordIdField, Sha256, Timestamp
from chalicelib.contracts.policy_parts import Person, Text
from chalicelib.contracts.policy_share import Alternative


class Parties(Contract):
    """Who is who among the people of an application; how the person at risk and the subject stand to each other."""

    applicant: PersonRef | None = None
    at_risk: PersonRef | None = None
    subject: PersonRef | None = None
    children: list[PersonRef] = Field(default_factory=list, max_length=20)
    relationship: Code | None = None
    status: Code | None = None


class Incident(Contract):
    """What police attended: when, and whether its reference is given."""

    at: Timestamp
    reference_given: bool


class Asked(Contract):
    """What a request for information asks for: categories, how urgent, by when; the words are reduced."""

    categories: list[Code] = Field(max_length=30)
    words: Text
    by: Timestamp | None = None
    gateway: Code | None = None


class Application(Contract):
    """A proposed application, trigger or request under a scheme. `to`: the agency that is to hold it, if another."""

    scheme: Code
    channel: Code
    received_at: Timestamp
    concern: Text
    people: list[Person] = Field(max_length=50)
    subject: PersonRef | None = None
    child: PersonRef | None = None
    contact_kind: Code | None = None
    to: AgencyIdField | None = None
    area: AgencyIdField | None = None
    parties: Parties | None = None
    information: Code | None = None
    incident: Incident | None = None
    mappa_category: int | None = Field(default=None, ge=1, le=4)
    mappa_level: int | None = Field(default=None, ge=1, le=3)
    asked: Asked | None = None


class Tests(Contract):
    """The limbs of a decision to disclose, each answered."""

    conviction: bool | None = None
    risk: bool | None = None
    necessary: bool | None = None
    proportionate: bool | None = None
    lawful: bool | None = None
    pressing_need: bool | None = None
    reasonable: bool | None = None


class Representations(Contract):
    """Whether the subject's representations were sought (and considered), or the coded reason why not."""

    sought: bool
    considered: bool | None = None
    reason: Code | None = None


class Identity(Contract):
    """Whose identity was checked, and what was seen."""

    person: PersonRef
    verified: bool
    documents: list[Code] = Field(default_factory=list, max_length=10)
    relationship_proof: bool | None = None


class Present(Contract):
    """Someone present at a disclosure: a person of the case, or somebody in a coded role."""

    ref: PersonRef | None = None
    role: Code | None = None


class DisclosedItem(Contract):
    """One item of what is disclosed: its id and the SHA-256 of its words, so that the same words can be held to it."""

    id: Code
    sha256: Sha256


class Delivery(Contract):
    """The act of disclosure: how, where (given or not), who was there, what was left behind."""

    mode: Code
    at: Timestamp
    place_given: bool
    words: Text
    items_left: bool
    present: list[Present] = Field(default_factory=list, max_length=20)
    warnings_read: list[Code] = Field(default_factory=list, max_length=10)
    items: list[DisclosedItem] = Field(default_factory=list, max_length=20)


class FiveFacts(Contract):
    """The five facts of a disclosure (protocol 3.1), each given or not."""

    when: bool
    who: bool
    to_whom: bool
    how: bool
    what: bool


class Risk(Contract):
    """A graded risk, by which tool, and what the tool counted."""

    grade: Code
    tool: Code | None = None
    score: int | None = Field(default=None, ge=0, le=100)


class Plan(Contract):
    """A safety plan and the referrals that were made with it."""

    made: bool
    referrals: list[Code] = Field(default_factory=list, max_length=10)


class Forum(Contract):
    """The body that considered it: which kind, which agencies took part, which refused to share."""

    body: Code
    members: list[AgencyIdField] = Field(default_factory=list, max_length=30)
    refusals: list[AgencyIdField] = Field(default_factory=list, max_length=30)
    reference_given: bool = False


class Owner(Contract):
    """An agency that owns some of the information, and whether it permits the disclosure."""

    agency: AgencyIdField
    permission: bool


class Account327A(Contract):
    """The record that Criminal Justice Act 2003 s.327A(7)-(8) asks for, each part given or not."""

    reasons_for: bool
    reasons_against: bool
    content: bool
    conditions: bool
    recipient_name: bool
    recipient_address: bool


class Step(Contract):
    """A proposed step of a disclosure scheme. Which groups a step needs is the scheme's data.

    `acts_for` is the agency that a recipient acts for, where it is one of the directory.
    """

    step: Code
    outcome: Code | None = None
    recipient: PersonRef | None = None
    best_placed: Code | None = None
    reasons: Text
    tests: Tests | None = None
    representations: Representations | None = None
    identity: Identity | None = None
    checks: list[Code] = Field(default_factory=list, max_length=30)
    not_checked: list[Code] = Field(default_factory=list, max_length=30)
    delivery: Delivery | None = None
    facts: FiveFacts | None = None
    risk: Risk | None = None
    plan: Plan | None = None
    forum: Forum | None = None
    owners: list[Owner] = Field(default_factory=list, max_length=20)
    account_327a: Account327A | None = None
    share: RecordIdField | None = None
    school: AgencyIdField | None = None
    children_found: int | None = Field(default=None, ge=0, le=20)
    pause: Code | None = None
    lateness: Code | None = None
    rebuttal: Code | None = None
    refusal: Code | None = None
    detriment: bool | None = None
    review_at: Timestamp | None = None
    missing: list[Code] = Field(default_factory=list, max_length=10)
    escalation: Code | None = None
    attempts: int | None = Field(default=None, ge=0, le=50)
    less_intrusive: list[Alternative] = Field(default_factory=list, max_length=10)
    acts_for: AgencyIdField | None = None


class Undertaking(Contract):
    """A proposed record of an undertaking: signed or refused, by whom, with which warnings read.

    `template` is the version of the words that were read out; `items` what is to be disclosed under it.
    """

    person: PersonRef
    outcome: Literal["signed", "refused"]
    at: Timestamp
    place_given: bool
    present: list[Present] = Field(max_length=20)
    warnings_read: list[Code] = Field(max_length=10)
    signature_method: Code | None = None
    evidence_hash_given: bool = False
    witness_given: bool = False
    template: Code | None = None
    language: Code | None = None
    adjustments: list[Code] = Field(default_factory=list, max_length=10)
    explained: bool | None = None
    items: list[DisclosedItem] = Field(default_factory=list, max_length=20)


class Breach(Contract):
    """A report that somebody bound by an undertaking did not keep it."""

    undertaking: RecordIdField
    kind: Code
    learned_at: Timestamp
    words: Text
