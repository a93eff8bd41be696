"""The input of every policy decision, in AuthZEN's words (subject, action, resource, context).

Two halves meet here: *attributes*, derived by an API function from the request, and *facts*, read by the
decision point from our own side. Neither holds free text, a name or an identifier of a person: a text is
replaced by whether it was given and how long it is. What is absent is left out, never null: dump with
`exclude_none=True`. `schemas/policy_input.json` is generated from `PolicyInput`.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from chalicelib.contracts.base import (
    AgencyIdField,
    CaseIdField,
    Code,
    Contract,
    Date,
    PersonRef,
    PractitionerIdField,
    RecordIdField,
    Timestamp,
)
from chalicelib.domain import ids

Thumbprint = Annotated[str, StringConstraints(pattern=ids.THUMBPRINT_PATTERN)]
"""SHA-256 of a client certificate's DER form, base64url without padding (RFC 8705, `x5t#S256`)."""

ActionName = Literal[
    "share.create",
    "share.read",
    "share.list",
    "inbox.list",
    "disclosure.open",
    "disclosure.step",
    "disclosure.read",
    "undertaking.record",
    "undertaking.read",
    "idempotency.replay",
]
ResourceType = Literal["share", "case", "inbox", "disclosure_request", "undertaking", "client"]


class Text(Contract):
    """A free text, reduced to what a rule may know of it. `length` counts characters after trimming."""

    given: bool
    length: int = Field(ge=0)


class Person(Contract):
    """Someone the request is about, by reference and role. `details_given`: names or identifiers were supplied."""

    ref: PersonRef
    role: Code
    details_given: bool = False
    relationship_to_child: Code | None = None
    safe_contact_given: bool | None = None


class Recipient(Contract):
    """A named agency and role, why it needs to know (reduced), and on what ground it is brought in."""

    agency: AgencyIdField
    role: Code
    need: Text
    ground: Code | None = None
    practitioner: PractitionerIdField | None = None


class LawfulBasis(Contract):
    """What the sender relies on. Codes are policy data, see data.proviso.reference."""

    regime: Code
    basis: Code
    enactment: Code | None = None
    threshold: Code | None = None
    conditions: list[Code] = Field(default_factory=list, max_length=10)
    consent: Code | None = None
    confidentiality: Code | None = None
    recognised_interest: Code | None = None
    public_task_request_given: bool | None = None
    balancing_test_given: bool | None = None
    authority: Code | None = None
    strictly_necessary: bool | None = None
    schedule_8: Code | None = None
    agreement: bool | None = None


class Alternative(Contract):
    """A less intrusive way that was considered, and the coded reason why not."""

    option: Code
    why_not: Code


class Necessity(Contract):
    """Why the sharing is necessary (reduced), and what else was considered."""

    why: Text
    less_intrusive: list[Alternative] = Field(default_factory=list, max_length=10)


class Informed(Contract):
    """Whether a person was told of the sharing, and if not why, and when that is looked at again."""

    who: PersonRef
    told: Literal["yes", "no"]
    reason: Code | None = None
    review_by: Date | None = None


class Account(Contract):
    """The five facts of someone telling someone (protocol 3.1), each reduced to given or not; when it was made."""

    made_at: Timestamp | None = None
    made_by: PersonRef | None = None
    made_to_given: bool
    how_given: bool
    words_given: bool


class Statement(Contract):
    """One statement without its words. `item` is its id in the record: s1, s2 and so on."""

    item: Code
    kind: Code
    about: list[PersonRef] = Field(max_length=20)
    categories: list[Code] = Field(max_length=20)
    text: Text
    source_given: bool
    as_of: Timestamp
    origin: Code
    collected_for: Code
    reliability: Code | None = None
    complete: bool | None = None
    account: Account | None = None
    originator_permission_given: bool = False


class Share(Contract):
    """A proposed share, reduced to what rules read."""

    purpose: Code
    urgency: Code
    attested: bool = False
    area: AgencyIdField | None = None
    recipients: list[Recipient] = Field(max_length=20)
    excluded: list[PractitionerIdField] = Field(default_factory=list, max_length=20)
    lawful_basis: LawfulBasis | None = None
    necessity: Necessity | None = None
    people: list[Person] = Field(default_factory=list, max_length=50)
    informed: list[Informed] = Field(default_factory=list, max_length=50)
    statements: list[Statement] = Field(max_length=100)
    in_reply_to: RecordIdField | None = None


