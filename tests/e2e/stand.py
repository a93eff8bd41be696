"""A stack in a process of its own: `python -m tests.e2e.stand {moto|local} FOLDER SOCKET`.

It answers questions about what only its owner can see (its processes, the stores behind the front, the order in which
the trail took its records) and lets faults happen. All else a test does from outside, over HTTP and with boto3.
"""

import gzip
import json
import os
import sys
from collections.abc import Mapping
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any, NoReturn

from moto.backends import get_backend

from tests.e2e.faults import Fault, FaultyEndpoint
from workbench.local.names import ACCOUNT, REGION
from workbench.running import Running

SESSION_SECONDS = 60
AT_ONCE = {"proviso-request-disclosure": 3, "proviso-record-undertaking": 2}
"""Workers where transactions can conflict: with one alone, two officers would only ever wait for each other."""
READY = "ready"


class Owner:
    """What the owner of a running stack can see and do."""

    def __init__(self, running: Running) -> None:
        """Take the stack, number its trail's records and stand before its endpoint."""
        self._running = running
        self._stack = running.owned
        self._order: dict[str, int] = {}
        self._files: dict[str, list[dict[str, Any]]] = {}
        front: Any = self._stack.front
        self._faults = FaultyEndpoint(front._endpoint, self._stack.worker_pids)
        front._endpoint = self._faults
        self._keep = front.trail.keep
        front.trail.keep = self._number

    def _number(self, record: Mapping[str, Any], *, on: bool = True) -> None:
        self._order[str(record["eventID"])] = len(self._order)
        self._keep(record, on=on)

    def state(self) -> dict[str, Any]:
        """What `workbench.running.attach` needs, and where the logs are."""
        return self._running.as_state() | {"folder": str(self._stack.state_dir)}

    def items(self, table: str) -> list[dict[str, Any]]:
        """Every item of a table, seen past the front, in DynamoDB's own typed form."""
        kept = get_backend("dynamodb")[ACCOUNT][REGION].tables[table]
        if self._stack.options.dynamodb == "moto":
            return [item.to_json()["Attributes"] for item in kept.all_items()]  # a scan takes moto seconds
        pages = self._stack.service_client("dynamodb").get_paginator("scan").paginate(TableName=table)
        return [item for page in pages for item in page["Items"]]

    def put(self, table: str, item: Mapping[str, Any]) -> None:
        """Put an item past the front: what no policy would allow."""
        self._stack.service_client("dynamodb").put_item(TableName=table, Item=dict(item))

    def position(self) -> int:
        """How many records the trail has taken."""
        return len(self._order)

    def records(self, since: int = -1) -> list[dict[str, Any]]:
        """The records delivered to the trail, after a flush, from that position, in the order in which calls ended."""
        self._stack.flush_trail()
        store, bucket = self._stack.service_client("s3"), self._stack.bucket
        for key in self.trail_keys():
            if key not in self._files:
                content = store.get_object(Bucket=bucket, Key=key)["Body"].read()
                self._files[key] = json.loads(gzip.decompress(content))["Records"]
        found = [(self._order.get(str(one["eventID"]), -1), one) for file in self._files.values() for one in file]
        return [one for n, one in sorted(found, key=lambda pair: pair[0]) if n >= since]

    def trail_keys(self) -> list[str]:
        """Names of the trail's files."""
        store = self._stack.service_client("s3")
        pages = store.get_paginator("list_objects_v2").paginate(Bucket=self._stack.bucket)
        return [found["Key"] for page in pages for found in page.get("Contents", [])]

    def workers(self, function: str) -> list[int]:
        """Processes of one function."""
        return self._stack.worker_pids(function)

    def opa(self) -> list[int]:
        """OPA's processes."""
        return self._stack.opa_pids()

    def advance(self, seconds: float) -> None:
        """Move the clock of the local AWS."""
        self._stack.clock.advance(seconds)

    def sign_in(self, role: str, name: str, tags: Mapping[str, str], policy: str | None) -> dict[str, str]:
        """A session of any role, with tags and a policy, without asking its trust policy."""
        made = self._stack.credentials_for(role, name, tags=tags, policy=policy)
        return {
            "access_key_id": made.access_key_id,
            "secret_access_key": made.secret_access_key,
            "session_token": made.session_token,
        }

    def arm(self, fault: Fault) -> None:
        """Let a fault happen."""
        self._faults.arm(fault)

    def disarm(self) -> int:
        """End it; how many calls it happened to."""
        return self._faults.disarm()


def answer(owner: Owner, line: Connection) -> None:
    """Answer questions until whoever asks is gone."""
    while True:
        try:
            name, arguments = line.recv()
        except EOFError:
            return
        try:
            line.send((True, getattr(owner, name)(*arguments)))
        except Exception as error:  # noqa: BLE001 - whoever asked shall see it
            line.send((False, f"{type(error).__name__}: {error}"))


def main(arguments: list[str]) -> NoReturn:
    """Start, say so, answer, end."""
    kind, folder, address = arguments
    dynamodb: Any = kind
    started = Running.start(
        port=0,
        state_dir=Path(folder),
        session_seconds=SESSION_SECONDS,
        dynamodb=dynamodb,
        workers=AT_ONCE if kind == "local" else {},
    )
    with Client(address, family="AF_UNIX") as line, started as running:
        owner = Owner(running)
        line.send((True, READY))
        answer(owner, line)
    # The stack has ended all that is its own; taking down moto's memory object by object would take long for nothing.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
