"""A running stack: started here, or found by the state it left; seeded with practitioners, clients and cases."""

import contextlib
import json
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import click
import httpx

from chalicelib.domain.ids import client_partition
from workbench.audit.reconcile import Estate
from workbench.local import clients, dynamodb_local
from workbench.local.names import REGION
from workbench.local.stack import LocalStack, StackError
from workbench.seeds.api import Caller
from workbench.seeds.cases import SeededCase, SeedError, open_cases
from workbench.seeds.practitioners import make_issuer_keys, practitioners
from workbench.seeds.requests import share_to_police
from workbench.tools import ROOT, ToolMissingError

STATE_FILE = ROOT / ".proviso" / "running.json"
REGISTRAR = "proviso-registrar"
SERVING_SECONDS = 30.0
ENOUGH_IN_A_ROW = 8


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
    settings: dict[str, str] = field(default_factory=dict)
    cases: list[SeededCase] = field(default_factory=list)
    stack: LocalStack | None = None
    _caller: Caller | None = None

    @classmethod
    @contextlib.contextmanager
    def start(
        cls,
        *,
        port: int,
        state_dir: Path,
        session_seconds: int,
        dynamodb: Literal["moto", "local"] = "moto",
        workers: Mapping[str, int] = MappingProxyType({}),
    ) -> Iterator["Running"]:
        """Start a stack, seed it, and end all of it afterwards.

        Args:
            port: Of the gateway; 0 for any.
            state_dir: Where keys, logs and stores lie.
            session_seconds: How long a case session lives.
            dynamodb: Which DynamoDB stands behind the front.
            workers: Processes by function name, where another number than usual is wanted.

        Raises:
            StackError: the stack cannot start.
            SeedError: a seed was refused.
        """
        jwks = make_issuer_keys(state_dir / "issuers")
        with LocalStack(
            port=port,
            state_dir=state_dir,
            session_seconds=session_seconds,
            dynamodb=dynamodb,
            jwks_file=jwks,
            workers=workers,
        ) as stack:
            running = cls(
                url=stack.gateway_url,
                front=stack.front_url,
                admin_token=stack.admin_token,
                keys=jwks.parent,
                bucket=stack.bucket,
                case_role=stack.outputs["CaseAccessRoleArn"],
                estate=_estate(stack.outputs),
                region=REGION,
                settings=stack.settings,
                stack=stack,
            )
            running.register_clients()
            running.cases = open_cases(running.caller)
            try:
                yield running
            finally:
                running.caller.close()

    @property
    def owned(self) -> LocalStack:
        """The stack itself, when this process started it.

        Raises:
            NotRunningError: it was found by its state, so its processes are not ours.
        """
        if self.stack is None:
            message = "this stack belongs to another process"
            raise NotRunningError(message)
        return self.stack

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
        return self.client_with(service, self.session(role, name))

    def session(self, role: str, name: str = "local") -> dict[str, str]:
        """Credentials of a new session of a role: `access_key_id` and its two companions."""
        return self._administer("session", {"role": role, "name": name})

    def client_with(self, service: str, session: Mapping[str, Any]) -> Any:
        """A boto3 client that signs with given session credentials."""
        keys = (session["access_key_id"], session["secret_access_key"], session["session_token"])
        return clients.client(service, self.front, keys)

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
        """Wait until decisions can be had again from every worker: several in a row.

        Raises:
            TimeoutError: they could not be had for half a minute.
        """
        end, in_a_row = time.monotonic() + SERVING_SECONDS, 0
        while time.monotonic() < end:
            served = self.caller.get("social-worker", "/inbox").status == httpx.codes.OK
            in_a_row = in_a_row + 1 if served else 0
            if in_a_row == ENOUGH_IN_A_ROW:
                return
            if not served:
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
                "signing_key": self.estate.signing_key,
            },
            "region": self.region,
            "settings": self.settings,
            "cases": [case.as_json() for case in self.cases],
        }


def _estate(outputs: Mapping[str, str]) -> Estate:
    return Estate(
        records_table=outputs["RecordsTableName"],
        ledger_table=outputs["LedgerTableName"],
        content_key=outputs["ContentKeyArn"],
        table_keys=(outputs["RecordsKeyArn"], outputs["LedgerKeyArn"]),
        signing_key=outputs["SigningKeyArn"],
    )


def attach(state: Mapping[str, Any]) -> Running:
    """See a running stack through the state that it left."""
    estate = state["estate"] | {"table_keys": tuple(state["estate"]["table_keys"])}
    plain = {name: state[name] for name in ("url", "front", "admin_token", "bucket", "case_role", "region")}
    cases = [SeededCase(**case) for case in state["cases"]]
    return Running(
        **plain, settings=dict(state["settings"]), keys=Path(state["keys"]), estate=Estate(**estate), cases=cases
    )


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


def serve(*, port: int, dynamodb: Literal["moto", "local"], session_seconds: int) -> int:
    """Serve a seeded stack until Ctrl-C or SIGTERM; print who may call it, how, and how to stop.

    Returns:
        0 after it was stopped, 1 when it could not start (one sentence says why).
    """
    stopping = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    click.echo("Starting the local AWS, OPA and the functions …")
    if dynamodb == "local":
        click.echo(dynamodb_local.WARNING)
    with tempfile.TemporaryDirectory(prefix="proviso-") as folder:
        try:
            with Running.start(
                port=port, state_dir=Path(folder), session_seconds=session_seconds, dynamodb=dynamodb
            ) as running:
                _remember(running)
                _introduce(running)
                stopping.wait()
                click.echo("Stopping …")
        except (StackError, SeedError, ToolMissingError) as error:
            click.echo(str(error), err=True)
            return 1
        finally:
            _forget()
    return 0


def _forget() -> None:
    """Remove the state that this process left; another stack's stays."""
    with contextlib.suppress(NotRunningError):
        if state()["pid"] == os.getpid():
            STATE_FILE.unlink(missing_ok=True)


def _remember(running: Running) -> None:
    STATE_FILE.parent.mkdir(exist_ok=True)
    STATE_FILE.unlink(missing_ok=True)
    STATE_FILE.touch(mode=0o600)
    STATE_FILE.write_text(json.dumps(running.as_state(), indent=2), encoding="utf-8")


def _introduce(running: Running) -> None:
    share = STATE_FILE.with_name("share.json")
    case = running.cases[0]
    share.write_text(json.dumps(share_to_police(case.id), indent=2), encoding="utf-8")
    click.echo(f"\nProviso serves {running.url}\n\nPractitioners (proviso token NAME prints a token for 15 minutes):")
    for who in practitioners().values():
        click.echo(f"  {who.name:<20} {who.role:<21} {who.agency}")
    click.echo("\nCases (proviso seeds prints all as JSON):")
    for known in running.cases:
        click.echo(f"  {known.id}  {known.name}, involved: {', '.join(known.involved)}")
    click.echo("\nA first share, from another terminal in this folder:")
    click.echo(
        f"  curl -sS {running.url}/share -H 'Content-Type: application/json' "
        f'-H "Authorization: Bearer $(.venv/bin/proviso token social-worker)" -d @{share.relative_to(ROOT)}'
    )
    click.echo("\nWho looked:  .venv/bin/proviso audit reconcile\nStop:        Ctrl-C", nl=True)


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
