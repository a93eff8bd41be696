"""The OPA beside the decision point: real binary, locked, tied to its parent, and started again when it is lost."""

import http.client
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

from chalicelib.adapters.loopback import HOST
from chalicelib.adapters.opa import OpaPolicyEngine
from chalicelib.adapters.opa_process import PROBE, OpaProcess
from chalicelib.domain.errors import PolicyUnavailableError
from tests.decide import world
from tests.decide.conftest import Stand


def children() -> set[int]:
    """Processes that this one started; other tests may have theirs."""
    return {child.pid for child in psutil.Process().children()}


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something, and fail when it does not come."""
    deadline = monotonic() + seconds
    while not true():
        assert monotonic() < deadline, "it did not happen in time"
        sleep(0.01)


def request(port: int, method: str, path: str, body: object = None) -> int:
    """Ask the server directly and return the status."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request(method, path, json.dumps(body) if body is not None else None)
        return connection.getresponse().status
    finally:
        connection.close()


def test_real_decisions(stand: Stand, opa: OpaProcess) -> None:
    """The real OPA decides by the bundle: the council is allowed, an agency without a part is refused."""
    stand.through(opa)
    assert stand.ask(world.request("share.create")).outcome == "allowed"
    refused = stand.ask(world.request("share.create", token=world.token(agency=world.TRUST)))
    assert refused.outcome == "refused"
    assert refused.decision is not None
    assert [reason.code for reason in refused.decision.reasons] == ["not_involved"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/v1/policies/mine", "package proviso.decision"),
        ("DELETE", "/v1/policies/proviso/decision/decision.rego", None),
        ("PUT", "/v1/data/proviso", {}),
        ("PATCH", "/v1/data/proviso", [{"op": "add", "path": "/x", "value": 1}]),
        ("DELETE", "/v1/data/proviso", None),
        ("PUT", "/v1/data/release", {"revision": "mine"}),
        ("GET", "/v1/data", None),
        ("GET", "/v1/data/proviso/decision/decision", None),
        ("POST", "/v1/data/proviso/decision/reasons", {"input": {}}),
        ("POST", "/v1/data/proviso/decision/decision/allow", {"input": {}}),
        ("POST", "/v0/data/proviso/decision/decision", {}),
        ("POST", "/v1/query", {"query": "true"}),
        ("POST", "/v1/compile", {"query": "true"}),
        ("GET", "/v1/policies", None),
        ("GET", "/v1/config", None),
        ("GET", "/metrics", None),
        ("POST", "/", {}),
    ],
)
def test_one_question_and_health(opa: OpaProcess, method: str, path: str, body: object) -> None:
    """OPA takes the one question and the health check from us, and refuses every other path and every write."""
    assert request(opa.port(), method, path, body) == 401
    assert request(opa.port(), "GET", "/health") == 200
    assert request(opa.port(), "POST", "/v1/data/proviso/decision/decision", {"input": PROBE}) == 200


def test_it_listens_on_this_machine_alone(opa: OpaProcess) -> None:
    """OPA listens on one port of 127.0.0.1, and was given neither credentials nor an environment."""
    process = psutil.Process(opa.pid)
    assert [connection.laddr for connection in process.net_connections("inet") if connection.status == "LISTEN"] == [
        (HOST, opa.port())
    ]
    assert process.environ() == {}


@pytest.mark.parametrize("fault", ["signed with another key", "not signed", "changed after it was signed"])
def test_a_bundle_that_does_not_verify_is_not_loaded(fault: str, bundle: Path, tmp_path: Path) -> None:
    """A bundle with another signature, without one, or changed behind it, never answers."""
    signed, key = world.signed_bundle(bundle, tmp_path / "ours")
    if fault == "signed with another key":
        _, key = world.signed_bundle(bundle, tmp_path / "theirs")
    elif fault == "not signed":
        signed = bundle
    else:
        signed = _tampered(signed, tmp_path / "tampered.tar.gz")
    process = OpaProcess(str(world.opa()), str(signed), world.REVISION, verification_key=str(key))
    process.start()
    try:
        assert process.pid is None
    finally:
        process.stop()


def test_a_bundle_that_verifies_is_loaded(bundle: Path, tmp_path: Path) -> None:
    """A bundle signed with the expected key answers with its revision."""
    signed, key = world.signed_bundle(bundle, tmp_path)
    process = OpaProcess(str(world.opa()), str(signed), world.REVISION, verification_key=str(key))
    process.start()
    try:
        assert process.pid is not None
    finally:
        process.stop()


def _tampered(bundle: Path, target: Path) -> Path:
    """The same archive with one rule changed."""
    with tarfile.open(bundle) as source, tarfile.open(target, "w:gz") as changed:
        for member in source:
            content = (source.extractfile(member) or io.BytesIO()).read()
            if member.name.endswith("decision.rego"):
                content += b"\n# changed\n"
            member.size = len(content)
            changed.addfile(member, io.BytesIO(content))
    return target


