"""What the API answers, for the generated schemas and for tests that hold real answers against them.

Answers are built as plain data, so nothing here is loaded to serve a request.
"""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # the one that pydantic reads on Python 3.11

from chalicelib.contracts.base import (
    AgencyIdField,
    CaseIdField,
    Code,
    DecisionIdField,
    PersonRef,
    RecordIdField,
    Sha256,
    Timestamp,
)
from chalicelib.contracts.decision import Decision, Receipt
from chalicelib.contracts.undertaking_document import SignatureOfDocument, UndertakingDocument


class Health(TypedDict):
    """Alive, and the policy revision that this deployment demands."""

    status: Literal["alive"]
    policy_revision: str


class Decided(TypedDict):
    """Every answer names the decision that it rests on, and its receipt."""

    decision: Decision
    receipt: Receipt


class Who(TypedDict):
    """A practitioner in a role of an agency."""

    person: str
    agency: AgencyIdField
    role: Code


class AgencyRole(TypedDict):
    """A role in an agency."""

    agency: AgencyIdField
    role: Code


From = TypedDict("From", {"from": AgencyRole})
"""Who sent it: the field has the name of a keyword."""


class ItemHash(TypedDict):
    """An item and the salted SHA-256 of its statement."""

    item: Code
    sha256: Sha256


class Disclosure(TypedDict):
    """The five facts of a disclosure (protocol 3.1)."""

    when: Timestamp
    who: Who
    to_whom: list[AgencyRole]
    how: Code
    what: list[ItemHash]


class SeenItem(TypedDict):
    """An item that a recipient sees."""

    item: Code
    kind: Code
    categories: list[Code]


class RecipientView(TypedDict):
    """What one recipient will see, and what is withheld because it does not need it."""

    agency: AgencyIdField
    role: Code
    sees: list[SeenItem]
    withheld: list[Code]


class Shared(Decided):
    """A share was written."""

    share_id: RecordIdField
    case_id: CaseIdField
    disclosure: Disclosure
    recipients: list[RecipientView]


class OutcomeSeen(TypedDict):
    """What became of a share, as one who received it says; the words are for whoever sent it."""

    outcome: Code
    passed_to: NotRequired[AgencyIdField]
    at: Timestamp
    by: AgencyRole
    words: NotRequired[str]


class AnswerAwaited(TypedDict):
    """Whether a referral is answered, by which council it is or must be, and until when."""

    state: Code
    agency: AgencyIdField
    due: NotRequired[Timestamp]


class ShareView(Decided, From):
    """A share, cut down to what the reader may see: facts, opinions and accounts apart."""

    share_id: RecordIdField
    case_id: CaseIdField
    at: Timestamp
    purpose: Code
    urgency: Code
    in_reply_to: NotRequired[RecordIdField]
    need: NotRequired[str]
    people: list[dict[str, Any]]
    informed: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    opinions: list[dict[str, Any]]
    accounts: list[dict[str, Any]]
    outcomes: list[OutcomeSeen]
    answer: NotRequired[AnswerAwaited]


class Part(TypedDict):
    """An agency's part in a case as a change leaves it: on which ground and until when, or when it ends."""

    agency: AgencyIdField
    ground: NotRequired[Code]
    until: NotRequired[Timestamp]
    ends: NotRequired[Timestamp]
    area: NotRequired[AgencyIdField]


class NoteView(Decided, From):
    """Why a referral was put to a case, or why an agency's part in the case changed."""

    record_id: RecordIdField
    case_id: CaseIdField
    share_id: RecordIdField
    kind: Literal["attachment", "involvement_change"]
    at: Timestamp
    change: NotRequired[Code]
    agency: NotRequired[AgencyIdField]
    to: NotRequired[AgencyIdField]
    parts: NotRequired[list[Part]]
    why: str


class OutcomeSaid(Decided):
    """What became of a share was recorded, and these roles of its sender are told."""

    share_id: RecordIdField
    case_id: CaseIdField
    outcome: Code
    at: Timestamp
    state: Code
    told: list[AgencyRole]


class ReferralAttached(Decided):
    """A referral was put to a case: a new record names both."""

    attachment_id: RecordIdField
    case_id: CaseIdField
    share_id: RecordIdField
    referral_case_id: CaseIdField


class InvolvementChanged(Decided):
    """An agency's part in the case changed."""

    change_id: RecordIdField
    case_id: CaseIdField
    share_id: RecordIdField
    change: Literal["extend", "end", "hand_over"]
    agency: AgencyIdField
    to: NotRequired[AgencyIdField]
    parts: list[Part]
    told: list[AgencyRole]


class Referral(From):
    """The referral that was put to a case, by its number: whoever received it reads it by its own record."""

    record_id: RecordIdField
    case_id: CaseIdField
    at: Timestamp
    purpose: Code


class Change(TypedDict):
    """Whose part changed, and how; `to` is the next council, or who stays."""

    change: Code
    agency: AgencyIdField
    to: NotRequired[AgencyIdField]


class BriefItem(TypedDict):
    """An item without its words."""

    id: Code
    kind: Code
    categories: list[Code]
    as_of: Timestamp


class ChronologyEntry(From):
    """A pointer of a case."""

    record_id: RecordIdField
    kind: Code
    at: Timestamp
    purpose: NotRequired[Code]
    referral: NotRequired[Referral]
    change: NotRequired[Change]
    items: list[BriefItem]


