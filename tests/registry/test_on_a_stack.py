"""Suspension and revocation on a running stack: what holds from the next request, and what dies within a session."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.ids import agency_partition
from tests.registry.conftest import certificate_pem
from workbench.audit import ledger, trail
from workbench.audit.reconcile import reconcile
from workbench.registry import command
from workbench.registry.certificates import thumbprint_of
from workbench.running import Running
from workbench.seeds.api import Answer
from workbench.seeds.practitioners import practitioner
from workbench.seeds.requests import share_to_police

SESSION_SECONDS = 8
SUSPENDED = "nurse"
CERTIFIED = "social-worker"
OTHER = "detective"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A seeded stack whose sessions live a few seconds."""
    folder = tmp_path_factory.mktemp("stack")
    with Running.start(port=0, state_dir=folder, session_seconds=SESSION_SECONDS) as started:
        yield started


@pytest.fixture(scope="module")
def died() -> set[str]:
    """Decisions whose sessions a test tried after their end, on purpose."""
    return set()


@pytest.fixture
def suspended(running: Running) -> Iterator[Running]:
    """The nurse's client is suspended by the command, and active again afterwards."""
    assert _say(running, "suspend", SUSPENDED) == 0
    yield running
    assert _say(running, "activate", SUSPENDED) == 0


def _say(running: Running, change: Any, name: str) -> int:
    return command.run(change, practitioner(name).client, running.as_state(), "")


def _codes(answer: Answer) -> tuple[int, list[str]]:
    return answer.status, [reason["code"] for reason in (answer.body or {}).get("reasons", [])]


class Certificate:
    """A client certificate, in a file and on requests."""

    def __init__(self, folder: Path, name: str) -> None:
        self.file = folder / f"{name}.pem"
        self.pem = certificate_pem(f"{name}.test")
        self.file.write_text(self.pem, "utf-8")
        self.thumbprint = thumbprint_of(str(self.file))

    def headers(self, running: Running, *, bound: bool) -> dict[str, str]:
        """What a request over this certificate carries: locally a header stands for the handshake."""
        claims = {"cnf": {"x5t#S256": self.thumbprint}} if bound else {}
        token = running.caller.token(CERTIFIED, **claims)
        return {"Authorization": f"Bearer {token}", "X-Proviso-Client-Certificate": quote(self.pem)}

    def revoke(self, running: Running, *, by_file: bool = True) -> int:
        """Revoke it by the command."""
        said = str(self.file) if by_file else self.thumbprint
        return command.run_revoke(practitioner(CERTIFIED).client, said, running.as_state(), "")


def test_a_suspended_client_is_refused_at_its_next_request(suspended: Running) -> None:
    """After the command, each request of that client is refused for that one reason."""
    for _ in range(4):  # each of the decision point's workers
        assert _codes(suspended.caller.get(SUSPENDED, "/inbox")) == (403, ["client_not_active"])


def test_other_clients_go_on(suspended: Running) -> None:
    """A suspension is of one client: the others read and write as before."""
    assert suspended.caller.get(OTHER, "/inbox").status == 200
    shared = suspended.caller.post("social-worker", "/share", share_to_police(suspended.cases[0].id))
    assert shared.status == 201, shared.raw


def test_an_active_client_is_let_in_again(running: Running) -> None:
    """Activation ends a suspension at the next request."""
    assert running.caller.get(SUSPENDED, "/inbox").status == 200
    assert _say(running, "suspend", SUSPENDED) == 0
    assert running.caller.get(SUSPENDED, "/inbox").status == 403
    assert _say(running, "activate", SUSPENDED) == 0
    assert running.caller.get(SUSPENDED, "/inbox").status == 200


def test_a_new_client_is_let_in_when_registered(running: Running) -> None:
    """A client that nobody registered is refused, and let in from the moment it is registered."""
    new = "client:new-portal"
    asked = {"Authorization": f"Bearer {running.caller.token(OTHER, client_id=new)}"}
    assert _codes(running.caller.get(OTHER, "/inbox", **asked)) == (403, ["client_not_active"])
    assert command.run("register", new, running.as_state(), "") == 0
    assert running.caller.get(OTHER, "/inbox", **asked).status == 200
    assert command.run("register", new, running.as_state(), "") == 1


def test_a_session_minted_before_dies_within_its_seconds(running: Running, died: set[str]) -> None:
    """A session that was minted before the suspension can do what it could, and nothing after its few seconds."""
    asked = json.dumps({"token": running.caller.token(SUSPENDED), "action": "inbox.list"}).encode()
    function = running.client("lambda", "proviso-share")
    said = json.loads(function.invoke(FunctionName="proviso-decide:live", Payload=asked)["Payload"].read())
    died.add(said["decision"]["id"])
    assert _say(running, "suspend", SUSPENDED) == 0
    began = time.monotonic()
    try:
        table = running.client_with("dynamodb", said["session"])
        while (refusal := _refusal(running, table)) is None:
            assert time.monotonic() - began < SESSION_SECONDS + 2, "the session outlives its seconds"
            time.sleep(0.1)
    finally:
        assert _say(running, "activate", SUSPENDED) == 0
    assert refusal == "AccessDeniedException"


