"""What follows a share, as it is sent: what became of it, a referral put to a case, a changed part in the case.

Which reason, ground or successor has to be given is a rule's judgement, which names the law; so they are optional
here. Source: protocol 1.2 and 1.3, Working Together 2023.
"""

from typing import Annotated, Literal

from chalicelib.contracts.base import AgencyIdField, CaseIdField
from chalicelib.contracts.vocabulary import Coded
from chalicelib.contracts.wire import Instant, Wire, Words


class OutcomeRequest(Wire):
    """What became of a share, as one who received it says; the words are for whoever sent it."""

    outcome: Annotated[str, Coded("share_outcomes")]
    words: Words | None = None
    passed_to: AgencyIdField | None = None


class AttachmentRequest(Wire):
    """A referral is put to a case that the council holds already, and why the two are about the same people."""

    case_id: CaseIdField
    why: Words


class InvolvementRequest(Wire):
    """An agency's part in the case becomes longer, ends, or goes to another agency.

    `to` is the council that takes over, or, where a council leaves, who stays. `until` is when a longer part ends, or
    until when one that ends runs on.
    """

    change: Literal["extend", "end", "hand_over"]
    agency: AgencyIdField
    to: AgencyIdField | None = None
    ground: Annotated[str, Coded("grounds")] | None = None
    until: Instant | None = None
    why: Words
