"""The function behind /request-disclosure."""

from chalice.app import Chalice, Response

from chalicelib.api import disclosure, queue
from chalicelib.api.views import problems_of_the_router, respond

app = Chalice(app_name="proviso-request-disclosure")
app.register_middleware(problems_of_the_router, "http")


@app.route("/request-disclosure", methods=["POST"], content_types=[])
def open_disclosure_request() -> Response:
    """Open an application under a disclosure scheme."""
    return respond(app, disclosure.create)


@app.route("/request-disclosure", methods=["GET"], content_types=[])
def list_queue() -> Response:
    """List what this agency has to do, by due time."""
    return respond(app, queue.show)


@app.route("/request-disclosure/{request_id}/steps", methods=["POST"], content_types=[])
def take_step(request_id: str) -> Response:
    """Take the next step of an application."""
    return respond(app, disclosure.take_step, request_id=request_id)


@app.route("/request-disclosure/{request_id}", methods=["GET"], content_types=[])
def read_disclosure_request(request_id: str) -> Response:
    """Show where an application stands."""
    return respond(app, disclosure.show, request_id=request_id)
