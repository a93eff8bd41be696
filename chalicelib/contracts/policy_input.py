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
    PractitionerIdField,
    RecordIdField,
    Timestamp,
)
from chalicelib.contracts.policy_scheme import Application, Breach, Step, Undertaking
from chalicelib.contracts.policy_share import Attachment, InvolvementChange, Share, ShareOutcome
from chalicelib.domain import ids

Thumbprint = Annotated[str, StringConstraints(pattern=ids.THUMBPRINT_PATTERN)]
"""SHA-256 of a client certificate's DER form, base64url without padding (RFC 8705, `x5t#S256`)."""

ActionName = Literal[
    "share.create",
    "share.read",
    "share.list",
    "share.outcome",
    "share.attach",
    "involvement.change",
    "inbox.list",
    "disclosure.open",
    "disclosure.step",
    "disclosure.read",
    "disclosure.list",
    "undertaking.record",
    "undertaking.read",
    "undertaking.breach",
    "clock.record",
    "idempotency.replay",
]
ResourceType = Literal["share", "case", "inbox", "queue", "disclosure_request", "undertaking", "client"]


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
    """What our own side says; an absent fact is left out. `record` and `state` are headers as stored.

    `referred` is the header of the other record that a request names: the share that a step speaks of, the request
    that a share answers (its state), the referral that is attached. Where that one belongs to another case,
    `referred_involvement` is the asking agency's part in that case; without such a part `referred` is left out.
    `attached` marks that the asking agency has put that referral to the case already.
    """

    client: ClientFact | None = None
    involvements: dict[str, InvolvementFact] = Field(default_factory=dict)
    record: dict[str, Any] | None = None
    state: dict[str, Any] | None = None
    referred: dict[str, Any] | None = None
    referred_involvement: InvolvementFact | None = None
    attached: dict[str, Any] | None = None


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
    """The practitioner who asks, who keeps one id across clients; or the clock, known by how it was let in."""

    type: Literal["practitioner", "clock"] = "practitioner"
    id: PractitionerIdField | Literal["clock"]
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
    """When, where, why, the facts, and the group of attributes that belongs to the action.

    `environment` says whether people and agencies are real. The decision point always gives it; a question without it
    comes from no deployment.
    """

    now: Timestamp
    environment: Literal["sandbox", "test", "production"] | None = None
    reason: Code | None = None
    open: int | None = Field(default=None, ge=0, le=9999)
    facts: Facts
    share: Share | None = None
    application: Application | None = None
    step: Step | None = None
    undertaking: Undertaking | None = None
    breach: Breach | None = None
    outcome: ShareOutcome | None = None
    attachment: Attachment | None = None
    change: InvolvementChange | None = None


class PolicyInput(Contract):
    """The whole input of `data.proviso.decision.decision`."""

    subject: Subject
    action: Action
    resource: Resource
    context: Context
