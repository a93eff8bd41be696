"""A stack seen from outside, and its owner's eyes where a test must look behind the front."""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

from tests.e2e.faults import Fault
from workbench.audit import ledger, trail
from workbench.audit.reconcile import Report, reconcile
from workbench.running import Running, attach
from workbench.seeds.api import Answer, Caller
from workbench.tools import ROOT

START_SECONDS = 90.0
SERVING_SECONDS = 30.0
STOP_SECONDS = 40.0
DENIED = frozenset({"AccessDenied", "AccessDeniedException"})
Record = dict[str, Any]
Item = dict[str, Any]
_plain = TypeDeserializer()


class Stand:
    """One running stack."""

    def __init__(self, line: Connection, state: Mapping[str, Any]) -> None:
        """Take the line to its owner, and its state."""
        self._line = line
        self._lock = threading.Lock()
        self.running: Running = attach(state)
        self.folder = Path(str(state["folder"]))
        self.on_purpose: set[str] = set()
        self._clients: dict[tuple[str, str], Any] = {}
        self._others: list[Any] = []

    def owner(self, name: str, *arguments: Any) -> Any:
        """Ask the owner; see `tests.e2e.stand.Owner`."""
        with self._lock:
            self._line.send((name, arguments))
            well, value = self._line.recv()
        assert well, value
        return value

    # -- calling ------------------------------------------------------------------------------------

    @property
    def caller(self) -> Caller:
        """Calls the API as the seeded practitioners."""
        return self.running.caller

    @property
    def case(self) -> str:
        """A seeded case: a school's referral to the council of the area."""
        return self.running.cases[0].id

    @property
    def other_case(self) -> str:
        """A seeded case in which no agency of the first has a part."""
        return self.running.cases[1].id

    def client(self, service: str, role: str) -> Any:
        """A boto3 client that signs as a session of a role; the same one each time."""
        if (service, role) not in self._clients:
            self._clients[service, role] = self.running.client(service, role)
        return self._clients[service, role]

    def client_with(self, service: str, session: Mapping[str, str]) -> Any:
        """A boto3 client that signs with given session credentials."""
        made = self.running.client_with(service, session)
        self._others.append(made)
        return made

    def close(self) -> None:
        """Close every connection."""
        self.caller.close()
        for client in (*self._clients.values(), *self._others):
            client.close()

    def decide(self, name: str, action: str, **request: Any) -> dict[str, Any]:
        """Invoke `decide` as the share function does, with a practitioner's token."""
        payload = {"token": self.caller.token(name), "action": action, **request}
        functions = self.client("lambda", "proviso-share")
        answer = functions.invoke(FunctionName="proviso-decide:live", Payload=json.dumps(payload).encode())
        said: dict[str, Any] = json.loads(answer["Payload"].read())
        return said

    def serving(self) -> None:
        """Wait until the API answers again, whichever worker takes the request."""
        deadline = time.monotonic() + SERVING_SECONDS
        well = 0
        while well < 4:
            status = self.caller.get("social-worker", "/inbox").status
            well = well + 1 if status == 200 else 0
            assert time.monotonic() < deadline, f"not serving: {status}"
            time.sleep(0 if well else 0.05)

    # -- looking ------------------------------------------------------------------------------------

    def items(self) -> dict[tuple[str, str], Item]:
        """Every item of the records table by key, past the front, in DynamoDB's typed form; see `plain`."""
        found = self.owner("items", self.running.estate.records_table)
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in found}

    def entries(self) -> dict[str, Record]:
        """Every ledger entry by decision id, as the auditor reads them, each verified."""
        read = ledger.read(self.client("dynamodb", "proviso-auditor"), self.running.estate.ledger_table)
        assert not read.faults
        return {decision: dict(entry) for decision, entry in read.entries.items()}

    def records(self) -> list[Record]:
        """Every record of the trail, in the order in which the calls ended."""
        found: list[Record] = self.owner("records")
        return found

    def reconcile(self) -> Report:
        """Join trail and ledger, as `proviso audit reconcile` does."""
        running = self.running
        running.flush_trail()
        events = trail.read(self.client("s3", "proviso-auditor"), running.bucket)
        entries = ledger.read(self.client("dynamodb", "proviso-auditor"), running.estate.ledger_table)
        return reconcile(running.estate, entries, events)

    @contextlib.contextmanager
    def watched(self) -> Iterator[list[Record]]:
        """The trail's records of what happens inside the block, complete when it is left."""
        before = self.owner("position")
        seen: list[Record] = []
        yield seen
        seen += self.owner("records", before)

    @contextlib.contextmanager
    def purposely(self) -> Iterator[list[Record]]:
        """As `watched`, where a test reaches past the decision on purpose: reconcile may name what happens here."""
        seen: list[Record] = []
        try:
            with self.watched() as seen:
                yield seen
        finally:
            self.on_purpose |= {str(record["eventID"]) for record in seen}

    @contextlib.contextmanager
    def faulty(self, fault: Fault) -> Iterator[None]:
        """Let a fault happen inside the block; it must have happened at least once."""
        self.owner("arm", fault)
        try:
            yield
        finally:
            fired = self.owner("disarm")
        assert fired, f"no call of {fault.operation} was made"


def plain(item: Item) -> Item:
    """An item as plain values; sealed bytes as boto3's Binary."""
    return {name: _plain.deserialize(value) for name, value in item.items()}


def refused(call: Callable[[], Any]) -> bool:
    """Whether AWS says AccessDenied; any other error is raised."""
    try:
        call()
    except ClientError as error:
        if error.response["Error"]["Code"] in DENIED:
            return True
        raise
    return False


def codes(answer: Answer) -> set[str]:
    """Reason codes of a refusal."""
    return {str(reason["code"]) for reason in (answer.body or {}).get("reasons", [])}


@contextlib.contextmanager
def started(dynamodb: str) -> Iterator[Stand]:
    """Start a stack in a process of its own; it ends with the block."""
    with (
        tempfile.TemporaryDirectory(prefix="proviso-e2e-") as folder,
        Listener(f"{folder}/line", family="AF_UNIX") as listener,
        (Path(folder) / "stand.log").open("wb") as log,
    ):
        state = Path(folder) / "state"
        state.mkdir()
        argv = [sys.executable, "-m", "tests.e2e.stand", dynamodb, str(state), f"{folder}/line"]
        with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process:
            try:
                with listener.accept() as line:
                    ready = line.poll(START_SECONDS) and line.recv() == (True, "ready")
                    assert ready, "the stack does not start"
                    line.send(("state", ()))
                    stand = Stand(line, line.recv()[1])
                    yield stand
                    stand.close()
            finally:
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                if process.returncode:
                    print((Path(folder) / "stand.log").read_text(errors="replace"))
