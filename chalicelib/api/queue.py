"""`GET /request-disclosure`: the queue."""

from chalicelib.api.incoming import Incoming
from chalicelib.api.paging import window
from chalicelib.api.views import Outcome
from chalicelib.bootstrap.api import wiring
from chalicelib.domain.errors import ContractError, FieldProblem

_MINE = {"true": True, "false": False}


def show(request: Incoming) -> Outcome:
    """What the caller's agency has to do, by due time; with `mine` what the caller's role may take a step of."""
    caller = request.caller
    query = request.query(required=("due",), optional=("limit", "cursor", "mine"))
    mine = query.get("mine", "false")
    if mine not in _MINE:
        raise ContractError((FieldProblem("mine", "must be true or false"),))
    return wiring().list_queue(caller, query["due"], window(query), mine=_MINE[mine])
