"""The doctor tells a sound deployment from one that is not."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from workbench.doctor import command, edge, enforcing, proving
from workbench.doctor.findings import Finding, Probe, examine
from workbench.doctor.site import Edge, Question, Site, fetched, waited
from workbench.local.names import ADMINISTRATOR
from workbench.running import Running

NOT_LOCAL = {"default endpoint", "no certificate"}


def verdicts(findings: list[Finding]) -> dict[str, str]:
    return {one.probe: one.verdict for one in findings}


class LetsAllThrough:
    """A client that lets everything through."""

    def __getattr__(self, _name: str) -> Any:
        return lambda **_: {"Item": {}}


class Fails:
    """A client whose calls fail for a reason that shows nothing."""

    def __getattr__(self, name: str) -> Any:
        def call(**_: object) -> None:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, name)

        return call


def open_site(site: Site, client: Any) -> Site:
    """The same site with such a client in every place."""
    session = {"not_after": (datetime.now(UTC) - timedelta(seconds=5)).isoformat()}
    return replace(
        site,
        operator=lambda _service: client,
        acting_as=lambda _service, _session: client,
        question=Question("token", f"{'1' * 26}.{'1' * 26}", f"{'2' * 26}.{'2' * 26}"),
        wait_until=lambda _instant: None,
        _minted=session,
    )


def test_a_sound_stack_is_found_sound(site: Site) -> None:
    """On the local AWS every probe that can be tried there is as expected, and the others are named."""
    found = verdicts(examine(site, command.PROBES))
    assert {name for name, verdict in found.items() if verdict == "not tried"} == NOT_LOCAL
    assert {verdict for name, verdict in found.items() if name not in NOT_LOCAL} == {"as expected"}


@pytest.mark.parametrize("probe", [p for p in enforcing.PROBES if p.name != "own record"], ids=lambda p: p.name)
def test_what_is_let_through_is_found(site: Site, probe: Probe) -> None:
    """Where a call that must be refused is let through, the probe says so."""
    (finding,) = examine(open_site(site, LetsAllThrough()), [probe])
    assert (finding.verdict, finding.seen) == ("NOT as expected", "it was let through")


@pytest.mark.parametrize("probe", enforcing.PROBES, ids=lambda p: p.name)
def test_a_failure_of_another_kind_is_no_refusal(site: Site, probe: Probe) -> None:
    """A call that fails for another reason than a refusal proves nothing, and is not taken for one."""
    (finding,) = examine(open_site(site, Fails()), [probe])
    assert (finding.verdict, finding.seen) == ("NOT as expected", "ClientError: ThrottlingException")


def test_a_session_that_outlives_its_minute_is_found(running: Running, site: Site) -> None:
    """A session that still reads after the instant at which it should have ended is found."""
    ended = replace(site, wait_until=lambda _instant: None)
    (finding,) = examine(ended, [p for p in enforcing.PROBES if p.name == "after the end"])
    assert finding.verdict == "NOT as expected"


def test_a_probe_that_lacks_its_means_is_not_tried(site: Site) -> None:
    """Without a question to ask, the probes of a session are not tried: neither failed nor passed."""
    found = verdicts(examine(replace(site, question=None), enforcing.PROBES))
    assert [name for name, verdict in found.items() if verdict == "not tried"] == [
        "own record", "other case", "other content", "after the end",
    ]  # fmt: skip


def test_a_refused_question_is_told(site: Site) -> None:
    """When the decision point refuses the question itself, its answer is told and nothing counts as shown."""
    assert site.question
    asked = replace(site, question=replace(site.question, record=site.question.other))
    (finding,) = examine(asked, [p for p in enforcing.PROBES if p.name == "own record"])
    assert finding.verdict == "NOT as expected"
    assert "refused" in finding.seen


def test_a_stopped_trail_is_found(running: Running, site: Site) -> None:
    """A trail that does not log is found, and found on again once it logs."""
    control = running.owned.front.backend.control_client("cloudtrail")
    probes = [p for p in proving.PROBES if p.name == "trail on"]
    control.stop_logging(Name=site.names.trail)
    try:
        (finding,) = examine(site, probes)
    finally:
        control.start_logging(Name=site.names.trail)
    assert (finding.verdict, finding.seen) == ("NOT as expected", "missing: logging")
    assert verdicts(examine(site, probes)) == {"trail on": "as expected"}


def test_a_trail_without_data_events_is_found(running: Running, site: Site) -> None:
    """A trail whose selectors leave out a table or decide is found, with what is missing."""
    other = replace(site, names=replace(site.names, ledger_table="another-ledger", decide="another-function"))
    (finding,) = examine(other, [p for p in proving.PROBES if p.name == "data events"])
    assert (finding.verdict, finding.seen) == ("NOT as expected", "missing: another-function, another-ledger")


def test_a_second_trail_with_every_management_event_is_found(running: Running, site: Site) -> None:
    """Another trail that takes every management event is named: its copies are paid for."""
    control = running.owned.front.backend.control_client("cloudtrail")
    control.create_trail(Name="another-trail", S3BucketName=site.names.bucket)
    control.put_event_selectors(
        TrailName="another-trail", EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True}]
    )
    try:
        (finding,) = examine(site, [p for p in proving.PROBES if p.name == "one copy"])
    finally:
        control.delete_trail(Name="another-trail")
    assert finding.verdict == "NOT as expected"
    assert "another-trail" in finding.seen


def test_too_short_a_lock_is_found(site: Site) -> None:
    """A lock that is shorter than it should be is found with its days."""
    (finding,) = examine(replace(site, lock_days=2_557), [p for p in proving.PROBES if p.name == "object lock"])
    assert (finding.verdict, finding.seen) == ("NOT as expected", "COMPLIANCE, 1 days, versions kept")


def test_an_unprotected_table_is_found(running: Running, site: Site) -> None:
    """A table that could be deleted is found by name."""
    control = running.owned.front.backend.control_client("dynamodb")
    control.update_table(TableName=site.names.records_table, DeletionProtectionEnabled=False)
    try:
        (finding,) = examine(site, [p for p in proving.PROBES if p.name == "tables"])
    finally:
        control.update_table(TableName=site.names.records_table, DeletionProtectionEnabled=True)
    assert finding.seen == f"missing: {site.names.records_table}: deletion protection"


@pytest.fixture
def answering() -> Iterator[tuple[str, list[int]]]:
    """A server on the loopback that answers with the status that is put into the list."""
    status = [200]

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", status
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "verdict"), [(200, "NOT as expected"), (404, "NOT as expected"), (403, "as expected")]
)
def test_an_endpoint_that_answers_is_found(
    site: Site, answering: tuple[str, list[int]], status: int, verdict: str
) -> None:
    """An endpoint that answers anything but Forbidden without a certificate is a way past, and is found."""
    url, said = answering
    said[0] = status
    found = verdicts(examine(replace(site, edge=Edge(url, url)), edge.PROBES))
    assert found == {"default endpoint": verdict, "no certificate": verdict}


def test_an_endpoint_that_cannot_be_reached_is_closed(site: Site) -> None:
    """Where nobody listens, nobody gets past."""
    assert fetched("http://127.0.0.1:9/health") == "ConnectError"
    found = examine(replace(site, edge=Edge("http://127.0.0.1:9", "http://127.0.0.1:9")), edge.PROBES)
    assert {one.verdict for one in found} == {"as expected"}


def test_waiting_ends_after_the_instant() -> None:
    """An instant that has long passed is not waited for."""
    began = datetime.now(UTC)
    waited(began - timedelta(seconds=10))
    assert datetime.now(UTC) - began < timedelta(seconds=1)


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_how_it_went(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """0 and a report when all is well, 1 when one thing is not; samples are kept where that is wanted."""
    monkeypatch.setattr(command, "_running_site", lambda: site)
    monkeypatch.setattr(command, "PROBES", proving.PROBES)
    assert command.run(aws=False, as_json=True, keep=tmp_path) == 0
    assert {one["verdict"] for one in json.loads(capsys.readouterr().out)} == {"as expected"}
    kept = json.loads((tmp_path / "mint.json").read_text("utf-8"))
    assert kept["eventName"] == "AssumeRole"
    site.lock_days = 9_999
    assert command.run(aws=False) == 1
    assert "4 as expected, 1 NOT as expected, 0 not tried" in capsys.readouterr().out


def test_without_credentials_nothing_is_reached(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An account without credentials is one sentence and 2, not a list of failures."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    assert command.run(aws=True) == 2
    assert "NoCredentialsError" in capsys.readouterr().err


def test_an_account_is_examined_with_its_own_credentials(
    running: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Pointed at the local AWS as at an account, with an administrator's keys in the environment, all is well."""
    session = running.owned.credentials_for(ADMINISTRATOR, "doctor")
    for name, value in (
        ("AWS_ACCESS_KEY_ID", session.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", session.secret_access_key),
        ("AWS_SESSION_TOKEN", session.session_token),
        ("AWS_ENDPOINT_URL", running.front),
        ("AWS_DEFAULT_REGION", running.region),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(command, "_default_endpoint", lambda _session: None)  # the local AWS has no API Gateway
    token = tmp_path / "token"
    token.write_text(running.caller.token("social-worker"))
    given = command.Given(token_file=token, record=running.cases[0].share_id, other=running.cases[1].share_id)
    site = command.aws_site(given)
    running.flush_trail()
    found = verdicts(examine(site, command.PROBES))
    assert {name: verdict for name, verdict in found.items() if verdict != "as expected"} == dict.fromkeys(
        NOT_LOCAL, "not tried"
    )
