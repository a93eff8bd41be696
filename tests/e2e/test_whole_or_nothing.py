"""A retry, a timeout or a crash at any call leaves either nothing or one whole record, never two, never half."""

import re
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from workbench.seeds.api import Answer

from .bodies import Application, Body, a_share, decision, undertaking
from .faults import Fault
from .outside import Item, Stand

CALLS = {
    "lambda:Invoke": "proviso-share",
    "dynamodb:TransactGetItems": "proviso-decide",
    "dynamodb:PutItem": "proviso-decide",
    "sts:AssumeRole": "proviso-decide",
    "kms:GenerateDataKey": "proviso-share",
    "dynamodb:TransactWriteItems": "proviso-share",
}
Key = tuple[str, str]
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_HMAC = re.compile(r"[0-9a-f]{64}")


def _kind(key: Key) -> str:
    """A key without what differs from one record to the next."""
    return _HMAC.sub("<hmac>", _TIME.sub("<time>", _ULID.sub("<id>", "|".join(key))))


def _new(before: dict[Key, Item], after: dict[Key, Item]) -> Counter[str]:
    """What was added, and what was replaced by a later version."""
    changed = [key for key, item in after.items() if key not in before or before[key]["v"] != item["v"]]
    assert set(before) <= set(after)
    return Counter(_kind(key) for key in changed)


@pytest.fixture(scope="module")
def whole(stand: Stand) -> Counter[str]:
    """What one share adds when nothing goes wrong (the second one: the first may make the recipient involved)."""
    stand.caller.post("social-worker", "/share", a_share(stand))
    before = stand.items()
    assert stand.caller.post("social-worker", "/share", a_share(stand)).status == 201
    added = _new(before, stand.items())
    assert added["case#<id>.<id>|record"] == 1
    assert added["client#e06000047-case-system|idempotency#<hmac>"] == 1
    assert sum(added.values()) >= 7
    return added


def _tried(stand: Stand, fault: Fault, whole: Counter[str]) -> tuple[Answer, Answer]:
    """Send a share into a fault, look, and send it again under the same key."""
    body, key = a_share(stand), str(uuid4())
    before = stand.items()
    with stand.purposely():
        with stand.faulty(fault):
            first = stand.caller.post("social-worker", "/share", body, key=key)
        if fault.what == "kill":
            stand.serving()
    left = _new(before, stand.items())
    assert left in (Counter(), whole)
    if first.status == 201:
        assert left == whole
    second = stand.caller.post("social-worker", "/share", body, key=key)
    assert second.status == 201, second.raw
    assert _new(before, stand.items()) == whole
    if left or first.status == 201:
        third = stand.caller.post("social-worker", "/share", body, key=key)
        assert third.raw == second.raw
        assert first.status != 201 or first.raw == second.raw
    return first, second


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", CALLS)
def test_a_crash_at_any_call_leaves_nothing_or_one_whole_record(
    stand: Stand, whole: Counter[str], call: str, moment: Any
) -> None:
    """Whoever makes the call is killed before it is done, or before the answer comes: then the retry makes it one."""
    first, _ = _tried(stand, Fault(call, "kill", moment, victim=CALLS[call]), whole)
    assert first.status in {502, 503}


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", CALLS)
def test_a_lost_call_is_made_good(stand: Stand, whole: Counter[str], call: str, moment: Any) -> None:
    """One failed call, or one lost answer, is retried or closes the request; it never doubles or halves a record."""
    first, _ = _tried(stand, Fault(call, "fail", moment), whole)
    assert first.status in {201, 503}


@pytest.mark.parametrize("call", CALLS)
def test_throttling_that_does_not_end_leaves_nothing(stand: Stand, whole: Counter[str], call: str) -> None:
    """A service that throttles every attempt closes the request, and nothing is left."""
    before = stand.items()
    first, _ = _tried(stand, Fault(call, "throttle", times=40), whole)
    assert first.status == 503
    assert _new(before, stand.items()) == whole  # the retry's, once the throttling was over


def test_a_write_whose_answers_are_all_lost_is_there_once(stand: Stand, whole: Counter[str]) -> None:
    """When the transaction was done and every answer lost, the retry under the same key gets that record."""
    first, _ = _tried(stand, Fault("dynamodb:TransactWriteItems", "fail", "after", times=40), whole)
    assert first.status in {201, 503}


def test_a_write_whose_answer_is_late_is_there_once(stand: Stand, whole: Counter[str]) -> None:
    """A time-out of the client after the write was done makes no second record."""
    first, _ = _tried(stand, Fault("dynamodb:TransactWriteItems", "late", "after", seconds=11.0), whole)
    assert first.status in {201, 503}


def test_the_callers_retry_gets_the_same_answer(stand: Stand, whole: Counter[str]) -> None:
    """The same request under the same key is answered with the same bytes and writes once; its replay is recorded."""
    body, key = a_share(stand), str(uuid4())
    before = stand.items()
    answers = [stand.caller.post("social-worker", "/share", body, key=key) for _ in range(4)]
    assert {answer.status for answer in answers} == {201}
    assert len({answer.raw for answer in answers}) == 1
    assert _new(before, stand.items()) == whole
    kinds = [stand.entries()[answer.headers["proviso-decision"]]["kind"] for answer in answers]
    assert kinds == ["decision", "replay", "replay", "replay"]


@pytest.mark.parametrize("who", ["social-worker", "nurse"])
def test_another_request_under_the_same_key_is_no_retry(stand: Stand, who: str) -> None:
    """Another body under a used key is 422 and writes nothing; the same key of another client is another key."""
    key = str(uuid4())
    assert stand.caller.post("social-worker", "/share", a_share(stand), key=key).status == 201
    before = stand.items()
    other = a_share(stand, lambda body: body["necessity"].update(why="Something else"))
    answer = stand.caller.post(who, "/share", other, key=key)
    assert answer.status == (422 if who == "social-worker" else 403)
    assert (answer.body["code"] == "idempotency_conflict") == (who == "social-worker")
    assert stand.items() == before


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("function", ["proviso-request-disclosure", "proviso-record-undertaking"])
def test_a_crash_in_the_scheme_leaves_nothing_or_one_whole_step(stand: Stand, function: str, moment: Any) -> None:
    """A step, or an undertaking, whose function dies at its write is there whole or not at all, and once."""
    application = Application(stand).assessed()
    who, path, body = "inspector", f"/request-disclosure/{application.id}/steps", decision("disclose")
    if function == "proviso-record-undertaking":
        application.must(who, body)
        who, path, body = "detective", "/record-undertaking", undertaking(application.id, "signed")
    steps, key = len(application.standing()["steps"]), str(uuid4())
    with stand.purposely():
        with stand.faulty(Fault("dynamodb:TransactWriteItems", "kill", moment, victim=function)):
            assert stand.caller.post(who, path, body, key=key).status == 502
        _until_answered(stand, path)
    assert len(application.standing()["steps"]) == steps + (moment == "after")
    again = stand.caller.post(who, path, body, key=key)
    assert again.status == 201, again.raw
    standing: Body = application.standing()
    assert len(standing["steps"]) == steps + 1
    assert standing["state"] == again.body["state"]


def _until_answered(stand: Stand, path: str) -> None:
    """Wait until the function that was killed answers again: what it is asked has no contract."""
    import time

    deadline = time.monotonic() + 30
    while stand.caller.post("inspector", path, {}).status != 422:
        assert time.monotonic() < deadline
        time.sleep(0.1)
