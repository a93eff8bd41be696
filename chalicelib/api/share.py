"""`POST /share`, `GET /share/{share_id}` and `GET /share?case=`."""

import re

from chalicelib.api.incoming import Incoming
from chalicelib.api.json_body import parse
from chalicelib.api.paging import window
from chalicelib.api.views import NotHere, Outcome
from chalicelib.bootstrap.api import wiring
from chalicelib.contracts.share import ShareRequest
from chalicelib.contracts.vocabulary import codes_of
from chalicelib.contracts.wire import read
from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, FieldProblem

_RECORD = re.compile(ids.RECORD_PATTERN)
_CASE = re.compile(ids.CASE_PATTERN)


def create(request: Incoming) -> Outcome:
    """Share statements with named recipients; without `case_id` it is a referral and opens a case."""
    caller = request.writing_caller
    return wiring().share_information(caller, read(ShareRequest, parse(request.body())))


def show(request: Incoming, share_id: str) -> Outcome:
    """Read one share, cut down to what this agency may see. The reason for access is a closed list."""
    caller = request.caller
    reason = request.query(required=("reason",))["reason"]
    if reason not in codes_of("access_reasons"):
        raise ContractError((FieldProblem("reason", "is not a code of this list"),))
    if not _RECORD.fullmatch(share_id):
        return NotHere()
    return wiring().read_share(caller, share_id, reason)


def chronology(request: Incoming) -> Outcome:
    """This agency's chronology of a case, oldest first."""
    caller = request.caller
    query = request.query(required=("case",), optional=("limit", "cursor"))
    asked = window(query)
    if not _CASE.fullmatch(query["case"]):
        return NotHere()
    return wiring().list_case(caller, query["case"], asked)
