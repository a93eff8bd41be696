"""`GET /inbox`."""

from chalicelib.api.incoming import Incoming
from chalicelib.api.paging import window
from chalicelib.api.views import Outcome
from chalicelib.bootstrap.api import wiring


def show(request: Incoming) -> Outcome:
    """Pointers to what was shared with the caller's agency and role, newest first."""
    caller = request.caller
    return wiring().list_inbox(caller, window(request.query(optional=("limit", "cursor"))))
