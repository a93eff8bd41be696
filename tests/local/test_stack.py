"""A stack starts or says why not in one sentence, and leaves no process behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.conftest import TEMPLATE
from workbench.local import trail
from workbench.local.function_table import LocalFunction
from workbench.local.stack import LocalStack, StackError

APP = "def app(event, context):\n    return 1\n"
SUPERVISED = """
import sys, time
from pathlib import Path
from workbench.local.processes import Child, Supervisor
supervisor = Supervisor(Path(sys.argv[1]))
command = [sys.executable, "-m", "workbench.local.processes", "/bin/sleep", "60"]
supervisor.add(Child("sleeper", command, dict, Path(sys.argv[2])))
while not supervisor.pids():
    time.sleep(0.01)
pid = supervisor.pids()[0]
while b"sleep" not in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\\0")[0]:
    time.sleep(0.01)
print(pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def function(tmp_path: Path) -> LocalFunction:
    """A function that answers 1."""
    (tmp_path / "app.py").write_text(APP)
    return LocalFunction("worker", tmp_path)


def gone(pid: int, within: float = 5.0) -> bool:
    """Whether a process ends in that time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


def test_a_port_in_use_is_one_sentence(function: LocalFunction) -> None:
    """The message names the port and what to do; nothing is left running."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        stack = LocalStack(port=port, functions=(function,), template=TEMPLATE)
        with pytest.raises(StackError, match=rf"^Port {port} on 127\.0\.0\.1 is in use: [^.]+\.$"):
            stack.start()
    assert stack.pids() == []


def test_a_function_that_cannot_be_loaded_stops_the_start(function: LocalFunction) -> None:
    """The message names the function and its log, and what was started is ended."""
    (function.folder / "app.py").write_text("raise RuntimeError('broken')")
    stack = LocalStack(functions=(function,), routes=(), template=TEMPLATE)
    with pytest.raises(StackError, match=r"the function worker does not start: see .*worker-1\.log"):
        stack.start()
    with LocalStack(functions=(), routes=(), template=TEMPLATE) as another:
        assert another.pids() == []


def test_no_process_is_left_after_a_stop(function: LocalFunction, tmp_path: Path) -> None:
    """Stopping ends every worker, and takes the state file away."""
    state = tmp_path / "state"
    with LocalStack(functions=(function,), routes=(), template=TEMPLATE, state_dir=state) as stack:
        pids = stack.pids()
        file = state / "stack.json"
        assert file.stat().st_mode & 0o777 == 0o600
        assert json.loads(file.read_text())["front_url"] == stack.front_url
        assert (state / "logs" / "worker-1.log").exists()
    assert pids
    assert all(gone(pid) for pid in pids)
    assert not file.exists()


def test_no_process_outlives_a_killed_parent(tmp_path: Path) -> None:
    """When the stack's own process is killed without a word, the kernel ends its children, busy or not."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", SUPERVISED, str(tmp_path), str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    assert gone(pid)


def test_the_trail_is_delivered_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to ask for a delivery: records reach the bucket by themselves."""
    monkeypatch.setattr(trail, "INTERVAL_SECONDS", 0.05)
    with LocalStack(functions=(), routes=(), template=TEMPLATE) as stack:
        stack.credentials_for("local-administrator")
        store, deadline = stack.service_client("s3"), time.monotonic() + 5
        while not store.list_objects_v2(Bucket=stack.bucket).get("KeyCount") and time.monotonic() < deadline:
            time.sleep(0.02)
        assert store.list_objects_v2(Bucket=stack.bucket)["KeyCount"] == 1


def test_everything_listens_on_the_loopback(function: LocalFunction) -> None:
    """Neither the front nor the gateway can be reached from another machine."""
    with LocalStack(functions=(function,), routes=(), template=TEMPLATE) as stack:
        for url in (stack.front_url, stack.gateway_url):
            assert url.startswith("http://127.0.0.1:")
        ports = {int(url.rpartition(":")[2]) for url in (stack.front_url, stack.gateway_url)}
        assert {address for address, port in listening() if port in ports} == {"0100007F"}


def listening() -> list[tuple[str, int]]:
    """Addresses and ports on which something listens, as the kernel writes them."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [(one[1].split(":")[0], int(one[1].split(":")[1], 16)) for one in lines if one[3] == "0A"]


def test_dynamodb_local_keeps_real_conflicts() -> None:
    """Of many conditional writes of one item at once, exactly one succeeds, through the same evaluation."""
    with LocalStack(functions=(), routes=(), template=TEMPLATE, dynamodb="local") as stack:
        table = stack.as_role("dynamodb", "local-administrator")
        entry = {
            "TableName": "plain",
            "Item": {"id": {"S": "one"}},
            "ConditionExpression": "attribute_not_exists(id)",
        }

        def write(_: int) -> str:
            try:
                table.transact_write_items(TransactItems=[{"Put": entry}])
            except ClientError as error:
                return str(error.response["Error"]["Code"])
            return "written"

        with ThreadPoolExecutor(8) as callers:
            outcomes = list(callers.map(write, range(40)))
        assert outcomes.count("written") == 1
        assert set(outcomes) <= {"written", "TransactionCanceledException", "TransactionConflictException"}
        refused: Any = stack.as_role("dynamodb", "worker")
        with pytest.raises(ClientError, match="AccessDenied"):
            refused.get_item(TableName="plain", Key={"id": {"S": "one"}})
        pids = stack.pids()
    assert all(gone(pid) for pid in pids)
