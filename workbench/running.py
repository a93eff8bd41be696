"""A running stack: started here, or found by the state it left; seeded with practitioners, clients and cases."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from chalicelib.domain.ids import client_partition
from workbench.audit.reconcile import Estate
from workbench.seeds.api import Caller
from workbench.seeds.cases import SeededCase
from workbench.seeds.practitioners import practitioners
from workbench.tools import ROOT

STATE_FILE = ROOT / ".proviso" / "running.json"
REGISTRAR = "proviso-registrar"
SERVING_SECONDS = 30.0


class NotRunningError(RuntimeError):
    """No stack is running here; the message says how to start one."""


@dataclass
class Running:
    """A stack as those outside the API see it: its addresses, its auditors and administrators, its seeds."""

    url: str
    front: str
    admin_token: str
    keys: Path
    bucket: str
    case_role: str
    estate: Estate
    region: str
    cases: list[SeededCase] = field(default_factory=list)
    _caller: Caller | None = None

    # -- as a caller --------------------------------------------------------------------------------

    @property
    def caller(self) -> Caller:
        """Calls the API as the seeded practitioners."""
        if self._caller is None:
            self._caller = Caller(self.url, self.keys)
        return self._caller

    # -- as somebody with an AWS role ---------------------------------------------------------------

    def client(self, service: str, role: str, name: str = "local") -> Any:
        """A boto3 client that signs as a session of a role."""
        minted = self._administer("session", {"role": role, "name": name})
        return self.client_with(service, minted)

    def client_with(self, service: str, session: Mapping[str, Any]) -> Any:
        """A boto3 client that signs with given session credentials."""
        return boto3.Session().client(
            service,  # type: ignore[call-overload] # the service is a variable
            endpoint_url=self.front,
            region_name=self.region,
            aws_access_key_id=session["access_key_id"],
            aws_secret_access_key=session["secret_access_key"],
            aws_session_token=session["session_token"],
            config=Config(retries={"total_max_attempts": 1}),
        )

    def flush_trail(self) -> None:
        """Have the trail deliver what it holds."""
        self._administer("flush", {})

    def _administer(self, what: str, body: Mapping[str, Any]) -> dict[str, Any]:
        headers = {"x-proviso-admin": self.admin_token}
        answer = httpx.post(
            f"{self.front}/_proviso/{what}", json=body, headers=headers, timeout=30, trust_env=False
        ).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    # -- seeds --------------------------------------------------------------------------------------

    def register_clients(self) -> None:
        """Register the seeded clients, as the registrar."""
        table = self.client("dynamodb", REGISTRAR)
        put = [
            {
                "Put": {
                    "TableName": self.estate.records_table,
                    "Item": {
                        "pk": {"S": client_partition(client)},
                        "sk": {"S": "status"},
                        "v": {"N": "1"},
                        "header": {"M": {"status": {"S": "active"}}},
                    },
                }
            }
            for client in sorted({p.client for p in practitioners().values()})
        ]
        table.transact_write_items(TransactItems=put)

    def wait_until_serving(self) -> None:
        """Wait until a decision can be had again.

        Raises:
            TimeoutError: none could be had for half a minute.
        """
        end = time.monotonic() + SERVING_SECONDS
        while time.monotonic() < end:
            if self.caller.get("social-worker", "/inbox").status == httpx.codes.OK:
                return
            time.sleep(0.1)
        message = f"no decision could be had for {SERVING_SECONDS:.0f} s"
        raise TimeoutError(message)

    def as_state(self) -> dict[str, Any]:
        """Everything that `attach` needs, as JSON."""
        return {
            "pid": os.getpid(),
            "url": self.url,
            "front": self.front,
            "admin_token": self.admin_token,
            "keys": str(self.keys),
            "bucket": self.bucket,
            "case_role": self.case_role,
            "estate": {
                "records_table": self.estate.records_table,
                "ledger_table": self.estate.ledger_table,
                "content_key": self.estate.content_key,
                "table_keys": list(self.estate.table_keys),
            },
            "region": self.region,
            "cases": [case.as_json() for case in self.cases],
        }


def attach(state: Mapping[str, Any]) -> Running:
    """See a running stack through the state that it left."""
    estate = state["estate"] | {"table_keys": tuple(state["estate"]["table_keys"])}
    plain = {name: state[name] for name in ("url", "front", "admin_token", "bucket", "case_role", "region")}
    cases = [SeededCase(**case) for case in state["cases"]]
    return Running(**plain, keys=Path(state["keys"]), estate=Estate(**estate), cases=cases)


def state() -> dict[str, Any]:
    """Return the state of the stack that `proviso up` serves.

    Raises:
        NotRunningError: there is none, or its process is gone.
    """
    missing = "no stack is running: start one with `make run` and ask again from another terminal"
    try:
        found: dict[str, Any] = json.loads(STATE_FILE.read_text(encoding="utf-8"))
        os.kill(found["pid"], 0)
    except (OSError, ValueError, KeyError) as error:
        raise NotRunningError(missing) from error
    return found


def seeds_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """Cases, agencies and practitioners of a running stack."""
    directory = json.loads((ROOT / "policies/proviso/directory/data.json").read_text(encoding="utf-8"))["agencies"]
    named = {p.agency for p in practitioners().values()} | {a for case in state["cases"] for a in case["involved"]}
    people = [
        {"name": p.name, "practitioner": p.practitioner, "agency": p.agency, "role": p.role, "client": p.client}
        for p in practitioners().values()
    ]
    agencies = [{"id": agency} | directory[agency] for agency in sorted(named)]
    return {"cases": list(state["cases"]), "agencies": agencies, "practitioners": people}
