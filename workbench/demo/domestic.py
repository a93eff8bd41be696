"""The domestic violence disclosure scheme: a mother asks for her daughter; a council tells what it knows."""

from typing import Any

from workbench.demo.telling import asked, codes, expect, line, scene, status
from workbench.demo.world import World
from workbench.seeds import domestic
from workbench.seeds.api import Answer

CREATED, OK, FORBIDDEN, NOT_FOUND = 201, 200, 403, 404
CALLS, OFFICER, INSPECTOR = "call-handler", "domestic-abuse-officer", "inspector"
CLOSE = {"step": "close", "reasons": "Done; reviewed with the unit"}


def right_to_ask(world: World) -> None:
    """The right to ask: told to the person at risk alone, whoever asked."""
    scene("dvds-ask", "Right to ask: a mother rings 101 about her daughter's partner")
    told = _asked(world)
    in_sight = domestic.initial_checks("proceed", "both_sixteen_or_over", "not_for_vetting")
    refused = _step(world, CALLS, told, in_sight, FORBIDDEN)
    expect(codes(refused) == {"checks_in_presence"}, "nobody looks him up while the applicant can see the screen")
    _checked(world, told)
    hasty = domestic.full_assessment() | {"checks": ["pnc", "force_intelligence"]}
    refused = _step(world, OFFICER, told, hasty, FORBIDDEN)
    expect(codes(refused) == {"minimum_searches_missing"}, "no assessment without the four least searches")
    _assessed(world, told)
    refused = _step(world, INSPECTOR, told, domestic.decision("p1"), FORBIDDEN)
    expect(codes(refused) == {"recipient_not_at_risk"}, "whoever asked for another is not told in her place")
    silent = domestic.decision("p2")
    del silent["representations"]
    refused = _step(world, INSPECTOR, told, silent, FORBIDDEN)
    expect("representations_missing" in codes(refused), "nothing takes effect before the question of representations")
    _step(world, INSPECTOR, told, domestic.decision("p2"))
    _disclosed(world, told)
    refused = _step(world, OFFICER, told, domestic.safety_plan("idva"), FORBIDDEN)
    expect(codes(refused) == {"children_not_referred"}, "there is a child in the household")
    _step(world, OFFICER, told, domestic.safety_plan())
    one = _closed(world, told)
    line("again", "another mother, about a man of whom nothing is held")
    untold = _asked(world)
    _checked(world, untold)
    _assessed(world, untold)
    _step(world, INSPECTOR, untold, domestic.decision(None))
    _step(world, OFFICER, untold, domestic.outcome_given())
    other = _closed(world, untold)
    line("notice", one["applicant_notice"])
    expect(one["applicant_notice"] == other["applicant_notice"], "both mothers are told the same, word for word")
    expect(one["delivered"] and not other["delivered"], "though one daughter was told, and the other not")


def right_to_know(world: World) -> None:
    """The right to know: from a council's information to a warning in time, the council left outside."""
    scene("dvds-know", "Right to know: a council recognises a name")
    asked("social-worker", "POST /request-disclosure: what another family's records say, to the force of the area")
    body = domestic.known_to_a_partner()
    opened = status(world.caller.post("social-worker", "/request-disclosure", body), CREATED, "information received")
    request = str(opened.body["request_id"])
    asked(OFFICER, "GET /inbox")
    inbox = status(world.caller.get(OFFICER, "/inbox"), OK, "read")
    expect(request.encode() in inbox.raw, "the domestic abuse unit finds it; the limits run")
    line("due", world.caller.get(OFFICER, f"/request-disclosure/{request}").body["due"] + " for the first checks")
    _step(world, OFFICER, request, domestic.initial_checks())
    line("phone", "she rings 999: he is outside the door")
    _step(world, CALLS, request, {"step": "emergency", "reasons": "He is outside and has said that he will kill her"})
    _step(world, INSPECTOR, request, domestic.decision("p2", reason="urgent"))
    _disclosed(world, request)
    _step(world, OFFICER, request, domestic.safety_plan())
    refused = _step(world, INSPECTOR, request, CLOSE, FORBIDDEN)
    expect(codes(refused) == {"emergency_records_missing"}, "the warning did not wait; the records do not go missing")
    _step(world, OFFICER, request, domestic.full_assessment("late_risk_assessment"))
    _step(world, OFFICER, request, domestic.forum("forum_informed"))
    _closed(world, request)
    asked("social-worker", "GET /request-disclosure/… afterwards")
    status(world.caller.get("social-worker", f"/request-disclosure/{request}"), NOT_FOUND, "nothing to be seen")


def _asked(world: World) -> str:
    asked(CALLS, "POST /request-disclosure: her name, her daughter's, his; when it is safe to ring back")
    body = domestic.asked_for_another()
    answer = status(world.caller.post(CALLS, "/request-disclosure", body), CREATED, "application opened")
    line("due", answer.body["due"] + " for the first checks")
    return str(answer.body["request_id"])


def _checked(world: World, request: str) -> None:
    _step(world, CALLS, request, domestic.initial_checks())
    _step(world, OFFICER, request, domestic.meeting())


def _assessed(world: World, request: str) -> None:
    _step(world, OFFICER, request, domestic.full_assessment())
    _step(world, OFFICER, request, domestic.forum("forum_referral"))
    _step(world, OFFICER, request, domestic.forum("forum_record"))


def _disclosed(world: World, request: str) -> None:
    asked(OFFICER, "POST /record-undertaking: she signs; her adviser is there and is bound too")
    signed = domestic.undertaking(request, "p2")
    status(world.caller.post(OFFICER, "/record-undertaking", signed), CREATED, "recorded: signed")
    answer = _step(world, OFFICER, request, domestic.delivery("p2"))
    duties = ", ".join(sorted(owed["code"] for owed in answer.body["decision"]["obligations"]))
    line("duties", duties)
    _step(world, OFFICER, request, domestic.five_facts())


def _closed(world: World, request: str) -> dict[str, Any]:
    _step(world, INSPECTOR, request, CLOSE)
    answer = status(world.caller.get(INSPECTOR, f"/request-disclosure/{request}"), OK, "read")
    expect(answer.body["state"] == "closed", f"it stands at closed, after {len(answer.body['steps'])} steps")
    body: dict[str, Any] = answer.body
    return body


def _step(world: World, who: str, request: str, body: dict[str, Any], wanted: int = CREATED) -> Answer:
    asked(who, f"step {body['step']}" + (f": {body['outcome']}" if "outcome" in body else ""))
    answer = world.caller.post(who, f"/request-disclosure/{request}/steps", body)
    return status(answer, wanted, "taken" if wanted == CREATED else "refused")