def _refusal(running: Running, table: Any) -> str | None:
    """The error code with which the session's own query is refused, or None."""
    inbox = {":pk": {"S": agency_partition(practitioner(SUSPENDED).agency)}}
    try:
        table.query(
            TableName=running.estate.records_table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=inbox,
        )
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None


@pytest.mark.parametrize("bound", [True, False])
def test_a_revoked_certificate_is_refused_and_another_works(running: Running, tmp_path: Path, *, bound: bool) -> None:
    """After the command the certificate is refused for reading and writing, bound or not; the client's other works."""
    lost, kept = Certificate(tmp_path, "lost"), Certificate(tmp_path, "kept")
    body = share_to_police(running.cases[0].id)
    for certificate in (lost, kept):
        assert running.caller.post(CERTIFIED, "/share", body, **certificate.headers(running, bound=bound)).status == 201
    assert lost.revoke(running, by_file=bound) == 0
    over_lost, over_kept = (certificate.headers(running, bound=bound) for certificate in (lost, kept))
    assert _codes(running.caller.get(CERTIFIED, "/inbox", **over_lost)) == (403, ["certificate_revoked"])
    assert _codes(running.caller.post(CERTIFIED, "/share", body, **over_lost)) == (403, ["certificate_revoked"])
    assert running.caller.get(CERTIFIED, "/inbox", **over_kept).status == 200
    assert running.caller.post(CERTIFIED, "/share", body, **over_kept).status == 201


def test_a_stored_answer_is_not_given_over_a_revoked_certificate(running: Running, tmp_path: Path) -> None:
    """A retry over a certificate that was revoked since gets a refusal, not the answer of the first time."""
    lost = Certificate(tmp_path, "lost")
    over, body = lost.headers(running, bound=True), share_to_police(running.cases[0].id)
    assert running.caller.post(CERTIFIED, "/share", body, key="before-it-was-lost", **over).status == 201
    assert lost.revoke(running) == 0
    again = running.caller.post(CERTIFIED, "/share", body, key="before-it-was-lost", **over)
    assert _codes(again) == (403, ["certificate_revoked"])


def test_a_revocation_outlives_suspension_and_activation(running: Running, tmp_path: Path) -> None:
    """A client that is suspended and let in again is not let in over its revoked certificate."""
    lost = Certificate(tmp_path, "lost")
    assert lost.revoke(running) == 0
    assert _say(running, "suspend", CERTIFIED) == 0
    assert _say(running, "activate", CERTIFIED) == 0
    over = lost.headers(running, bound=True)
    assert _codes(running.caller.get(CERTIFIED, "/inbox", **over)) == (403, ["certificate_revoked"])
    assert running.caller.get(CERTIFIED, "/inbox").status == 200


def test_a_list_tells_what_was_done(running: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The list says what the latest decision saw, that it was changed since, and which certificates are revoked."""
    lost, client = Certificate(tmp_path, "lost"), practitioner(CERTIFIED).client
    assert running.caller.get(CERTIFIED, "/inbox").status == 200
    assert lost.revoke(running) == 0
    capsys.readouterr()
    assert command.run_list([client], running.as_state(), ("", ""), "", as_json=True) == 0
    (known,) = json.loads(capsys.readouterr().out)
    assert (known["client"], known["status"], known["changed_since_seen"]) == (client, "active", True)
    assert lost.thumbprint in known["revoked_certificates"]
    assert command.run_list([client], running.as_state(), ("", ""), "", as_json=False) == 0
    assert f"certificate {lost.thumbprint} is revoked" in capsys.readouterr().out


def test_what_the_registrar_did_is_reconciled(running: Running, tmp_path: Path, died: set[str]) -> None:
    """Changes by the registrar, a mistyped one too, and the refusals that follow leave no orphan in the trail."""
    assert _say(running, "suspend", SUSPENDED) == 0
    assert running.caller.get(SUSPENDED, "/inbox").status == 403
    assert _say(running, "activate", SUSPENDED) == 0
    assert Certificate(tmp_path, "lost").revoke(running) == 0
    assert command.run("suspend", "client:mistyped", running.as_state(), "") == 1
    running.flush_trail()
    events = trail.read(running.client("s3", "proviso-auditor"), running.bucket)
    entries = ledger.read(running.client("dynamodb", "proviso-auditor"), running.estate.ledger_table)
    report = reconcile(running.estate, entries, events)
    assert report.faults == []
    assert [orphan for orphan in report.orphans if orphan.who.rsplit("/", 1)[-1] not in died] == []
    assert report.classes["registrar"] >= 5
