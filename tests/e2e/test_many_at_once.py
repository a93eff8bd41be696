"""Many writes at once, on DynamoDB Local, where transactions really conflict."""

import json
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from uuid import uuid4

import pytest

from workbench.seeds.api import Answer, Caller

from .bodies import Application, Body, a_share, undertaking
from .outside import Stand, codes

AT_ONCE = 16


def _records(stand: Stand) -> set[str]:
    return {pk for pk, sk in stand.items() if sk == "record"}


def _sent(stand: Stand, bodies: list[tuple[str, str, Body, str]]) -> list[Answer]:
    """Send all, sixteen at a time, each of the sixteen over a connection of its own."""
    idle: Queue[Caller] = Queue()
    for _ in range(AT_ONCE):
        idle.put(Caller(stand.running.url, stand.running.keys))

    def send(one: tuple[str, str, Body, str]) -> Answer:
        who, path, body, key = one
        caller = idle.get()
        try:
            return caller.post(who, path, body, key=key)
        finally:
            idle.put(caller)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, bodies))
    while not idle.empty():
        idle.get().close()
    return answers


@pytest.mark.timeout(180)
def test_fifty_identical_writes_leave_one_record_and_fifty_equal_answers(with_transactions: Stand) -> None:
    """Of fifty identical writes at once exactly one writes, and all answer the same."""
    stand, key = with_transactions, str(uuid4())
    body = a_share(stand)
    before = _records(stand)
    answers = _sent(stand, [("social-worker", "/share", body, key)] * 50)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.raw for answer in answers}) == 1
    assert _records(stand) - before == {f"case#{answers[0].body['share_id']}"}
    inbox = stand.caller.get("detective", "/inbox?limit=100").body["entries"]
    assert [entry["record_id"] for entry in inbox].count(answers[0].body["share_id"]) == 1


@pytest.mark.timeout(400)
def test_five_hundred_different_writes_leave_five_hundred_records(with_transactions: Stand) -> None:
    """Five hundred shares in one case, sixteen at a time, are five hundred records, each whole."""
    stand = with_transactions
    bodies = []
    for n in range(500):
        body = a_share(stand)
        body["necessity"]["why"] = f"Reason number {n}"
        bodies.append(("social-worker", "/share", body, str(uuid4())))
    before = _records(stand)
    answers = _sent(stand, bodies)
    assert {answer.status for answer in answers} == {201}, {answer.raw for answer in answers if answer.status != 201}
    made = {f"case#{answer.body['share_id']}" for answer in answers}
    assert len(made) == 500
    items = stand.items()
    assert {pk for pk, sk in items if sk == "record"} - before == made
    pointers = [sk.rpartition("#")[2] for pk, sk in items if pk == f"member#{stand.case}.force:11" and "pointer#" in sk]
    assert {f"case#{record}" for record in pointers} >= made
    assert len(pointers) == len(set(pointers))


def test_of_two_undertakings_at_once_one_counts(with_transactions: Stand) -> None:
    """When one officer records a signature and another a refusal at the same moment, exactly one is recorded."""
    stand = with_transactions
    application = Application(stand).decided()
    both = [
        (who, "/record-undertaking", undertaking(application.id, outcome), str(uuid4()))
        for who, outcome in (("detective", "signed"), ("inspector", "refused"))
    ]
    answers = _sent(stand, both)
    assert sorted(answer.status for answer in answers) in ([201, 403], [201, 409])
    assert [codes(answer) for answer in answers if answer.status != 201] == [{"step_not_possible_now"}]
    taken = next(answer.body for answer in answers if answer.status == 201)
    standing = application.standing()
    assert [step["step"] for step in standing["steps"]].count("undertaking") == 1
    assert standing["state"] == taken["state"]


def test_a_key_raced_by_two_bodies_is_one_record_and_one_conflict(with_transactions: Stand) -> None:
    """Two different requests at once under one key: one is written, the other is told of the conflict."""
    stand, key = with_transactions, str(uuid4())
    bodies = [a_share(stand, lambda body, n=n: body["necessity"].update(why=f"Reason {n}")) for n in range(2)]
    before = _records(stand)
    answers = _sent(stand, [("social-worker", "/share", body, key) for body in bodies])
    assert sorted(answer.status for answer in answers) == [201, 422], [json.dumps(a.body)[:300] for a in answers]
    assert len(_records(stand) - before) == 1
