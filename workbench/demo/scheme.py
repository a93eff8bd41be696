"""Scene 8: the child sex offender disclosure scheme, from application to closure, and one that ends in nothing told."""

from typing import Any

from workbench.demo.telling import asked, codes, expect, line, scene, status
from workbench.demo.world import World
from workbench.seeds import undertakings
from workbench.seeds.api import Answer
from workbench.seeds.requests import application, now

CREATED, OK, FORBIDDEN = 201, 200, 403


def scheme(world: World) -> None:
    """Scene 8."""
    scene("8", "Child sex offender disclosure scheme: from application to closure")
    asked("teacher", "POST /request-disclosure")
    status(world.caller.post("teacher", "/request-disclosure", application()), FORBIDDEN, "refused: police only")
    told = _disclosed(world)
    untold = _not_disclosed(world)
    line("notice", told["applicant_notice"])
    expect(
        told["applicant_notice"] == untold["applicant_notice"],
        "the notice to the applicant is the same in words and size, whatever is held",
    )


def _open(world: World) -> str:
    asked("call-handler", "POST /request-disclosure: a grandparent at the front desk")
    answer = status(
        world.caller.post("call-handler", "/request-disclosure", application()), CREATED, "application opened"
    )
    return str(answer.body["request_id"])


def _step(world: World, who: str, request: str, body: dict[str, Any], wanted: int = CREATED) -> Answer:
    asked(who, f"step {body['step']}" + (f": {body['outcome']}" if "outcome" in body else ""))
    answer = world.caller.post(who, f"/request-disclosure/{request}/steps", body)
    return status(answer, wanted, "taken" if wanted == CREATED else "refused")


def _assess(world: World, request: str) -> None:
    reasons = "Named child, named adult, enough contact to pose a risk"
    checks = ["pnc", "pnd", "visor", "force_intelligence"]
    first = {"step": "initial_assessment", "outcome": "proceed", "reasons": reasons, "checks": checks}
    _step(world, "call-handler", request, first)
    identity = {
        "person": "p1",
        "verified": True,
        "documents": ["passport", "utility_bill"],
        "relationship_proof": True,
    }
    meeting = {"step": "interview", "outcome": "identity_verified", "reasons": "Seen in person", "identity": identity}
    _step(world, "detective", request, meeting)
    full = {"step": "risk_assessment", "outcome": "complete", "reasons": "Partners replied", "checks": checks}
    _step(world, "detective", request, full)


def _decision(outcome: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "step": "decision",
        "outcome": outcome,
        "reasons": "Weighed by the limbs below",
        "tests": dict.fromkeys(("conviction", "risk", "necessary", "proportionate"), outcome == "disclose"),
        "representations": {"sought": False, "reason": "risk_to_person"},
    }
    if outcome == "disclose":
        body |= {"recipient": "p4", "best_placed": "parent_with_care"}
    return body


def _disclosed(world: World) -> dict[str, Any]:
    request = _open(world)
    _assess(world, request)
    refused = _step(world, "call-handler", request, _decision("disclose"), FORBIDDEN)
    expect(codes(refused), "who opened the application does not decide it")
    _step(world, "inspector", request, _decision("disclose"))
    asked("detective", "POST /record-undertaking: the parent does not sign")
    undertaking = undertakings.undertaking(request, "refused")
    status(world.caller.post("detective", "/record-undertaking", undertaking), CREATED, "recorded: refused to sign")
    second = {"step": "second_decision", "outcome": "proceed", "reasons": "The risk to the child outweighs the refusal"}
    refused = _step(world, "inspector", request, second, FORBIDDEN)
    expect(codes(refused), "the second decision is another officer's")
    _step(world, "second-inspector", request, second)
    _deliver(world, request)
    return _close(world, request)


def _deliver(world: World, request: str) -> None:
    identity = {"person": "p4", "verified": True, "documents": ["passport"], "relationship_proof": True}
    delivery = undertakings.delivery()
    body = {"step": "delivery", "recipient": "p4", "reasons": "As decided", "identity": identity, "delivery": delivery}
    by_letter = body | {"delivery": delivery | {"mode": "letter", "items_left": True}}
    refused = _step(world, "detective", request, by_letter, FORBIDDEN)
    expect(codes(refused), "a disclosure is made in person, and nothing is left behind")
    _step(world, "detective", request, body)


def _close(world: World, request: str) -> dict[str, Any]:
    close = {"step": "close", "reasons": "Disclosed; safety advice given"}
    refused = _step(world, "inspector", request, close, FORBIDDEN)
    expect(codes(refused), "without the five facts it cannot be closed")
    facts = {
        "when": now(),
        "who": "The officer who read the words out",
        "to_whom": "The parent with care",
        "how": "In person, spoken",
        "what": "The words that were agreed",
    }
    _step(world, "detective", request, {"step": "disclosure_record", "reasons": "As it happened", "facts": facts})
    _step(world, "inspector", request, close)
    return _stands(world, request, "closed")


def _not_disclosed(world: World) -> dict[str, Any]:
    request = _open(world)
    _assess(world, request)
    _step(world, "inspector", request, _decision("not_disclose"))
    _step(world, "detective", request, {"step": "outcome_given", "reasons": "In person, with safeguarding advice"})
    _step(world, "inspector", request, {"step": "close", "reasons": "Nothing to disclose"})
    return _stands(world, request, "closed")


def _stands(world: World, request: str, state: str) -> dict[str, Any]:
    answer = status(world.caller.get("inspector", f"/request-disclosure/{request}"), OK, "read")
    expect(answer.body["state"] == state, f"it stands at {state}, after {len(answer.body['steps'])} steps")
    body: dict[str, Any] = answer.body
    return body
