"""Every route of the API: how it is called, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.api.conftest import Fakes
from tests.api.gateway import Sent, get, post
from tests.contracts import examples
from tests.service.fakes import COUNCIL, FORCE, subject

Call = Callable[..., Sent]


@dataclass(frozen=True)
class Route:
    """One route, with a call that succeeds over the fakes."""

    function: str
    method: str
    resource: str
    answer: str
    body: Callable[[], dict[str, Any]] | None = None
    path: dict[str, str] = field(default_factory=dict)
    query: str = ""

    def call(self, **changed: Any) -> Sent:
        """Call it as documented, but for what is changed."""
        more: dict[str, Any] = {"path": self.path, "query": self.query, **changed}
        if self.body is None:
            return get(self.function, self.resource, **more)
        return post(self.function, self.resource, more.pop("body", self.body()), **more)


SHARE = Route("share", "POST", "/share", "Shared", examples.share)
APPLICATION = Route("request_disclosure", "POST", "/request-disclosure", "RequestOpened", examples.application)
STEPS = "/request-disclosure/{request_id}/steps"
BREACH = "/record-undertaking/{undertaking_id}/breach"


def all_routes(fakes: Fakes) -> list[Route]:
    """Every route but health, after one share, one application, one step and one undertaking were made."""
    share = SHARE.call().json["share_id"]
    fakes.point.who = subject(FORCE, "contact_officer")
    request = APPLICATION.call().json["request_id"]
    step = Route("request_disclosure", "POST", STEPS, "StepTaken", examples.step, {"request_id": request})
    step.call()

    def undertaking() -> dict[str, Any]:
        return {**examples.undertaking(), "request_id": request}

    def breach() -> dict[str, Any]:
        return {**examples.example("breach"), "request_id": request}

    sign = Route("record_undertaking", "POST", "/record-undertaking", "UndertakingRecorded", undertaking)
    signed = sign.call().json["undertaking_id"]
    report = Route("record_undertaking", "POST", BREACH, "BreachReported", breach, {"undertaking_id": signed})
    return [
        SHARE,
        Route("share", "GET", "/share/{share_id}", "ShareView", None, {"share_id": share}, "reason=direct_care"),
        *following(share),
        Route("share", "GET", "/share", "Chronology", None, query=f"case={examples.CASE}"),
        Route("share", "GET", "/inbox", "Inbox"),
        APPLICATION,
        Route("request_disclosure", "GET", "/request-disclosure", "Queue", None, query="due=week&mine=false"),
        step,
        Route(
            "request_disclosure",
            "GET",
            "/request-disclosure/{request_id}",
            "RequestView",
            None,
            {"request_id": request},
            "open=1",
        ),
        sign,
        Route(
            "record_undertaking",
            "GET",
            "/record-undertaking/{undertaking_id}",
            "UndertakingView",
            None,
            {"undertaking_id": signed},
        ),
        report,
        Route(
            "record_undertaking",
            "GET",
            "/record-undertaking/{undertaking_id}",
            "IncidentView",
            None,
            {"undertaking_id": report.call().json["incident_id"]},
        ),
    ]


def following(share: str) -> list[Route]:
    """What follows a share."""
    path = {"share_id": share}
    return [
        Route("share", "POST", "/share/{share_id}/outcome", "OutcomeSaid", examples.outcome, path),
        Route("share", "POST", "/share/{share_id}/attach", "ReferralAttached", examples.attachment, path),
        Route("share", "POST", "/share/{share_id}/involvement", "InvolvementChanged", examples.involvement, path),
    ]


TELLS = [{"agency": COUNCIL, "role": "social_worker"}]
PART = {"agency": COUNCIL, "ground": "area_duty", "until": "2027-11-20T16:00:00.000Z", "area": COUNCIL}
VIEWS: dict[str, dict[str, Any]] = {
    "OutcomeSaid": {"next_state": "answered", "holder": FORCE, "tells": TELLS},
    "ReferralAttached": {"referral": {"record_id": examples.REQUEST, "case_id": "x"}, "roles": ["x"], "items": []},
    "InvolvementChanged": {"parts": [PART], "agencies": [COUNCIL], "tells": TELLS},
}


def view_of(route: Route) -> dict[str, Any]:
    """A decision's view for a route that needs its own."""
    if route.answer in VIEWS:
        return VIEWS[route.answer]
    if route.answer == "ShareView":
        return {"items": ["s1", "s2", "s3"]}
    return {"roles": ["contact_officer"]} if route.answer in {"Inbox", "Queue"} else {}
