"""What the API answers, for the generated schemas and for tests that hold real answers against them.

Answers are built as plain data, so nothing here is loaded to serve a request.
"""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict  # the one that pydantic reads on Python 3.11

from chalicelib.contracts.base import AgencyIdField, CaseIdField, Code, PersonRef, RecordIdField, Sha256, Timestamp
from chalicelib.contracts.decision import Decision, Receipt


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
    items: int


class Inbox(Decided):
    """What was shared with this role, newest first. `next` is the cursor of the next page, if there is one."""

    entries: list[InboxEntry]
    next: NotRequired[str]


class NextStep(TypedDict):
    """A step that may come next, and who may take it."""

    step: Code
    roles: list[Code]
    outcomes: list[Code]


class Standing(Decided):
    """What every answer about a disclosure request says."""

    request_id: RecordIdField
    case_id: CaseIdField
    state: Code
    next: NotRequired[list[NextStep]]
    applicant_notice: NotRequired[str]
    due: NotRequired[Timestamp]


class RequestOpened(Standing):
    """An application was opened."""

    scheme: Code


class StepTaken(Standing):
    """A step was taken; `step` is its number."""

    step: int


class UndertakingRecorded(Standing):
    """An undertaking was recorded."""

    undertaking_id: RecordIdField
    outcome: Literal["signed", "refused"]


class StepActor(TypedDict):
    """Who took a step."""

    person: str
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


class RequestView(Standing):
    """Where a disclosure request stands."""

    scheme: Code
    opened_by: str
    opened_at: Timestamp
    people: dict[str, Code]
    subject: NotRequired[PersonRef]
    child: NotRequired[PersonRef]
    contact: dict[str, Code]
    identity: dict[str, bool]
    recipient: NotRequired[PersonRef]
    best_placed: NotRequired[Code]
    use_limited_to: NotRequired[PersonRef]
    delivered: bool
    five_facts: dict[str, bool]
    emergency: bool
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
    undertaking: dict[str, Any]
