"""The function behind /record-undertaking."""

from chalice.app import Chalice, Response

from chalicelib.api import undertaking
from chalicelib.api.views import problems_of_the_router, respond

app = Chalice(app_name="proviso-record-undertaking")
app.register_middleware(problems_of_the_router, "http")


@app.route("/record-undertaking", methods=["POST"], content_types=[])
def record_undertaking() -> Response:
    """Record a signed or refused undertaking."""
    return respond(app, undertaking.create)


@app.route("/record-undertaking/{undertaking_id}", methods=["GET"], content_types=[])
def read_undertaking(undertaking_id: str) -> Response:
    """Read an undertaking."""
    return respond(app, undertaking.show, undertaking_id=undertaking_id)


@app.route("/record-undertaking/{undertaking_id}/breach", methods=["POST"], content_types=[])
def report_breach(undertaking_id: str) -> Response:
    """Report a breach of an undertaking."""
    return respond(app, undertaking.report_breach, undertaking_id=undertaking_id)
