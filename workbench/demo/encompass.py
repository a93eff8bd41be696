"""Operation Encompass: a school knows of last night's domestic abuse before the child comes in the morning."""

from typing import Any

from workbench.demo.telling import asked, codes, expect, line, scene, status
from workbench.demo.world import World
from workbench.seeds import encompass as bodies
from workbench.seeds.api import Answer

CREATED, OK, FORBIDDEN = 201, 200, 403
OFFICER, TEACHER = "domestic-abuse-officer", "teacher"


def encompass(world: World) -> None:
    """Three incidents: told in time, told late, and a child who is taught at home."""
    scene("encompass", "Operation Encompass: the school is told before the next school day")
    _told_in_time(world)
    _told_late(world)
    _taught_at_home(world)


def _told_in_time(world: World) -> None:
    request, case = _attended(world, "a child of nine was in the house", None)
    _step(world, request, bodies.children())
    _step(world, request, bodies.unmatched())
    line("task", "the school is not known: a duty of the force, with its own time")
    _step(world, request, bodies.matched())
    empty = _step(world, request, bodies.notified(request), FORBIDDEN)
    expect(codes(empty) == {"notice_not_shared"}, "telling the school is a share, under the same rules as any other")
    share = _shared(world, case, bodies.SCHOOL, "safeguarding_lead")
    _step(world, request, bodies.notified(share))
    asked(TEACHER, "GET the notice, in the morning")
    answer = status(world.caller.get(TEACHER, f"/share/{share}?reason=direct_care"), OK, "read")
    for fact in answer.body["facts"]:
        line("fact", fact["text"])
    for said in answer.body["accounts"]:
        line("the child", f"“{said['account']['words']}” ({said['account']['how']})")
    _step(world, request, {"step": "acknowledgement"})
    _step(world, request, {"step": "support", "reasons": "As the school says", "plan": {"made": True}})
    _step(world, request, {"step": "close", "reasons": "The school looks after the child"})


def _told_late(world: World) -> None:
    request, case = _attended(world, "six days ago; a child was found out about only now", bodies.hours_ago(24 * 6))
    _step(world, request, bodies.children())
    _step(world, request, bodies.matched())
    share = _shared(world, case, bodies.SCHOOL, "safeguarding_lead")
    refused = _step(world, request, bodies.notified(share), FORBIDDEN)
    expect(
        codes(refused) == {"lateness_not_reasoned"}, "the limit is computed from the incident; lateness has a reason"
    )
    _step(world, request, bodies.notified(share, lateness="child_identified_late"))


def _taught_at_home(world: World) -> None:
    request, case = _attended(world, "the child goes to no school", None)
    _step(world, request, bodies.children())
    _step(world, request, bodies.taught_at_home())
    share = _shared(world, case, bodies.COUNCIL, "social_worker")
    told = _step(world, request, bodies.notified(share, to="council_notification"))
    expect(told.body["state"] == "notified", "the council of the area is told in the school's place")


def _attended(world: World, what: str, at: str | None) -> tuple[str, str]:
    asked(OFFICER, f"POST /request-disclosure: an incident attended, {what}")
    answer = status(
        world.caller.post(OFFICER, "/request-disclosure", bodies.incident(at)), CREATED, "incident taken down"
    )
    left = answer.body["outlook"]["remaining_hours"]
    line("limit", f"{answer.body['due']}: {f'{left} h left' if left >= 0 else f'passed {-left} h ago'}")
    return str(answer.body["request_id"]), str(answer.body["case_id"])


def _shared(world: World, case: str, agency: str, role: str) -> str:
    asked(OFFICER, f"POST /share to {role} of {agency}, relying on Domestic Abuse Act 2021 s.49A")
    answer = status(world.caller.post(OFFICER, "/share", bodies.notice(case, agency, role)), CREATED, "shared")
    return str(answer.body["share_id"])


def _step(world: World, request: str, body: dict[str, Any], wanted: int = CREATED) -> Answer:
    asked(OFFICER, f"step {body['step']}" + (f": {body['outcome']}" if "outcome" in body else ""))
    answer = world.caller.post(OFFICER, f"/request-disclosure/{request}/steps", body)
    return status(answer, wanted, "taken" if wanted == CREATED else "refused")