class Chronology(Decided):
    """What this agency may see of a case, oldest first. `next` is the cursor of the next page, if there is one."""

    case_id: CaseIdField
    entries: list[ChronologyEntry]
    next: NotRequired[str]


class InboxEntry(From):
    """A pointer to what was shared with this role; `items` counts what it may see."""

    record_id: RecordIdField
    case_id: CaseIdField
    kind: Code
    at: Timestamp
    purpose: Code
    urgency: Code
    outcome: NotRequired[Code]
    change: NotRequired[Change]
    items: int


class Inbox(Decided):
    """What was shared with this role, newest first. `next` is the cursor of the next page, if there is one."""

    entries: list[InboxEntry]
    next: NotRequired[str]


class QueueStep(TypedDict):
    """A step that may come next, and whose it is."""

    step: Code
    roles: list[Code]


class QueueEntry(TypedDict):
    """One thing that is due.

    `at_risk`: what remains is no longer than the longest usual step still ahead. `passed` names the limits that the
    clock has recorded as passed.
    """

    request_id: RecordIdField
    case_id: CaseIdField
    scheme: Code
    state: Code
    due: Timestamp
    next: list[QueueStep]
    at_risk: bool
    overdue: bool
    paused: bool
    passed: list[Code]


class Queue(Decided):
    """What the caller's agency has to do, by due time, up to `until`. `next` is the cursor of the next page."""

    until: Timestamp
    entries: list[QueueEntry]
    next: NotRequired[str]


class NextStep(TypedDict):
    """A step that may come next, and who may take it."""

    step: Code
    roles: list[Code]
    outcomes: list[Code]


class Standing(Decided):
    """What every answer about a disclosure request says; `version` is that of its `ETag`."""

    request_id: RecordIdField
    case_id: CaseIdField
    state: Code
    version: int
    next: NotRequired[list[NextStep]]
    applicant_notice: NotRequired[str]
    due: NotRequired[Timestamp]


class RequestOpened(Standing):
    """An application was opened; `disclosure` are the five facts of what a request for information told itself."""

    scheme: Code
    disclosure: NotRequired[Disclosure]


class StepTaken(Standing):
    """A step was taken; `step` is its number."""

    step: int


class UndertakingRecorded(Standing):
    """An undertaking was recorded. A retry is answered without the document, which is then read."""

    undertaking_id: RecordIdField
    outcome: Literal["signed", "refused"]
    signature: SignatureOfDocument
    document: NotRequired[UndertakingDocument]


class Frozen(TypedDict):
    """Why nothing more is disclosed: who reported which breach, when. Further reports stand beside the first."""

    by: str
    at: Timestamp
    undertaking: RecordIdField
    incident: RecordIdField
    reporters: NotRequired[list[str]]
    incidents: NotRequired[list[RecordIdField]]


class IncidentView(Decided):
    """What was reported of a breach: of which undertaking, what was done, and when it became known."""

    incident_id: RecordIdField
    undertaking_id: RecordIdField
    request_id: RecordIdField
    case_id: CaseIdField
    recorded_at: Timestamp
    by: Who
    breach: Code
    learned_at: Timestamp
    words: str


class BreachReported(Standing):
    """A breach was reported: the incident that was opened, and what stands still because of it."""

    incident_id: RecordIdField
    undertaking_id: RecordIdField
    frozen: Frozen


class StepActor(TypedDict):
    """Who took a step."""

    person: str
    agency: NotRequired[AgencyIdField]
    role: Code


class StepSummary(TypedDict):
    """A step without its words."""

    n: int
    step: Code
    outcome: NotRequired[Code]
    at: Timestamp
    by: StepActor
    decision: str


class OpenedStep(TypedDict):
    """The words of one step; 0 is the application."""

    step: int
    content: dict[str, Any]


Pause = TypedDict("Pause", {"from": Timestamp, "reason": Code, "until": NotRequired[Timestamp]})
"""Work stood still: since when, why, and until when if it goes on."""


class Passed(TypedDict):
    """A limit that passed: which, when it was due, when the clock recorded it, under which decision."""

    clock: Code
    due: Timestamp
    at: Timestamp
    decision: DecisionIdField


class RequestView(Standing):
    """Where a disclosure request stands."""

    scheme: Code
    agency: AgencyIdField
    requester: NotRequired[AgencyIdField]
    opened_by: str
    opened_at: Timestamp
    people: dict[str, Code]
    applicant: NotRequired[PersonRef]
    at_risk: NotRequired[PersonRef]
    subject: NotRequired[PersonRef]
    child: NotRequired[PersonRef]
    children: NotRequired[list[PersonRef]]
    contact: dict[str, Code]
    identity: dict[str, bool]
    recipient: NotRequired[PersonRef]
    best_placed: NotRequired[Code]
    use_limited_to: NotRequired[PersonRef]
    delivered: bool
    five_facts: dict[str, bool]
    emergency: bool
    frozen: NotRequired[Frozen]
    pauses: NotRequired[list[Pause]]
    breaches: NotRequired[list[Passed]]
    told: NotRequired[dict[str, Any]]
    steps: list[StepSummary]
    opened: NotRequired[OpenedStep]


class UndertakingView(Decided):
    """An undertaking."""

    undertaking_id: RecordIdField
    request_id: RecordIdField
    case_id: CaseIdField
    recorded_at: Timestamp
    person: PersonRef
    outcome: Literal["signed", "refused"]
    by: Who
    document: UndertakingDocument
    signature: SignatureOfDocument
