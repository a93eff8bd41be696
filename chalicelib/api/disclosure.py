"""`POST /request-disclosure`, its steps, and `GET /request-disclosure/{request_id}`."""

import re

from chalicelib.api.body import body_of
from chalicelib.api.incoming import Incoming
from chalicelib.api.views import NotHere, Outcome
from chalicelib.bootstrap.api import wiring
from chalicelib.contracts.disclosure import DisclosureApplication, StepRequest
from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, FieldProblem

_RECORD = re.compile(ids.RECORD_PATTERN)
_STEP = re.compile(r"0|[1-9][0-9]{0,3}", re.ASCII)


def create(request: Incoming) -> Outcome:
    """Open an application under a disclosure scheme."""
    caller = request.writing_caller
    return wiring().open_disclosure_request(caller, body_of(request, DisclosureApplication))


def take_step(request: Incoming, request_id: str) -> Outcome:
    """Take the next step of an application; with `If-Match` only if nobody took one since the caller looked."""
    caller = request.writing_caller
    expected = request.expected_version
    step = body_of(request, StepRequest)
    if not _RECORD.fullmatch(request_id):
        return NotHere()
    return wiring().take_step(caller, request_id, step, expected)


def show(request: Incoming, request_id: str) -> Outcome:
    """Where an application stands; `open` shows the words of one step as well (0: the application)."""
    caller = request.caller
    wanted = request.query(optional=("open",)).get("open")
    if wanted is not None and not _STEP.fullmatch(wanted):
        raise ContractError((FieldProblem("open", "must be the number of a step, or 0"),))
    if not _RECORD.fullmatch(request_id):
        return NotHere()
    return wiring().read_disclosure_request(caller, request_id, None if wanted is None else int(wanted))
