"""`GET /health`."""

from chalicelib.api.incoming import Incoming
from chalicelib.api.views import Outcome
from chalicelib.bootstrap.api import wiring
from chalicelib.service.asking import OK, Answer, json_text


def show(request: Incoming) -> Outcome:
    """Alive, and which policy revision this deployment demands; nothing else."""
    request.query()
    return Answer(OK, json_text({"status": "alive", "policy_revision": wiring().settings.policy_revision}))
