"""Scenes 1 to 5: a case is opened, read, widened; bases are weighed; hidden and absent look the same."""

import copy
import uuid
from typing import Any

from workbench.demo.telling import asked, codes, expect, line, scene, status, trail
from workbench.demo.world import World
from workbench.policy.ask import ask
from workbench.seeds.requests import referral, share_to_police

CREATED, OK, FORBIDDEN, NOT_FOUND = 201, 200, 403, 404
DURHAM = "la:E06000047"
LAST_DAY_BEFORE_EA = "2026-02-04"
FIRST_DAY_OF_EA = "2026-02-05"


def referral_opens_a_case(world: World) -> None:
    """Scene 1."""
    scene("1", "A referral opens a case")
    asked(
        "teacher (state school)", "POST /share to children's social care of the area where the child lives, no case yet"
    )
    answer = status(world.caller.post("teacher", "/share", referral(area=DURHAM, council=DURHAM)), CREATED, "shared")
    world.remembered["case"], world.remembered["referral"] = answer.body["case_id"], answer.body["share_id"]
    facts = answer.body["disclosure"]
    line("five facts", f"when {facts['when']} · who {facts['who']['agency']} · how {facts['how']}")
    line("", f"to whom {[w['agency'] for w in facts['to_whom']]} · what {[w['item'] for w in facts['what']]}")
    line("receipt", f"ledger entry {answer.body['receipt']['entry_sha256'][:16]}…")
    decision = answer.body["decision"]["id"]
    expect(world.ledger().hashes[decision] == answer.body["receipt"]["entry_sha256"], "the receipt is the ledger's key")
    trail(world.events_of(decision))


def recipient_reads(world: World) -> None:
    """Scene 2."""
    scene("2", "Its recipient reads it, fact and opinion apart")
    inbox = world.caller.get("social-worker", "/inbox")
    expect(any(e["record_id"] == world.remembered["referral"] for e in inbox.body["entries"]), "it lies in the inbox")
    path = f"/share/{world.remembered['referral']}?reason=risk_assessment"
    asked("social-worker", f"GET {path}")
    answer = status(world.caller.get("social-worker", path), OK, "read")
    for statement in answer.body["facts"]:
        line("fact", f"{statement['text']} (source: {statement['source']})")
    for statement in answer.body["opinions"]:
        line("opinion", f"{statement['text']} (source: {statement['source']})")
    expect(answer.body["facts"] and answer.body["opinions"], "facts and opinions are told apart")
    trail(world.events_of(world.decision_of(answer)))


def need_is_shown_then_met(world: World) -> None:
    """Scene 3."""
    scene("3", "A share to an agency without need is refused; the remedy is followed; it is allowed")
    body = share_to_police(world.remembered["case"])
    body["recipients"] = [
        {"agency": "school:999002", "role": "safeguarding_lead", "need": "To keep the child safe on site"}
    ]
    asked("social-worker", "POST /share to the independent school, without saying why the school has a part")
    refused = status(world.caller.post("social-worker", "/share", body), FORBIDDEN, "refused")
    expect(codes(refused), "every reason is listed with its law and its remedy")
    mended = copy.deepcopy(body)
    mended["recipients"][0]["ground"] = "teaches"
    asked("social-worker", "the same, with ground `teaches` and nothing else changed")
    answer = status(world.caller.post("social-worker", "/share", mended), CREATED, "shared")
    seen = answer.body["recipients"][0]
    line("sees", f"{[s['item'] for s in seen['sees']]}, withheld {seen['withheld']}")
    trail(world.events_of(answer.body["decision"]["id"]))


def bases_are_weighed(world: World) -> None:
    """Scene 4."""
    scene("4", "Recognised legitimate interest: not for a council, but for a charity, and only since 5 February 2026")
    body = share_to_police(world.remembered["case"])
    recognised = {"basis": "UKGDPR_6_1_ea", "recognised_interest": "safeguarding_vulnerable_individual"}
    body["lawful_basis"] |= recognised
    asked("social-worker (public authority)", "POST /share relying on Art 6(1)(ea)")
    status(world.caller.post("social-worker", "/share", body), FORBIDDEN, "refused")
    charity = referral(area=DURHAM, council=DURHAM)
    charity["lawful_basis"] |= recognised
    charity["lawful_basis"].pop("enactment", None)
    asked(
        "charity-worker",
        "POST /share to children's social care relying on Art 6(1)(ea), safeguarding a vulnerable individual",
    )
    answer = status(world.caller.post("charity-worker", "/share", charity), CREATED, "shared")
    question: dict[str, Any] = dict(world.ledger().entries[answer.body["decision"]["id"]]["input"])
    for day, wanted in ((LAST_DAY_BEFORE_EA, False), (FIRST_DAY_OF_EA, True)):
        verdict = ask(_as_of(question, day), None)
        found = sorted(r["code"] for r in verdict["reasons"])
        line("as of", f"{day}: {'allowed' if verdict['allow'] else 'refused'} {found or ''}")
        expect(verdict["allow"] is wanted, f"the law of {day} is the law that counts")


def _as_of(question: dict[str, Any], day: str) -> dict[str, Any]:
    """The same question with every date moved to that day, so that only the law differs."""
    moved: dict[str, Any] = copy.deepcopy(question)
    moved["context"]["now"] = f"{day}T12:00:00Z"
    for said in moved["context"]["share"]["statements"]:
        said["as_of"] = f"{day}T08:00:00Z"
    return moved


def hidden_and_absent_are_one(world: World) -> None:
    """Scene 5."""
    scene("5", "The outsider asks for a real and for an invented share")
    real = world.remembered["referral"]
    invented = f"{real[:40]}{'0' * 13}"
    same_id = {"X-Request-ID": str(uuid.uuid4())}
    before = set(world.ledger().entries)
    asked("outsider (another council)", "GET /share/{a real share of a case it has no part in}")
    first = status(
        world.caller.get("outsider", f"/share/{real}?reason=risk_assessment", **same_id), NOT_FOUND, "not found"
    )
    asked("outsider", "GET /share/{an invented one}")
    second = status(
        world.caller.get("outsider", f"/share/{invented}?reason=risk_assessment", **same_id), NOT_FOUND, "not found"
    )
    expect(first.raw == second.raw, f"the same answer byte for byte ({len(first.raw)} bytes)")
    varying = {"x-amzn-requestid", "date"}
    names = [{k: v for k, v in a.headers.items() if k not in varying} for a in (first, second)]
    expect(names[0] == names[1], "the same headers, but for the request's own id and the date")
    decided = sorted(set(world.ledger().entries) - before)
    ours = [sorted((e.name, e.role) for e in world.events_of(decision)) for decision in decided]
    expect(len(ours) == len((first, second)) and ours[0] == ours[1], "both were decided and took the same path")
    trail(world.events_of(decided[-1]))
