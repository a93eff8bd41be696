"""A share and what follows it, reduced to what rules read. See `policy_input`."""

from typing import Literal

from pydantic import Field

from chalicelib.contracts.base import (
    AgencyIdField,
    Code,
    Contract,
    Date,
    PersonRef,
    PractitionerIdField,
    RecordIdField,
    Timestamp,
)
from chalicelib.contracts.policy_parts import Person, Text


class Recipient(Contract):
    """A named agency and role, why it needs to know (reduced), and on what ground it is brought in."""

    agency: AgencyIdField
    role: Code
    need: Text
    ground: Code | None = None
    practitioner: PractitionerIdField | None = None


class BoardRequest(Contract):
    """A safeguarding adults board's request: whether its reference is given, how it relates, the use it is put to."""

    reference_given: bool
    relates_to: Code | None = None
    used_only_for_board: bool | None = None


class VictimInformation(Contract):
    """Why information about a victim is asked for, each part given or not, each limb answered or not."""

    line_of_enquiry_given: bool
    necessary: bool | None = None
    proportionate: bool | None = None
    use_given: bool


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
    more_detrimental: bool | None = None
    acting_for: AgencyIdField | None = None
    identifier_left_out: Code | None = None
    board_request: BoardRequest | None = None
    victim_information: VictimInformation | None = None


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


class ShareOutcome(Contract):
    """What a recipient says became of a share; `passed_to` names who it is for when it is not theirs."""

    outcome: Code
    words: Text
    passed_to: AgencyIdField | None = None


class Attachment(Contract):
    """A referral is put to a case that the council holds already: the case is the resource's, the reason is reduced."""

    why: Text


class InvolvementChange(Contract):
    """A change of an agency's part in a case: longer, over, or handed to another agency, on which ground."""

    change: Literal["extend", "end", "hand_over"]
    agency: AgencyIdField
    to: AgencyIdField | None = None
    ground: Code | None = None
    until: Timestamp | None = None
    why: Text
