"""`/share`: what is shared, read and listed, and what follows a share (`/outcome`, `/attach`, `/involvement`)."""

import re

from chalicelib.api.body import body_of
from chalicelib.api.incoming import Incoming
from chalicelib.api.paging import window
from chalicelib.api.views import NotHere, Outcome
from chalicelib.bootstrap.api import wiring
from chalicelib.contracts.follow_up import AttachmentRequest, InvolvementRequest, OutcomeRequest
from chalicelib.contracts.share import ShareRequest
from chalicelib.contracts.vocabulary import codes_of
from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, FieldProblem

_RECORD = re.compile(ids.RECORD_PATTERN)
_CASE = re.compile(ids.CASE_PATTERN)


def create(request: Incoming) -> Outcome:
    """Share statements with named recipients; without `case_id` it is a referral and opens a case."""
    caller = request.writing_caller
    return wiring().share_information(caller, body_of(request, ShareRequest))


def show(request: Incoming, share_id: str) -> Outcome:
    """Read one share, cut down to what this agency may see. The reason for access is a closed list."""
    caller = request.caller
    reason = request.query(required=("reason",))["reason"]
    if reason not in codes_of("access_reasons"):
        raise ContractError((FieldProblem("reason", "is not a code of this list"),))
    if not _RECORD.fullmatch(share_id):
        return NotHere()
    return wiring().read_share(caller, share_id, reason)


def say_outcome(request: Incoming, share_id: str) -> Outcome:
    """Say what became of a share that the caller's role received."""
    caller = request.writing_caller
    said = body_of(request, OutcomeRequest)
    if not _RECORD.fullmatch(share_id):
        return NotHere()
    return wiring().say_outcome(caller, share_id, said)


def attach(request: Incoming, share_id: str) -> Outcome:
    """Put a referral to another case that the caller's council holds."""
    caller = request.writing_caller
    attachment = body_of(request, AttachmentRequest)
    if not _RECORD.fullmatch(share_id):
        return NotHere()
    return wiring().attach_referral(caller, share_id, attachment)


def change_involvement(request: Incoming, share_id: str) -> Outcome:
    """Make an agency's part in the share's case longer, end it, or hand it over."""
    caller = request.writing_caller
    change = body_of(request, InvolvementRequest)
    if not _RECORD.fullmatch(share_id):
        return NotHere()
    return wiring().change_involvement(caller, share_id, change)


def chronology(request: Incoming) -> Outcome:
    """This agency's chronology of a case, oldest first."""
    caller = request.caller
    query = request.query(required=("case",), optional=("limit", "cursor"))
    asked = window(query)
    if not _CASE.fullmatch(query["case"]):
        return NotHere()
    return wiring().list_case(caller, query["case"], asked)
