"""The zips behind the local AWS: what is deployed is what is tried, not the source tree."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from workbench.audit import ledger, trail
from workbench.audit.reconcile import reconcile
from workbench.local.function_table import FUNCTIONS
from workbench.local.stack import LocalStack
from workbench.running import Running
from workbench.seeds.requests import application, share_to_police
from workbench.seeds.undertakings import undertaking

CREATED, OK = 201, 200
CHECKS = ["pnc", "pnd", "visor", "force_intelligence"]


@pytest.fixture(scope="module")
def running(deployed: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A seeded stack whose workers run the unpacked zips."""
    functions = tuple(replace(one, folder=deployed[one.folder.name]) for one in FUNCTIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.running.LocalStack", partial(LocalStack, functions=functions))
        with Running.start(port=0, state_dir=tmp_path_factory.mktemp("stack"), session_seconds=60) as started:
            yield started


def mapped(pid: int) -> set[Path]:
    """Compiled Python extensions that a process has loaded."""
    lines = Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines()
    files = {Path(line.split(maxsplit=5)[5]) for line in lines if line.endswith(".so") and "/" in line}
    return {file for file in files if file.name.startswith(("_pydantic_core", "_rust"))}


def test_a_share_is_made_and_read(running: Running) -> None:
    """A share goes through the zips of share and decide: it is written under a session, and its recipient reads it."""
    case = running.cases[0].id
    shared = running.caller.post("social-worker", "/share", share_to_police(case))
    assert shared.status == CREATED, shared.raw
    read = running.caller.get("detective", f"/share/{shared.body['share_id']}?reason=risk_assessment")
    assert read.status == OK
    assert read.body["facts"][0]["text"].startswith("Two circular bruises")
    assert running.caller.get("detective", "/inbox").body["entries"]
    assert running.caller.get("social-worker", f"/share?case={case}").status == OK


def test_a_disclosure_comes_to_its_undertaking(running: Running) -> None:
    """An application goes through the zips of request-disclosure and record-undertaking and can be read in both."""
    opened = running.caller.post("call-handler", "/request-disclosure", application())
    assert opened.status == CREATED, opened.raw
    request = opened.body["request_id"]
    seen = {"person": "p1", "verified": True, "documents": ["passport", "utility_bill"], "relationship_proof": True}
    decided = {
        "recipient": "p4",
        "best_placed": "parent_with_care",
        "tests": dict.fromkeys(("conviction", "risk", "necessary", "proportionate"), True),
        "representations": {"sought": False, "reason": "risk_to_person"},
    }
    for who, step, outcome, more in (
        ("call-handler", "initial_assessment", "proceed", {"checks": CHECKS}),
        ("detective", "interview", "identity_verified", {"identity": seen}),
        ("detective", "risk_assessment", "complete", {"checks": CHECKS}),
        ("inspector", "decision", "disclose", decided),
    ):
        body = {"step": step, "outcome": outcome, "reasons": "As the file shows", **more}
        taken = running.caller.post(who, f"/request-disclosure/{request}/steps", body)
        assert taken.status == CREATED, taken.raw
    recorded = running.caller.post("detective", "/record-undertaking", undertaking(request, "refused"))
    assert recorded.status == CREATED, recorded.raw
    shown = running.caller.get("detective", f"/record-undertaking/{recorded.body['undertaking_id']}")
    assert shown.status == OK
    assert running.caller.get("inspector", f"/request-disclosure/{request}").status == OK


def test_the_clock_runs_from_its_zip(running: Running) -> None:
    """The zip of the clock finds its index and the decision point, and says that nothing is left."""
    invoked = running.client("lambda", "local-administrator").invoke(FunctionName="proviso-clock:live", Payload=b"{}")
    said = json.loads(invoked["Payload"].read())
    assert (said["failed"], said["unread"], said["complete"]) == (0, 0, True)


def test_the_workers_run_what_was_packaged(running: Running, deployed: dict[str, Path]) -> None:
    """The compiled extensions that the workers have loaded are the zips' own, not those of the environment."""
    for function in FUNCTIONS:
        folder = deployed[function.folder.name]
        loaded = {file for pid in running.owned.worker_pids(function.name) for file in mapped(pid)}
        assert loaded
        assert all(file.is_relative_to(folder) for file in loaded)


def test_every_look_of_the_zips_is_matched(running: Running) -> None:
    """After a share and a read through the zips, trail and ledger join without an orphan."""
    test_a_share_is_made_and_read(running)
    running.flush_trail()
    events = trail.read(running.client("s3", "proviso-auditor"), running.bucket)
    entries = ledger.read(running.client("dynamodb", "proviso-auditor"), running.estate.ledger_table)
    report = reconcile(running.estate, entries, events)
    assert report.clean, (report.orphans, report.faults)
    assert report.looks
