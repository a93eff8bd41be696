"""The requests that are measured, taken from one small story that is really lived through on the stand.

A school refers a child, the council shares with the police, the police read; an application is brought to the point
where an undertaking is recorded. After that the canned AWS is frozen, so that each request may be sent any number of
times and finds the same state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.bench.events import Event
from workbench.bench.stand import Json, Stand
from workbench.seeds import requests, undertakings

OK, CREATED, REFUSED, CLOSED = 200, 201, 403, 503
_COUNCIL = "la:E06000047"
_CHECKS = ["pnc", "pnd", "visor", "force_intelligence"]
AGENCIES = (_COUNCIL, "force:11", "school:999001", "la:E06000001")
"""The agencies that the requests name."""


@dataclass(frozen=True)
class Story:
    """What is measured.

    Attributes:
        share: The event of an allowed share.
        read: The event of an allowed read.
        denied: The event of a refused share.
        asked: What the share function asks the decision point for its share, as JSON.
        decided: What the decision point answers to it, as JSON.
        inputs: The policy input of each endpoint's own act, as the ledger keeps it.
    """

    share: Event
    read: Event
    denied: Event
    asked: Json
    decided: Json
    inputs: Mapping[str, Json]


def live(stand: Stand) -> Story:
    """Live through the story, then freeze the canned AWS.

    Raises:
        UnexpectedAnswerError: the rules judged a step of it otherwise than expected.
    """
    inputs: dict[str, Json] = {}
    body = requests.referral(area=_COUNCIL, council=_COUNCIL)
    opened = stand.call("share", stand.event("teacher", "POST", "/share", body=body), CREATED)
    case = opened.body["case_id"]

    told = requests.share_to_police(case)
    first = stand.call("share", stand.event("social-worker", "POST", "/share", body=told), CREATED)
    path, query = {"share_id": first.body["share_id"]}, {"reason": "risk_assessment"}
    read = stand.event("detective", "GET", "/share/{share_id}", path=path, query=query)
    stand.call("share", read, OK)

    inputs["request_disclosure"], inputs["record_undertaking"] = _scheme(stand)

    denied = stand.event("outsider", "POST", "/share", body=told)
    stand.call("share", denied, REFUSED)

    stand.aws.frozen = True
    share = stand.event("social-worker", "POST", "/share", body=told)
    stand.call("share", share, CREATED)
    inputs["share"] = stand.policy_input()
    return Story(share, read, denied, stand.asked, stand.decided, inputs)


def _scheme(stand: Stand) -> tuple[Json, Json]:
    """Bring an application to its undertaking; return the policy inputs of opening it and of the undertaking."""
    body = requests.application()
    event = stand.event("call-handler", "POST", "/request-disclosure", body=body)
    request = stand.call("request_disclosure", event, CREATED).body["request_id"]
    opening = stand.policy_input()
    for who, step in _steps():
        route = "/request-disclosure/{request_id}/steps"
        event = stand.event(who, "POST", route, path={"request_id": request}, body=step)
        stand.call("request_disclosure", event, CREATED)
    event = stand.event("detective", "POST", "/record-undertaking", body=undertakings.undertaking(request, "refused"))
    stand.call("record_undertaking", event, CREATED)
    return opening, stand.policy_input()


def _steps() -> list[tuple[str, dict[str, Any]]]:
    seen = {"person": "p1", "verified": True, "documents": ["passport", "utility_bill"], "relationship_proof": True}
    decision = {
        "recipient": "p4",
        "best_placed": "parent_with_care",
        "tests": dict.fromkeys(("conviction", "risk", "necessary", "proportionate"), True),
        "representations": {"sought": False, "reason": "risk_to_person"},
    }
    return [
        ("call-handler", _step("initial_assessment", "proceed", checks=_CHECKS)),
        ("detective", _step("interview", "identity_verified", identity=seen)),
        ("detective", _step("risk_assessment", "complete", checks=_CHECKS)),
        ("inspector", _step("decision", "disclose", **decision)),
    ]


def _step(step: str, outcome: str, **groups: object) -> dict[str, Any]:
    return {
        "step": step,
        "outcome": outcome,
        "reasons": "Named child, named adult, contact enough for a risk",
        **groups,
    }
