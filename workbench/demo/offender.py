"""MAPPA: agencies that manage an offender share; a third party is told by a course of its own, and it is recorded."""

from typing import Any

from workbench.demo.telling import asked, codes, expect, line, scene, status
from workbench.demo.world import World
from workbench.seeds import offender as bodies
from workbench.seeds.api import Answer

CREATED, OK, FORBIDDEN, NOT_FOUND = 201, 200, 403, 404
OFFICER, CHAIR, SECOND = "probation-officer", "mappa-coordinator", "second-coordinator"


def offender(world: World) -> None:
    """A child sex offender on licence has moved in with a partner who has a child."""
    scene("mappa", "MAPPA: sharing among those who manage an offender, and telling a third party")
    request, case = _considered(world)
    _shared_among_the_bodies(world, case)
    _tested(world, request)
    _told_in_person(world, request)
    _recorded_and_reviewed(world, request)


def _considered(world: World) -> tuple[str, str]:
    asked(
        OFFICER, "POST /request-disclosure: at the MAPP meeting it is considered whether the new partner must be told"
    )
    answer = status(world.caller.post(OFFICER, "/request-disclosure", bodies.consideration()), CREATED, "considered")
    ways = {step["step"]: step["roles"] for step in answer.body["next"]}
    line("next", " or ".join(f"{step} ({', '.join(ways[step])})" for step in ("proposal", "no_proposal")))
    line("due", answer.body["due"])
    return str(answer.body["request_id"]), str(answer.body["case_id"])


def _shared_among_the_bodies(world: World, case: str) -> None:
    asked(OFFICER, "POST /share to police, prison and council, relying on Criminal Justice Act 2003 s.325")
    managing = [
        bodies.recipient("force:11", "offender_manager"),
        bodies.recipient("prison:XPR01", "prison_offender_manager"),
        bodies.recipient("la:E06000047", "social_worker"),
    ]
    status(
        world.caller.post(OFFICER, "/share", bodies.share(case, *managing)), CREATED, "shared: that is not disclosure"
    )
    asked(OFFICER, "the same to the school where the child is taught")
    school = bodies.share(case, bodies.recipient("school:999001", "safeguarding_lead", "teaches"))
    refused = status(world.caller.post(OFFICER, "/share", school), FORBIDDEN, "refused")
    expect(codes(refused) == {"mappa_disclosure_not_sharing"}, "to anyone else it is a disclosure")


def _tested(world: World, request: str) -> None:
    hasty = bodies.proposal() | {"less_intrusive": []}
    refused = _step(world, OFFICER, request, hasty, FORBIDDEN)
    expect(codes(refused) == {"less_intrusive_not_tried"}, "what was tried before comes first")
    _step(world, OFFICER, request, bodies.proposal())
    unwilling = bodies.legal_test(owners=[{"agency": "force:11", "permission": False}])
    refused = _step(world, CHAIR, request, unwilling, FORBIDDEN)
    expect(codes(refused) == {"owner_refuses"}, "what the police own is theirs to release")
    refused = _step(world, CHAIR, request, bodies.legal_test("reject"), FORBIDDEN)
    expect(
        codes(refused) == {"presumption_not_answered"}, "a child sex offender: not to tell needs a reason of the list"
    )
    _step(world, CHAIR, request, bodies.legal_test())
    _step(world, OFFICER, request, bodies.not_told())


def _told_in_person(world: World, request: str) -> None:
    asked(OFFICER, "POST /record-undertaking: the partner does not sign")
    refusal = world.caller.post(OFFICER, "/record-undertaking", bodies.undertaking(request, "refused"))
    status(refusal, CREATED, "recorded: refused to sign")
    second = {"step": "second_decision", "outcome": "proceed", "reasons": "The child's safety outweighs the refusal"}
    refused = _step(world, CHAIR, request, second, FORBIDDEN)
    expect(codes(refused) == {"other_officer_needed"}, "another chair decides whether she is told all the same")
    _step(world, SECOND, request, second)
    line("together", "a probation officer and a detective see her at home")
    _step(world, OFFICER, request, bodies.delivery())


def _recorded_and_reviewed(world: World, request: str) -> None:
    refused = _step(world, OFFICER, request, bodies.record(recipient_address=None), FORBIDDEN)
    expect(codes(refused) == {"account_327a_missing"}, "the statute asks for name and address of who was told")
    _step(world, OFFICER, request, bodies.record())
    _step(world, OFFICER, request, bodies.review())
    _step(world, CHAIR, request, {"step": "close", "reasons": "He has moved away; the plan says what follows"})
    answer = status(world.caller.get(CHAIR, f"/request-disclosure/{request}"), OK, "read")
    expect(answer.body["state"] == "closed", f"closed after {len(answer.body['steps'])} steps")
    asked("social-worker", "GET the disclosure")
    hidden = world.caller.get("social-worker", f"/request-disclosure/{request}")
    status(hidden, NOT_FOUND, "not found: the council shares in his management, and sees no more than it was sent")


def _step(world: World, who: str, request: str, body: dict[str, Any], wanted: int = CREATED) -> Answer:
    asked(who, f"step {body['step']}" + (f": {body['outcome']}" if "outcome" in body else ""))
    answer = world.caller.post(who, f"/request-disclosure/{request}/steps", body)
    return status(answer, wanted, "taken" if wanted == CREATED else "refused")
