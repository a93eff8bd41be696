"""Undefined, slow, unreachable policy: closed, 503, and nothing is written but the refusal."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator

import pytest

from workbench.seeds.api import Answer
from workbench.seeds.requests import application

from .bodies import a_share
from .faults import Fault
from .outside import Stand

PATHS = ("share", "read", "chronology", "inbox", "application")


def _ask(stand: Stand, what: str) -> Answer:
    caller, record = stand.caller, stand.running.cases[0].share_id
    if what == "share":
        return caller.post("social-worker", "/share", a_share(stand))
    if what == "application":
        return caller.post("call-handler", "/request-disclosure", application())
    paths = {"read": f"/share/{record}?reason=supervision", "chronology": f"/share?case={stand.case}"}
    return caller.get("social-worker", paths.get(what, "/inbox"))


@contextlib.contextmanager
def _killed(stand: Stand) -> Iterator[None]:
    pids = stand.owner("opa")
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    yield


@contextlib.contextmanager
def _stopped(stand: Stand) -> Iterator[None]:
    pids = stand.owner("opa")
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):  # a hung OPA is replaced
                os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("what", PATHS)
@pytest.mark.parametrize("fault", [_killed, _stopped], ids=["killed", "stopped"])
def test_without_opa_the_answer_is_503_and_only_the_refusal_is_written(
    stand: Stand, what: str, fault: type[contextlib.AbstractContextManager[None]]
) -> None:
    """With OPA killed or hung each path is closed: 503 in time, no item, no session, one entry that allows nothing."""
    stand.serving()
    items, before = stand.items(), set(stand.entries())
    try:
        with stand.watched() as seen, fault(stand):
            started = time.monotonic()
            answer = _ask(stand, what)
            took = time.monotonic() - started
    finally:
        stand.serving()
    assert answer.status == 503, answer.raw
    assert answer.body["code"] == "closed"
    assert "retry-after" in answer.headers
    assert took < 5
    entries = stand.entries()
    mine = [entries[r["requestParameters"]["key"]["pk"].removeprefix("decision#")] for r in seen if _is_put(r)]
    assert [(entry["kind"], entry["allow"], entry["grant"]) for entry in mine] == [("closed", False, None)]
    assert mine[0]["id"] not in before
    assert mine[0]["reasons"] == ["policy_unavailable"]
    assert not [r for r in seen if r["eventName"] == "AssumeRole" and "case-access" in str(r["requestParameters"])]
    assert stand.items() == items


def _is_put(record: dict[str, object]) -> bool:
    return record["eventName"] == "PutItem"


@pytest.mark.parametrize("operation", ["dynamodb:TransactGetItems", "sts:AssumeRole"])
@pytest.mark.parametrize("what", PATHS)
def test_without_facts_or_session_the_answer_is_503(stand: Stand, what: str, operation: str) -> None:
    """When facts cannot be read, or STS mints nothing, the answer is 503 and no item is written."""
    items = stand.items()
    with stand.faulty(Fault(operation, "fail", times=9)):
        answer = _ask(stand, what)
    assert answer.status == 503, answer.raw
    assert answer.body["code"] == "closed"
    assert stand.items() == items


@pytest.mark.parametrize("operation", ["dynamodb:GetItem", "kms:Decrypt"])
def test_a_read_that_breaks_half_way_shows_nothing(stand: Stand, operation: str) -> None:
    """When table or key fail after the decision, nothing of the content is in the answer."""
    with stand.faulty(Fault(operation, "fail", times=9)):
        answer = _ask(stand, "read")
    assert answer.status == 503, answer.raw
    assert set(answer.body) <= {"type", "title", "status", "detail", "code", "reason"}
