"""Each zip runs with nothing but its own content on the path."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.packages.zips import FUNCTIONS
from tests.api import gateway
from workbench.seeds import requests

NOWHERE = "http://127.0.0.1:9"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "eu-west-2",
    "AWS_ENDPOINT_URL": NOWHERE,
}
API = {
    "PROVISO_DECIDE_FUNCTION": "decide",
    "PROVISO_RECORDS_TABLE": "records",
    "PROVISO_CONTENT_KEY": "key",
    "PROVISO_POLICY_REVISION": "revision-of-the-test",
    "PROVISO_ENVIRONMENT": "sandbox",
    "PROVISO_SIGNING_KEY": "signing-key",
}
POSTS = {"share": "/share", "request_disclosure": "/request-disclosure", "record_undertaking": "/record-undertaking"}


def run(folder: Path, event: Any, handler: str = "app.app", **environment: str) -> dict[str, Any]:
    """Run a function's handler on one event in an interpreter that sees the folder and the standard library."""
    interpreter = Path(sys.executable).resolve()
    script = Path(__file__).with_name("alone.py")
    done = subprocess.run(
        [interpreter, "-I", "-S", "-B", str(script), str(folder), handler],
        input=json.dumps(event),
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert said["outside"] == []
    return said


def test_the_health_route_answers(deployed: dict[str, Path]) -> None:
    """The share function answers its health route from its zip alone, with the revision that it was given."""
    said = run(deployed["share"], gateway.event("GET", "/health", headers={"content-type": "(absent)"}), **API)
    assert said["answer"]["statusCode"] == 200
    assert json.loads(said["answer"]["body"])["policy_revision"] == "revision-of-the-test"


@pytest.mark.parametrize("function", sorted(POSTS))
def test_a_bad_request_is_judged_by_the_contract(deployed: dict[str, Path], function: str) -> None:
    """Each API function judges a body by its contract, from its zip alone: 422 with the faults."""
    said = run(deployed[function], gateway.event("POST", POSTS[function], body="{}"), **API)
    assert said["answer"]["statusCode"] == 422
    assert json.loads(said["answer"]["body"])["errors"]


def test_without_aws_the_door_is_closed(deployed: dict[str, Path]) -> None:
    """A share that is well formed is answered 503 when the decision point cannot be reached."""
    body = json.dumps(requests.share_to_police("01JD0000000000000000000000"))
    said = run(deployed["share"], gateway.event("POST", "/share", body=body), **(CREDENTIALS | API))
    assert said["answer"]["statusCode"] == 503


def test_decide_without_settings_decides_nothing(deployed: dict[str, Path]) -> None:
    """Without settings `decide` ends in an error that names the missing one, which its callers take for closed."""
    said = run(deployed["decide"], {"token": "x", "action": "inbox.list"}, "app.decide")
    assert said["error"] == "SettingsError"
    assert "PROVISO_RECORDS_TABLE" in said["message"]


def test_decide_without_opa_and_ledger_answers_closed(deployed: dict[str, Path], tmp_path: Path) -> None:
    """With settings, but neither OPA nor a ledger, `decide` answers closed: no allow, no session."""
    names = (
        "RECORDS_TABLE RECORDS_TABLE_ARN RECORDS_KEY CONTENT_KEY SIGNING_KEY LEDGER_TABLE CASE_ACCESS_ROLE AUDIENCE"
        " POLICY_REVISION"
    )
    environment = CREDENTIALS | {f"PROVISO_{name}": "x" for name in names.split()}
    files = {name: str(tmp_path / "absent") for name in ("JWKS_FILE", "OPA_BINARY", "OPA_BUNDLE", "OPA_BUNDLE_KEY")}
    environment |= {f"PROVISO_{name}": path for name, path in files.items()} | {"PROVISO_HMAC_KEY": "00" * 32}
    environment["PROVISO_ENVIRONMENT"] = "sandbox"
    said = run(deployed["decide"], {"token": "x", "action": "inbox.list"}, "app.decide", **environment)
    assert said["answer"]["outcome"] == "closed"
    assert "session" not in said["answer"]


def test_the_clock_without_settings_does_not_run(deployed: dict[str, Path]) -> None:
    """Without settings the clock ends in an error that names the missing one, which its alarm hears of."""
    said = run(deployed["clock"], {}, "app.run")
    assert said["error"] == "SettingsError"
    assert "PROVISO_DECIDE_FOR_CLOCK" in said["message"]


def test_the_clock_without_its_index_reports_that_nothing_was_read(deployed: dict[str, Path]) -> None:
    """From its zip alone, and where no AWS answers, a run says that no part of the index could be read."""
    settings = {"PROVISO_DECIDE_FOR_CLOCK": "decide:clock", "PROVISO_RECORDS_TABLE": "records"}
    said = run(deployed["clock"], {}, "app.run", **(CREDENTIALS | settings))["answer"]
    assert (said["looked"], said["unread"], said["complete"], said["passed"]) == (0, 4, False, [])


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_module_that_is_shipped_can_be_imported(deployed: dict[str, Path], function: str) -> None:
    """Whatever of chalicelib is in a zip finds in it all that it imports, late imports included."""
    handler = "app.decide" if function == "decide" else "app.app"
    assert "chalicelib" in run(deployed[function], {}, handler)["modules"]
