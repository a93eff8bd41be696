"""The queue and the clock on DynamoDB Local: what is due is shown in order, and what has passed is recorded once."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain import ids
from workbench.clock import command
from workbench.clock.as_of import NoRunError, run_as_of
from workbench.seeds.requests import application
from workbench.tools import ROOT

from .bodies import assessment
from .faults import Fault
from .outside import Stand, plain

FUNCTION = "proviso-clock:live"
AT_ONCE = 4
QUEUE = "/request-disclosure?due="


@pytest.fixture
def stand(with_transactions: Stand) -> Stand:
    """The stack on DynamoDB Local, where transactions really conflict."""
    return with_transactions


def opened(stand: Stand, **ago: float) -> str:
    """An application that was received so long ago; its id."""
    received = (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = application()
    body["received"]["at"] = received
    answer = stand.caller.post("call-handler", "/request-disclosure", body)
    assert answer.status == 201, answer.raw
    return str(answer.body["request_id"])


def run(stand: Stand) -> dict[str, Any]:
    """Run the function as its schedule does."""
    answer = stand.client("lambda", "local-administrator").invoke(FunctionName=FUNCTION, Payload=b"{}")
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, said
    return said


def listed(stand: Stand, query: str, name: str = "inspector") -> list[dict[str, Any]]:
    """Every entry of a queue, page by page."""
    entries: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = stand.caller.get(name, QUEUE + query + cursor)
        assert answer.status == 200, answer.raw
        entries += answer.body["entries"]
        if "next" not in answer.body:
            return entries
        cursor = f"&cursor={answer.body['next']}"


def entry_of(stand: Stand, request: str, query: str = "week") -> dict[str, Any]:
    """The one entry of a request."""
    (found,) = [entry for entry in listed(stand, query) if entry["request_id"] == request]
    return found


def breaches(stand: Stand, request: str) -> list[dict[str, Any]]:
    """What the state holds as passed."""
    state = plain(stand.items()[ids.case_partition(request), "state"])["header"]
    found: list[dict[str, Any]] = state.get("breaches", [])
    return found


def escalations(stand: Stand) -> Counter[str]:
    """How many duties to escalate stand for each record."""
    headers = [plain(item)["header"] for (_, sk), item in stand.items().items() if sk.startswith("due#")]
    return Counter(str(header["record"]) for header in headers if header["code"] == "escalation")


def test_a_queue_is_in_the_order_in_which_it_is_due(stand: Stand) -> None:
    """Whatever was opened last, what is due first comes first, with what comes next and who may do it."""
    wanted = [opened(stand, hours=hours) for hours in (2, 20, 11)]
    mine = [entry for entry in listed(stand, "week") if entry["request_id"] in wanted]
    assert [entry["request_id"] for entry in mine] == [wanted[1], wanted[2], wanted[0]]
    assert [entry["due"] for entry in mine] == sorted(entry["due"] for entry in mine)
    assert {entry["overdue"] for entry in mine} == {False}
    steps = {step["step"]: step["roles"] for step in mine[0]["next"]}
    assert steps["initial_assessment"] == ["child_protection", "contact_officer"]


def test_pages_of_the_queue_are_one_query_each_and_together_the_queue(stand: Stand) -> None:
    """However large a page, following the cursor gives the same entries once; no item is read, nothing is scanned."""
    for hours in (3, 4, 5):
        opened(stand, hours=hours)
    whole = listed(stand, "week&limit=100")
    with stand.watched() as seen:
        assert listed(stand, "week&limit=2") == whole
    reads = [record for record in seen if record["eventSource"] == "dynamodb.amazonaws.com"]
    queries = [record for record in reads if record["eventName"] == "Query"]
    assert {record["requestParameters"]["indexName"] for record in queries} == {"queue"}
    assert len(queries) == -(-len(whole) // 2)
    assert {record["eventName"] for record in reads} == {"Query", "TransactGetItems", "PutItem"}


def test_a_queue_is_of_one_agency(stand: Stand) -> None:
    """Another force sees nothing of it, and a horizon in the past shows nothing that is due today."""
    request = opened(stand, hours=1)
    assert request in {entry["request_id"] for entry in listed(stand, "week")}
    assert request not in {entry["request_id"] for entry in listed(stand, "week", "other-force")}
    assert request not in {entry["request_id"] for entry in listed(stand, "overdue")}
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d")
    assert request not in {entry["request_id"] for entry in listed(stand, yesterday)}


def test_mine_is_what_my_role_may_do(stand: Stand) -> None:
    """Every role of the agency sees its whole work; asked for its own, a role without a step in it sees none of it."""
    request = opened(stand, hours=1)
    for name, mine in (("detective", True), ("call-handler", True), ("domestic-abuse-officer", False)):
        assert request in {entry["request_id"] for entry in listed(stand, "week", name)}
        assert (request in {entry["request_id"] for entry in listed(stand, "week&mine=true", name)}) is mine


def test_silence_past_a_limit_is_recorded_once_however_often_the_clock_runs(stand: Stand) -> None:
    """The first run records and escalates; the next ones find nothing, and the queue goes on to show it as overdue."""
    request = opened(stand, days=2)
    first = [one for one in run(stand)["passed"] if one["record"] == request]
    assert [[limit["limit"] for limit in one["limits"]] for one in first] == [["received"]]
    for _ in range(2):
        assert request not in {one["record"] for one in run(stand)["passed"]}
    (breach,) = breaches(stand, request)
    assert (breach["clock"], breach["decision"]) == ("received", first[0]["decision"])
    assert escalations(stand)[request] == 1
    entry = entry_of(stand, request, "overdue")
    assert (entry["overdue"], entry["passed"]) == (True, ["received"])
    assert entry["next"]


def test_a_late_run_records_all_that_passed_meanwhile(stand: Stand) -> None:
    """After weeks of silence, and of a clock that stood still, one run records each limit with when it was due."""
    request = opened(stand, days=40)
    run(stand)
    found = {one["clock"]: one["due"] for one in breaches(stand, request)}
    assert set(found) == {"received", "overall"}
    assert found["received"] < found["overall"] < datetime.now(UTC).isoformat()
    assert escalations(stand)[request] == 1


def test_a_step_after_the_limit_leaves_the_record_of_it(stand: Stand) -> None:
    """Work goes on: the late step is taken, and what was recorded stays recorded."""
    request = opened(stand, days=2)
    run(stand)
    ((who, step), *_) = assessment()
    answer = stand.caller.post(who, f"/request-disclosure/{request}/steps", step)
    assert answer.status == 201, answer.raw
    assert [one["clock"] for one in breaches(stand, request)] == ["received"]
    assert entry_of(stand, request, "2100-01-01")["overdue"] is False
    run(stand)
    assert [one["clock"] for one in breaches(stand, request)] == ["received"]


def _environment(stand: Stand) -> dict[str, str]:
    """What the clock's function has: its role's credentials, its settings, and nothing else."""
    own, settings = stand.running.session("proviso-clock"), stand.running.settings
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_PROXY": "127.0.0.1",
        "AWS_DEFAULT_REGION": stand.running.region,
        "AWS_ENDPOINT_URL": stand.running.front,
        "AWS_ACCESS_KEY_ID": own["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": own["secret_access_key"],
        "AWS_SESSION_TOKEN": own["session_token"],
        **{name: settings[name] for name in ("PROVISO_DECIDE_FOR_CLOCK", "PROVISO_RECORDS_TABLE")},
    }


def _at_once(environment: Mapping[str, str], count: int) -> list[dict[str, Any]]:
    """Run the clock's code in so many processes that begin at the same moment."""
    argv = [sys.executable, "-m", "tests.e2e.clock_process"]
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen(argv, cwd=ROOT, env=dict(environment), stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for _ in range(count)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(count) as pool:
        said = list(pool.map(lambda process: process.communicate("go\n", timeout=120), processes))
    assert [process.returncode for process in processes] == [0] * count, said
    return [json.loads(out.splitlines()[-1]) for out, _ in said]


@pytest.mark.timeout(240)
def test_of_runs_at_the_same_moment_one_records_each_limit(stand: Stand) -> None:
    """Four clocks at once over the same silence: each limit is recorded once, and losing is no failure."""
    requests = [opened(stand, days=2, minutes=n) for n in range(16)]
    runs = _at_once(_environment(stand), AT_ONCE)
    assert [(made["failed"], made["unread"], made["complete"]) for made in runs] == [(0, 0, True)] * AT_ONCE
    recorded = Counter(one["record"] for made in runs for one in made["passed"])
    assert {request: recorded[request] for request in requests} == dict.fromkeys(requests, 1)
    assert {len(breaches(stand, request)) for request in requests[:4]} == {1}
    assert {escalations(stand)[request] for request in requests} == {1}
    assert sum(made["refused"] for made in runs) > 0, "they did not meet"


@pytest.mark.parametrize(
    "operation", ["dynamodb:TransactGetItems", "sts:AssumeRole", "dynamodb:TransactWriteItems", "dynamodb:Query"]
)
def test_what_fails_is_tried_again_and_recorded_once(stand: Stand, operation: str) -> None:
    """A throttle that outlasts the tries leaves the record for the next run; nothing is lost and nothing is doubled."""
    requests = [opened(stand, days=2) for _ in range(2)]
    with stand.purposely(), stand.faulty(Fault(operation, "throttle", times=3)):
        made = run(stand)
    assert made["complete"] is (made["failed"] + made["unread"] == 0)
    run(stand)
    assert {len(breaches(stand, request)) for request in requests} == {1}
    assert {escalations(stand)[request] for request in requests} == {1}


def test_nobody_else_is_the_clock(stand: Stand) -> None:
    """Without a token the live alias lets nobody in, and with one a practitioner is refused; the clock's is IAM's."""
    request = opened(stand, days=2)
    functions = stand.client("lambda", "proviso-share")
    payload = json.dumps({"action": "clock.record", "record": request}).encode()
    said = json.loads(functions.invoke(FunctionName="proviso-decide:live", Payload=payload)["Payload"].read())
    assert (said["outcome"], said["code"]) == ("unauthenticated", "token_missing")
    refused = stand.decide("inspector", "clock.record", record=request)
    assert refused["outcome"] == "refused"
    assert {reason["code"] for reason in refused["decision"]["reasons"]} == {"action_not_for_role", "clock_only"}
    assert breaches(stand, request) == []


def test_an_agency_without_work_has_an_empty_queue(stand: Stand) -> None:
    """Where nothing is to be done the list is empty, as it is for whoever was never part of anything."""
    opened(stand, hours=1)
    assert listed(stand, "2100-01-01", "independent-teacher") == []


def test_the_clock_as_of_a_time_to_come(
    stand: Stand, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On this machine the stack can be asked what will have passed; it is recorded as of then, and once."""
    monkeypatch.setattr(command, "LOG", tmp_path / "clock.log")
    request = opened(stand, hours=1)
    at = datetime.now(UTC) + timedelta(days=2)
    told = {one.record: one for one in run_as_of(stand.running, at).recorded}
    assert told[request].limits == ("received",)
    assert request not in {one.record for one in run_as_of(stand.running, at).recorded}
    (breach,) = breaches(stand, request)
    assert breach["at"][:19] == at.isoformat()[:19]
    later = (at + timedelta(days=60)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert command.run(stand.running.as_state(), later, as_json=False) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"as of {later}\n")
    assert request in said
    assert "overall (due " in said
    assert "escalated: force:11 says why and acts by " in said
    assert said.endswith("nothing is left\n")


def test_the_clock_of_a_stack_is_not_turned_back(stand: Stand) -> None:
    """What has been cannot be asked again: nothing runs."""
    with pytest.raises(NoRunError, match="turned back"):
        run_as_of(stand.running, datetime.now(UTC) - timedelta(seconds=1))


def test_the_command_runs_the_stacks_own_function(stand: Stand, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a time, what runs is what the schedule runs."""
    request = opened(stand, days=2)
    assert command.run(stand.running.as_state(), None, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert request in {one["record"] for one in told["passed"]}


def test_every_look_of_the_clock_is_explained(stand: Stand) -> None:
    """After queue and clock nothing is an orphan: its queries are a class of their own, what it wrote was decided."""
    opened(stand, days=2)
    run(stand)
    listed(stand, "week")
    report = stand.reconcile()
    assert report.faults == []
    assert [orphan for orphan in report.orphans if orphan.event not in stand.on_purpose] == []
    assert report.classes["the clock looks for ticks"] > 0
