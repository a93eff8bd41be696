"""The function behind /share, /inbox and /health."""

from chalice.app import Chalice, Response

from chalicelib.api import health, inbox, share
from chalicelib.api.views import problems_of_the_router, respond

app = Chalice(app_name="proviso-share")
app.register_middleware(problems_of_the_router, "http")


@app.route("/share", methods=["POST"], content_types=[])
def share_information() -> Response:
    """Share statements with named recipients."""
    return respond(app, share.create)


@app.route("/share", methods=["GET"], content_types=[])
def list_case() -> Response:
    """List what this agency may see of a case."""
    return respond(app, share.chronology)


@app.route("/share/{share_id}", methods=["GET"], content_types=[])
def read_share(share_id: str) -> Response:
    """Read one share."""
    return respond(app, share.show, share_id=share_id)


@app.route("/share/{share_id}/outcome", methods=["POST"], content_types=[])
def say_outcome(share_id: str) -> Response:
    """Say what became of a share."""
    return respond(app, share.say_outcome, share_id=share_id)


@app.route("/share/{share_id}/attach", methods=["POST"], content_types=[])
def attach_referral(share_id: str) -> Response:
    """Put a referral to a case."""
    return respond(app, share.attach, share_id=share_id)


@app.route("/share/{share_id}/involvement", methods=["POST"], content_types=[])
def change_involvement(share_id: str) -> Response:
    """Change an agency's part in the case."""
    return respond(app, share.change_involvement, share_id=share_id)


@app.route("/inbox", methods=["GET"], content_types=[])
def list_inbox() -> Response:
    """List what was shared with this agency and role."""
    return respond(app, inbox.show)


@app.route("/health", methods=["GET"], content_types=[])
def show_health() -> Response:
    """Say that the function is alive."""
    return respond(app, health.show)