def test_start_is_logged_with_its_pid(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON line says which process answers."""
    process = OpaProcess(str(world.opa()), str(bundle), world.REVISION)
    process.start()
    try:
        (said,) = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "OPA_STARTED" in line]
        assert said["code"] == "OPA_STARTED"
        assert said["pid"] == process.pid
    finally:
        process.stop()


def test_killed_while_it_stands_by(stand: Stand, opa: OpaProcess) -> None:
    """OPA killed: the next request is closed at once, one restart follows, and decisions come again."""
    stand.through(opa)
    assert stand.ask(world.request("share.create")).outcome == "allowed"
    killed = opa.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    began = monotonic()
    answer = stand.ask(world.request("share.create"))
    took = monotonic() - began
    assert (answer.outcome, answer.code) == ("closed", "policy_unavailable")
    assert took < 0.15, took
    until(lambda: stand.ask(world.request("share.create")).outcome == "allowed")
    assert opa.pid not in (killed, None)


def test_one_restart_at_a_time(opa: OpaProcess, capsys: pytest.CaptureFixture[str]) -> None:
    """Many requests that find OPA dead together start it once."""
    pid = opa.pid
    assert pid is not None
    others = children() - {pid}
    os.kill(pid, signal.SIGKILL)
    until(lambda: opa.pid is None)
    capsys.readouterr()
    gate = threading.Barrier(20)
    closed: list[bool] = []

    def ask() -> None:
        gate.wait()
        with pytest.raises(PolicyUnavailableError):
            opa.port()
        closed.append(True)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(closed) == 20
    until(lambda: opa.pid)
    assert len(children() - others) == 1
    assert capsys.readouterr().err.count("OPA_STARTED") == 1


def test_stopped_process_is_replaced(stand: Stand, opa: OpaProcess) -> None:
    """OPA that hangs is given up after three late answers, each closed in time, and a new one takes its place."""
    stand.through(opa)
    hung = opa.pid
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    for _ in range(3):
        began = monotonic()
        answer = stand.ask(world.request("share.create"))
        assert (answer.outcome, answer.code) == ("closed", "policy_unavailable")
        assert monotonic() - began < 0.6
    until(lambda: stand.ask(world.request("share.create")).outcome == "allowed")
    assert opa.pid != hung
    assert not psutil.pid_exists(hung)


def test_late_answers_with_good_ones_between_are_forgiven(opa: OpaProcess) -> None:
    """Three late answers in a row replace OPA; three in all do not."""
    port, pid = opa.port(), opa.pid
    for _ in range(4):
        opa.failed(port, hung=True)
        opa.failed(port, hung=True)
        opa.answered(port)
    assert opa.pid == pid


def test_failure_of_an_earlier_port_is_old_news(opa: OpaProcess) -> None:
    """A failure reported for a port that is no longer in use does not touch the OPA that is."""
    pid = opa.pid
    opa.failed(opa.port() + 1, hung=False)
    assert opa.pid == pid


@pytest.mark.parametrize(
    ("rules", "revision"),
    [(world.RULES, "another"), ("package proviso.decision\n", world.REVISION), ("package proviso.decision\nx", "r")],
    ids=["wrong revision", "rule undefined", "does not compile"],
)
def test_bundle_that_must_not_decide(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rules: str, revision: str
) -> None:
    """A bundle of another revision, without the rule, or broken, never comes to answer, and no process stays."""
    others = children()
    bundle = world.write_bundle(tmp_path, revision, rules)
    process = OpaProcess(str(world.opa()), str(bundle), world.REVISION)
    process.start()
    try:
        assert process.pid is None
        with pytest.raises(PolicyUnavailableError):
            process.port()
        assert "OPA_START_FAILED" in capsys.readouterr().err
    finally:
        process.stop()
    until(lambda: not children() - others)


def test_binary_that_is_not_there(bundle: Path) -> None:
    """Without a binary every question is closed, and the function lives on."""
    process = OpaProcess("/nowhere/opa", str(bundle), world.REVISION)
    process.start()
    engine = OpaPolicyEngine(process)
    with pytest.raises(PolicyUnavailableError):
        engine.ask({})
    process.stop()


def test_it_dies_with_its_parent(bundle: Path) -> None:
    """A function that is killed leaves no OPA behind."""
    script = (
        "import sys, time\n"
        "from chalicelib.adapters.opa_process import OpaProcess\n"
        f"p = OpaProcess({str(world.opa())!r}, {str(bundle)!r}, {world.REVISION!r})\n"
        "p.start()\nprint(p.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.Process(pid).name().startswith("opa")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not psutil.pid_exists(pid))
