"""Scenes of a general request for information: answered in part, refused and escalated, deferred, nothing held."""

from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.demo.telling import asked, codes, expect, line, scene, status, trail
from workbench.demo.world import World
from workbench.seeds.api import Answer
from workbench.seeds.information import ACKNOWLEDGE, CHECK, answer_of_health, decision, request_to_health

CREATED, OK, FORBIDDEN, NOT_FOUND = 201, 200, 403, 404
COUNCIL, HEALTH, COLLEAGUE = "social-worker", "nurse", "second-nurse"


def asked_and_answered(world: World) -> None:
    """A council asks a health body, which shares a part."""
    scene("requests 1", "A council asks health: acknowledged, searched for, shared in part, received")
    request = _ask(world)
    _hidden(world, request)
    asked(HEALTH, "GET /request-disclosure/{id}?open=0: what was asked, and what it tells")
    opened = status(world.caller.get(HEALTH, f"/request-disclosure/{request}?open=0"), OK, "read").body
    line("told", opened["opened"]["content"]["sharing"]["statements"][0]["statement"]["text"])
    line("asked for", f"{opened['told']['asked']['categories']} under {opened['told']['asked']['gateway']}")
    line("due", f"{opened['due']} ({opened['outlook']['remaining_hours']} hours remain)")
    _step(world, HEALTH, request, ACKNOWLEDGE)
    _step(world, HEALTH, request, CHECK)
    refused = _step(world, COUNCIL, request, decision("share"), FORBIDDEN)
    expect("step_not_for_party" in codes(refused), "whoever asks does not decide")
    _step(world, HEALTH, request, decision("part", refusal="unreasonable_in_the_circumstances"))
    _answer(world, request)
    _step(world, COUNCIL, request, {"step": "receipt"})
    _step(world, COUNCIL, request, {"step": "action", "reasons": "Used in the enquiry"})
    _step(world, HEALTH, request, {"step": "close"})
    _stands(world, request, "closed")


def refused_and_escalated(world: World) -> None:
    """A refusal has a ground that the duty leaves, and goes up a level."""
    scene("requests 2", "A refusal names its ground; the council escalates; another than the decider answers")
    request = _ask(world)
    _step(world, HEALTH, request, ACKNOWLEDGE)
    _step(world, HEALTH, request, CHECK)
    barred = _step(world, HEALTH, request, decision("not", refusal="not_necessary"), FORBIDDEN)
    expect(codes(barred) == {"refusal_barred_by_duty"}, "a duty to assist leaves only certain ways out")
    _step(world, HEALTH, request, decision("not", refusal="not_our_function"))
    _step(world, COUNCIL, request, {"step": "escalate", "escalation": "team_manager", "reasons": "We differ"})
    again = {"step": "answer_escalation", "outcome": "reconsidered", "reasons": "Looked at again together"}
    same = _step(world, HEALTH, request, again, FORBIDDEN)
    expect("other_officer_needed" in codes(same), "the decider does not answer the escalation")
    _step(world, COLLEAGUE, request, again)
    _stands(world, request, "acknowledged")


def deferred_and_nothing_held(world: World) -> None:
    """What is put off comes back on its day; that nothing is held is an answer."""
    scene("requests 3", "Put off until a day, looked at again, and answered: nothing is held")
    request = _ask(world, gateway="Children Act 1989 s.47")
    _step(world, HEALTH, request, ACKNOWLEDGE)
    _step(world, HEALTH, request, CHECK)
    moment = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    _step(world, HEALTH, request, decision("defer", review_at=moment))
    standing = _stands(world, request, "deferred", who=HEALTH)
    expect(standing["due"][:19] == moment[:19], "it is due again at the moment that the decider named")
    _step(world, HEALTH, request, {"step": "review", "reasons": "The records are back"})
    _step(world, HEALTH, request, {"step": "no_trace", "reasons": "No record in our systems; partners not searched"})
    asked(COUNCIL, "GET /request-disclosure/{id}?open=3: a decision of the health body, in its own words")
    internal = status(world.caller.get(COUNCIL, f"/request-disclosure/{request}?open=3"), FORBIDDEN, "refused")
    expect(codes(internal) == {"step_words_not_yours"}, "the holder's own words stay with the holder")
    _step(world, COUNCIL, request, {"step": "accept"})
    _stands(world, request, "closed")


def _ask(world: World, gateway: str = "Children Act 1989 s.47(9)") -> str:
    case = str(world.remembered.get("case") or world.running.cases[0].id)
    body = request_to_health(case, gateway=gateway)
    asked(COUNCIL, "POST /request-disclosure to health, without saying why health needs to know what it is told")
    lean: dict[str, Any] = body | {"sharing": body["sharing"] | {"recipients": [_without_need(body)]}}
    refused = status(world.caller.post(COUNCIL, "/request-disclosure", lean), FORBIDDEN, "refused")
    expect("need_not_stated" in codes(refused), "a request tells something itself, so the rules of a share hold for it")
    asked(COUNCIL, "the same, with the need")
    answer = status(world.caller.post(COUNCIL, "/request-disclosure", body), CREATED, "asked")
    facts = answer.body["disclosure"]
    line("five facts", f"when {facts['when']} · to whom {facts['to_whom'][0]['agency']} · items {len(facts['what'])}")
    trail(world.events_of(answer.body["decision"]["id"]))
    return str(answer.body["request_id"])


def _without_need(body: dict[str, Any]) -> dict[str, Any]:
    return {**body["sharing"]["recipients"][0], "need": " "}


def _hidden(world: World, request: str) -> None:
    asked("teacher (of the same case)", "GET /request-disclosure/{id}")
    status(world.caller.get("teacher", f"/request-disclosure/{request}"), NOT_FOUND, "not found")


def _answer(world: World, request: str) -> None:
    case = request.partition(".")[0]
    beyond = answer_of_health(case, request)
    beyond["statements"][1]["categories"] = ["family"]
    asked(HEALTH, "POST /share in reply to the request, with something that was not asked for")
    refused = status(world.caller.post(HEALTH, "/share", beyond), FORBIDDEN, "refused")
    expect(codes(refused) == {"answer_beyond_what_was_asked"}, "an answer holds what was asked for and nothing more")
    asked(HEALTH, "the same, without it")
    share = status(world.caller.post(HEALTH, "/share", answer_of_health(case, request)), CREATED, "shared")
    _step(world, HEALTH, request, {"step": "shared", "share": share.body["share_id"]})
    path = f"/share/{share.body['share_id']}?reason=risk_assessment"
    answered = status(world.caller.get(COUNCIL, path), OK, "read")
    expect(answered.body["in_reply_to"] == request, "the share names the request that it answers")


def _step(world: World, who: str, request: str, body: dict[str, Any], wanted: int = CREATED) -> Answer:
    asked(who, f"step {body['step']}" + (f": {body['outcome']}" if "outcome" in body else ""))
    answer = world.caller.post(who, f"/request-disclosure/{request}/steps", body)
    return status(answer, wanted, "taken" if wanted == CREATED else "refused")


def _stands(world: World, request: str, state: str, who: str = COUNCIL) -> dict[str, Any]:
    answer = status(world.caller.get(who, f"/request-disclosure/{request}"), OK, "read")
    expect(answer.body["state"] == state, f"it stands at {state}, after {len(answer.body['steps'])} steps")
    body: dict[str, Any] = answer.body
    return body