class Application(Contract):
    """A proposed application under a disclosure scheme."""

    scheme: Code
    channel: Code
    received_at: Timestamp
    concern: Text
    people: list[Person] = Field(max_length=50)
    subject: PersonRef | None = None
    child: PersonRef | None = None
    contact_kind: Code | None = None


class Tests(Contract):
    """The limbs of a decision to disclose, each answered."""

    conviction: bool | None = None
    risk: bool | None = None
    necessary: bool | None = None
    proportionate: bool | None = None
    lawful: bool | None = None


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


class Delivery(Contract):
    """The act of disclosure: how, where (given or not), who was there, what was left behind."""

    mode: Code
    at: Timestamp
    place_given: bool
    words: Text
    items_left: bool
    present: list[Present] = Field(default_factory=list, max_length=20)
    warnings_read: list[Code] = Field(default_factory=list, max_length=10)


class FiveFacts(Contract):
    """The five facts of a disclosure (protocol 3.1), each given or not."""

    when: bool
    who: bool
    to_whom: bool
    how: bool
    what: bool


class Step(Contract):
    """A proposed step of a disclosure scheme. Which groups a step needs is the scheme's data."""

    step: Code
    outcome: Code | None = None
    recipient: PersonRef | None = None
    best_placed: Code | None = None
    reasons: Text
    tests: Tests | None = None
    representations: Representations | None = None
    identity: Identity | None = None
    checks: list[Code] = Field(default_factory=list, max_length=30)
    delivery: Delivery | None = None
    facts: FiveFacts | None = None


class Undertaking(Contract):
    """A proposed record of an undertaking: signed or refused, by whom, with which warnings read."""

    person: PersonRef
    outcome: Literal["signed", "refused"]
    at: Timestamp
    place_given: bool
    present: list[Present] = Field(max_length=20)
    warnings_read: list[Code] = Field(max_length=10)
    signature_method: Code | None = None
    evidence_hash_given: bool = False
    witness_given: bool = False


class ClientFact(Contract):
    """Whether the client may be used now, and which of the certificates that were asked about are revoked.

    Asked about is the certificate that was presented, no other: the list is not all that were ever revoked.
    """

    status: Literal["active", "suspended"]
    revoked_certificates: list[Thumbprint] = Field(default_factory=list)


class GroundFact(Contract):
    """Why an agency is involved: on what ground, from when, until when, brought in by whom."""

    ground: Code
    from_: Timestamp = Field(alias="from")
    until: Timestamp | None = None
    by: AgencyIdField


class InvolvementFact(Contract):
    """An agency's part in a case."""

    agency: AgencyIdField
    area: AgencyIdField | None = None
    grounds: list[GroundFact]


class Facts(Contract):
    """What our own side says; an absent fact is left out. `record` and `state` are headers as stored."""

    client: ClientFact | None = None
    involvements: dict[str, InvolvementFact] = Field(default_factory=dict)
    record: dict[str, Any] | None = None
    state: dict[str, Any] | None = None


class SubjectProperties(Contract):
    """The verified claims of the token: agency, role, client, and the issuer that vouched.

    `certificate` is the client certificate that was presented. It names a system, never a person.
    """

    agency: AgencyIdField
    role: Code
    client: Code
    issuer: str
    certificate: Thumbprint | None = None


class Subject(Contract):
    """The practitioner who asks. A person keeps one id across clients."""

    type: Literal["practitioner"] = "practitioner"
    id: PractitionerIdField
    properties: SubjectProperties


class Action(Contract):
    """What is asked."""

    name: ActionName


class Resource(Contract):
    """On what: a record or a case, by id."""

    type: ResourceType
    id: RecordIdField | None = None
    case: CaseIdField | None = None


class Context(Contract):
    """When, why, the facts, and the one group of attributes that belongs to the action."""

    now: Timestamp
    reason: Code | None = None
    open: int | None = Field(default=None, ge=0, le=9999)
    facts: Facts
    share: Share | None = None
    application: Application | None = None
    step: Step | None = None
    undertaking: Undertaking | None = None


class PolicyInput(Contract):
    """The whole input of `data.proviso.decision.decision`."""

    subject: Subject
    action: Action
    resource: Resource
    context: Context
