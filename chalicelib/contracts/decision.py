"""What policy answers, and what the decision point says to the API functions that ask it."""

from typing import Any, Literal

from pydantic import Field

from chalicelib.contracts.base import (
    AgencyIdField,
    CaseIdField,
    Code,
    Contract,
    DecisionIdField,
    PractitionerIdField,
    RecordIdField,
    Sha256,
    Timestamp,
)
from chalicelib.contracts.policy_input import ActionName
from chalicelib.contracts.policy_scheme import Application, Breach, Step, Undertaking
from chalicelib.contracts.policy_share import Attachment, InvolvementChange, Share, ShareOutcome

ObligationCode = Literal[
    "inform_person",
    "complete_paperwork",
    "regularise_agreement",
    "next_step_due",
    "review_urgent_access",
    "tell_forum",
    "safety_referral",
    "children_referral",
    "safety_plan",
    "acknowledge_referral",
    "answer_request",
    "escalation",
    "breach_incident",
    "unmatched_child",
]
"""Obligations that the functions know how to hold an agency to; any other closes the answer."""


class Reason(Contract):
    """Why not: a permanent code, what is wrong, under which law, and what would make it lawful."""

    code: Code
    message: str
    law: str
    remedy: str
    where: list[str] | None = None


class Obligation(Contract):
    """A duty that comes with an allow."""

    code: ObligationCode
    due: Timestamp | None = None
    agency: AgencyIdField | None = None
    detail: list[Code] | None = None


class PolicyAnswer(Contract):
    """The exact shape of `data.proviso.decision.decision`; anything else is closed."""

    allow: bool
    reasons: list[Reason]
    obligations: list[Obligation]
    view: dict[str, Any]
    policy_revision: str = Field(min_length=1)


class Idempotency(Contract):
    """As sent by the caller: the key and the SHA-256 of the canonical request body."""

    key: str = Field(min_length=1, max_length=128)
    fingerprint: Sha256


class Attributes(Contract):
    """The group that belongs to the action, reduced from the request (no free text).

    A request for information brings two: the application, and as a share what it tells itself.
    """

    reason: Code | None = None
    open: int | None = Field(default=None, ge=0, le=9999)
    share: Share | None = None
    application: Application | None = None
    step: Step | None = None
    undertaking: Undertaking | None = None
    breach: Breach | None = None
    outcome: ShareOutcome | None = None
    attachment: Attachment | None = None
    change: InvolvementChange | None = None


class DecideRequest(Contract):
    """What an API function sends. The token goes along whole: a caller's word is never taken.

    The clock alone sends none: it is known by the alias through which it invokes the decision point, which IAM lets
    nobody else use.
    """

    token: str | None = Field(default=None, min_length=1, max_length=8192)
    certificate: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{43}$")
    action: ActionName
    record: RecordIdField | None = None
    case: CaseIdField | None = None
    attributes: Attributes = Field(default_factory=Attributes)
    idempotency: Idempotency | None = None


class SubjectView(Contract):
    """Who asked, as verified."""

    person: PractitionerIdField | Literal["clock"]
    agency: AgencyIdField
    role: Code
    client: Code


class Decision(Contract):
    """A decision as it is shown to the caller."""

    id: DecisionIdField
    allow: bool
    reasons: list[Reason]
    obligations: list[Obligation]
    policy_revision: str


class Receipt(Contract):
    """Proof that the decision is in the ledger: the SHA-256 is the ledger entry's sort key."""

    decision: DecisionIdField
    at: Timestamp
    policy_revision: str
    entry_sha256: Sha256


class Session(Contract):
    """A short AWS session, good for this decision alone."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    not_after: Timestamp


class Fact(Contract):
    """A fact as it was read: its key, its version (0: absent) and its plain header."""

    pk: str
    sk: str
    v: int = Field(ge=0)
    header: dict[str, Any] | None = None


class IdempotencyEntry(Contract):
    """Keys under which the answer is to be stored, both HMACs made by the decision point."""

    sk: str
    fingerprint: Sha256


class StoredAnswer(Contract):
    """An answer already given."""

    status: int
    body: str


class Grant(Contract):
    """What the session may touch, as the ledger entry states it."""

    access: Literal["read", "write", "inbox", "queue"]
    case: CaseIdField | None = None
    agency: AgencyIdField
    client: str
    partitions: list[str]
    record: RecordIdField | None = None
    content: Literal["seal", "open", "none"]
    signs: bool = False
    not_after: Timestamp


Outcome = Literal["allowed", "refused", "replayed", "conflict", "unauthenticated", "closed"]


class DecideResponse(Contract):
    """What the decision point answers. `code` says why for unauthenticated and closed."""

    outcome: Outcome
    code: str | None = None
    decision: Decision | None = None
    receipt: Receipt | None = None
    subject: SubjectView | None = None
    case: CaseIdField | None = None
    record: RecordIdField | None = None
    view: dict[str, Any] | None = None
    session: Session | None = None
    facts: list[Fact] = Field(default_factory=list)
    idempotency: IdempotencyEntry | None = None
    answer: StoredAnswer | None = None
