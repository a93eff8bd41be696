"""`POST /record-undertaking`, `GET /record-undertaking/{undertaking_id}`, and the report of a breach of one."""

import re

from chalicelib.api.body import body_of
from chalicelib.api.incoming import Incoming
from chalicelib.api.views import NotHere, Outcome
from chalicelib.bootstrap.api import wiring
from chalicelib.contracts.undertaking import BreachReport, UndertakingRequest
from chalicelib.domain import ids

_RECORD = re.compile(ids.RECORD_PATTERN)


def create(request: Incoming) -> Outcome:
    """Record that the recipient of a disclosure signed an undertaking, or refused to.

    `If-Match` is about the disclosure request: an undertaking is a step of it.
    """
    caller = request.writing_caller
    expected = request.expected_version
    return wiring().record_undertaking(caller, body_of(request, UndertakingRequest), expected)


def show(request: Incoming, undertaking_id: str) -> Outcome:
    """Read an undertaking."""
    caller = request.caller
    request.query()
    if not _RECORD.fullmatch(undertaking_id):
        return NotHere()
    return wiring().read_undertaking(caller, undertaking_id)


def report_breach(request: Incoming, undertaking_id: str) -> Outcome:
    """Report that somebody bound by an undertaking did not keep it."""
    caller = request.writing_caller
    report = body_of(request, BreachReport)
    if not _RECORD.fullmatch(undertaking_id):
        return NotHere()
    return wiring().report_breach(caller, undertaking_id, report)
