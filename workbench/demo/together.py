"""What is reported apart is put together: two referrals of one child, the answers, and the move to the next council."""

from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.demo.telling import asked, codes, expect, line, scene, status
from workbench.demo.world import World
from workbench.seeds.api import Answer
from workbench.seeds.requests import Body, referral, statement

CREATED, OK, FORBIDDEN, NOT_FOUND = 201, 200, 403, 404
DURHAM, HARTLEPOOL = "la:E06000047", "la:E06000001"
READ = "/share/{}?reason=risk_assessment"


def together(world: World) -> None:
    """A school and a hospital each see a part of one child; the council makes it one picture, and hands it on."""
    scene("together", "Two referrals, one child: answered, put together, handed over")
    school, hospital = _reported_apart(world)
    _answered(world, school)
    _put_together(world, school, hospital)
    _heard(world, school, hospital)
    _moved(world, school)


def _reported_apart(world: World) -> tuple[Body, Body]:
    asked("teacher", "POST /share: a bruise seen at sport, and a boy who would rather not go home")
    school = status(world.caller.post("teacher", "/share", _of_school()), CREATED, "referred, a case of its own")
    duty = next(d for d in school.body["decision"]["obligations"] if d["code"] == "acknowledge_referral")
    line("clock", f"{duty['agency']} answers by {duty['due']}: one working day (Working Together 2023)")
    asked("nurse", "POST /share: a fracture on an X-ray, older than the accident that was told")
    hospital = status(world.caller.post("nurse", "/share", _of_hospital()), CREATED, "referred, another case")
    expect(school.body["case_id"] != hospital.body["case_id"], "each knows its own half, and neither is enough alone")
    return school.body, hospital.body


def _of_school() -> Body:
    return referral(area=DURHAM, council=DURHAM)


def _of_hospital() -> Body:
    body = referral(area=DURHAM, council=DURHAM)
    body["necessity"]["why"] = "The hospital cannot find out alone whether the child is safe to be discharged home"
    body["statements"] = [
        statement("fact", "injury", "Healing fracture of the left forearm, two to three weeks old", source="X-ray"),
        statement("opinion", "injury", "Yesterday's fall does not explain it", source="consultant paediatrician"),
    ]
    return body


def _answered(world: World, school: Body) -> None:
    path = f"/share/{school['share_id']}/outcome"
    asked("social-worker", f"POST {path}: received")
    status(world.caller.post("social-worker", path, {"outcome": "received"}), CREATED, "said: received")
    waiting = world.caller.get("teacher", READ.format(school["share_id"])).body["answer"]
    expect(waiting["state"] == "awaiting_answer", "to have received it is no answer: the clock still runs")
    asked("social-worker", "not ours, without a word why")
    refused = world.caller.post("social-worker", path, {"outcome": "not_ours"})
    expect(codes(status(refused, FORBIDDEN, "refused")), "nobody turns a child away without saying why, or whose it is")
    words = "I see him at school this afternoon with the health visitor. Please say nothing at home today."
    asked("social-worker", "accepted, with a word to the school")
    answer = world.caller.post("social-worker", path, {"outcome": "accepted", "words": words})
    status(answer, CREATED, "accepted; the school is told, and the clock stops")


def _put_together(world: World, school: Body, hospital: Body) -> None:
    path, case = f"/share/{hospital['share_id']}/attach", school["case_id"]
    body = {"case_id": case, "why": "Same name, birth date and NHS number; bruise and fracture are on the same arm"}
    asked("outsider (another council)", f"POST {path}")
    hidden = world.caller.post("outsider", path, body)
    status(hidden, NOT_FOUND, "not found: neither the referral nor the case is there for them")
    asked("social-worker", f"POST {path}: to the school's case")
    status(world.caller.post("social-worker", path, body), CREATED, "attached: a new record that names both")
    for entry in world.caller.get("social-worker", f"/share?case={case}").body["entries"]:
        origin = entry.get("referral", entry)
        items = ", ".join(f"{item['kind']} on {'/'.join(item['categories'])}" for item in entry["items"])
        line(entry["kind"], f"{origin['at']} from {origin['from']['agency']}: {items}")
    listed = [entry["kind"] for entry in world.caller.get("social-worker", f"/share?case={case}").body["entries"]]
    expect(listed == ["share", "attachment"], "school and hospital stand in one chronology: the council's")
    said = {"outcome": "accepted", "words": "We know him: what you found is now with what his school saw."}
    asked("social-worker", "the hospital's referral: accepted")
    status(world.caller.post("social-worker", f"/share/{hospital['share_id']}/outcome", said), CREATED, "accepted")
    again = status(world.caller.post("social-worker", path, body), FORBIDDEN, "a second time: refused")
    expect(codes(again) == {"attached_already"}, "nothing is ever replaced, so nothing is said twice")


def _heard(world: World, school: Body, hospital: Body) -> None:
    asked("teacher", "GET /inbox, and the referral")
    entries = world.caller.get("teacher", "/inbox").body["entries"]
    answers = [e for e in entries if e["record_id"] == school["share_id"] and e["kind"] == "share_outcome"]
    expect(answers[0]["outcome"] == "accepted", "the referrer hears back")
    seen = status(world.caller.get("teacher", READ.format(school["share_id"])), OK, "read").body
    for outcome in seen["outcomes"]:
        line(outcome["outcome"], f"{outcome['by']['agency']}: {outcome.get('words', '')}")
    status(
        world.caller.get("teacher", READ.format(hospital["share_id"])), NOT_FOUND, "the hospital's referral: not found"
    )
    expect(len(_case(world, "teacher", school)) == 1, "the school has gained no look at what the hospital said")


def _moved(world: World, school: Body) -> None:
    line("meanwhile", "mother and child move to Hartlepool")
    refused = _change(world, school, change="end", agency=DURHAM, why="They moved away")
    status(refused, FORBIDDEN, "Durham just leaves: refused")
    expect(codes(refused) == {"case_would_have_no_council"}, "no child is left without the council that has the duty")
    until = (datetime.now(UTC) + timedelta(days=14)).strftime("%Y-%m-%dT%H:%M:%SZ")
    change = {
        "change": "hand_over",
        "agency": DURHAM,
        "to": HARTLEPOOL,
        "ground": "child_lives_in_area",
        "until": until,
    }
    why = "They live with the grandmother in Hartlepool now; both teams visit together for two weeks"
    handed = status(_change(world, school, **change, why=why), CREATED, "handed over, warm for two weeks")
    for part in handed.body["parts"]:
        line("part", ", ".join(f"{name} {value}" for name, value in part.items()))
    note = world.caller.get("outsider", READ.format(handed.body["change_id"]))
    line("Hartlepool", f"reads why: {note.body['why']}")
    unread = status(world.caller.get("outsider", READ.format(school["share_id"])), NOT_FOUND, "the old referral")
    expect(unread.status == NOT_FOUND, "what Durham received it does not see by that: Durham shares what is needed")
    expect(len(_case(world, "outsider", school)) == 1, "Hartlepool's chronology begins with the hand-over")


def _change(world: World, school: Body, **change: str) -> Answer:
    asked("social-worker", f"POST /share/…/involvement: {change['change']}")
    return world.caller.post("social-worker", f"/share/{school['share_id']}/involvement", change)


def _case(world: World, who: str, school: Body) -> list[Any]:
    entries: list[Any] = world.caller.get(who, f"/share?case={school['case_id']}").body["entries"]
    return entries
