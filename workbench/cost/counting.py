"""Listens to the calls of the functions and counts what each is billed as."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.client import BaseClient

from workbench.cost.units import item_bytes, read_units, write_units

Key = tuple[str, str, str]
DECIDE_CALLS = ("dynamodb.TransactGetItems", "dynamodb.PutItem", "sts.AssumeRole")
"""What the decision point calls; all else is called by the API function."""


@dataclass
class Counted:
    """One request of the API, as the services would bill it.

    Attributes:
        calls: Every call, as `service.Operation`, in order, the Invoke of `decide` among them.
        read_units: Of both tables.
        write_units: Of the records table.
        ledger_units: Write units of the ledger.
        stored: Bytes that it leaves in the records table.
        ledgered: Bytes that it leaves in the ledger.
        logged: Bytes that both functions write to their logs.
        lines: Lines of them.
        decide_logged: Bytes that `decide` writes, among them.
        decide_lines: Lines that `decide` writes, among them.
        answered: Bytes of the answer's body.
        own_ms: Processor time of both functions, OPA's apart, in milliseconds, on the machine that measured.
    """

    calls: list[str] = field(default_factory=list)
    read_units: int = 0
    write_units: int = 0
    ledger_units: int = 0
    stored: int = 0
    ledgered: int = 0
    logged: int = 0
    lines: int = 0
    decide_logged: int = 0
    decide_lines: int = 0
    answered: int = 0
    own_ms: float = 0.0

    @property
    def minted(self) -> bool:
        """Whether a session was minted."""
        return "sts.AssumeRole" in self.calls

    @property
    def key_calls(self) -> int:
        """KMS requests but signatures: the functions' own, and DynamoDB's for the table key.

        DynamoDB keeps a table key for each principal; a new session is a new principal, so each session that touches
        the table costs one `Decrypt` (the trail of the local AWS shows it as AWS documents it). `decide` and its two
        table keys stay warm.
        """
        return sum(call.startswith("kms.") for call in self.calls) - self.signatures + self.minted

    @property
    def signatures(self) -> int:
        """KMS requests that sign, which have a price of their own."""
        return self.calls.count("kms.Sign")

    @property
    def data_events(self) -> int:
        """Events of the trail that are paid for: calls on the tables, and the Invoke of `decide`."""
        return sum(call.startswith(("dynamodb.", "lambda.")) for call in self.calls)

    @property
    def management_events(self) -> int:
        """Events of the trail whose first copy is free: STS and KMS."""
        return self.key_calls + self.signatures + self.minted

    def hear(self, said: str) -> None:
        """Count what the functions wrote: a line whose code speaks of a request is the API function's."""
        for line in said.encode().splitlines(keepends=True):
            of_decide = not line.partition(b'"code":"')[2].startswith((b"REQUEST_", b"FACTS_"))
            self.logged, self.lines = self.logged + len(line), self.lines + 1
            self.decide_logged += len(line) * of_decide
            self.decide_lines += of_decide

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


class Meter:
    """Counts the calls of boto3 clients that it listens to, and knows the sizes of what they have put."""

    def __init__(self, ledger_table: str) -> None:
        """Take the ledger's name, whose units are counted apart."""
        self._ledger = ledger_table
        self._sizes: dict[Key, int] = {}
        self.counted = Counted()

    def listen(self, client: BaseClient) -> None:
        """Count a client's calls from now on, before anything answers them."""
        client.meta.events.register_first("before-send", self._heard)

    def _heard(self, request: AWSPreparedRequest, event_name: str, **_: object) -> None:
        call = event_name.partition(".")[2]
        self.counted.calls.append(call)
        if call.startswith("dynamodb."):
            body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
            self._count(call.partition(".")[2], json.loads(body))

    def _count(self, operation: str, asked: Mapping[str, Any]) -> None:
        match operation:
            case "TransactGetItems":
                sizes = [self._size(get["Get"]["TableName"], get["Get"]["Key"]) for get in asked["TransactItems"]]
                self.counted.read_units += sum(read_units(size, transactional=True) for size in sizes)
            case "GetItem":
                self.counted.read_units += read_units(self._size(asked["TableName"], asked["Key"]))
            case "Query":
                self.counted.read_units += read_units(self._partition(asked))
            case "PutItem":
                self._put(asked, transactional=False)
            case "TransactWriteItems":
                for item in asked["TransactItems"]:
                    if "Put" in item:
                        self._put(item["Put"], transactional=True)
                    else:
                        check = item["ConditionCheck"]
                        size = self._size(check["TableName"], check["Key"])
                        self.counted.write_units += write_units(size, transactional=True)
            case _:
                message = f"no rule says how DynamoDB bills {operation}"
                raise ValueError(message)

    def _put(self, put: Mapping[str, Any], *, transactional: bool) -> None:
        size, before = item_bytes(put["Item"]), self._size(put["TableName"], put["Item"])
        self._sizes[_key(put["TableName"], put["Item"])] = size
        units = write_units(max(size, before), transactional=transactional)
        if put["TableName"] == self._ledger:
            self.counted.ledger_units += units
            self.counted.ledgered += size
        else:
            self.counted.write_units += units
            self.counted.stored += size - before

    def _size(self, table: str, key: Mapping[str, Any]) -> int:
        return self._sizes.get(_key(table, key), 0)

    def _partition(self, asked: Mapping[str, Any]) -> int:
        given = {value["S"] for value in asked["ExpressionAttributeValues"].values() if "S" in value}
        limit = asked.get("Limit", 1_000)
        matching = [
            size
            for (table, pk, sk), size in sorted(self._sizes.items())
            if table == asked["TableName"] and pk in given and any(sk.startswith(one) for one in given)
        ]
        return sum(matching[:limit])


def _key(table: str, item: Mapping[str, Any]) -> Key:
    return table, item["pk"]["S"], item["sk"]["S"]
