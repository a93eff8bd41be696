"""The whole local stack in one context manager: AWS, the data stack's template, the functions, the API.

```
with LocalStack(port=8000, jwks_file=keys, audience=AUDIENCE) as stack:
    print(stack.gateway_url)
```

moto's stores belong to the process, so a process holds one stack at a time.
"""

import json
import logging
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from moto.moto_api._internal.models import moto_api_backend

from workbench import tools

from . import clients, dynamodb_local
from .backend import Backend
from .clock import Clock
from .credentials import Session
from .deploy import SNAPSHOT, deploy, read_template
from .front import Front
from .function_table import FUNCTIONS, LocalFunction
from .gateway import Gateway
from .names import ACCOUNT, LOOPBACK, REGION
from .processes import Supervisor
from .records import Record
from .routes import DECIDE, ROUTES, Route
from .workers import Workers

_ONE = threading.Lock()
_LOG = logging.getLogger("proviso.local")
_SPARE_THREADS = 24


class StackError(RuntimeError):
    """The stack cannot start; the message is one sentence that says why and what to do."""


@dataclass(frozen=True)
class StackOptions:
    """What may differ from one stack to another.

    Attributes:
        port: Of the API; 0 for any free one.
        dynamodb: Where items are: in moto, or in DynamoDB Local.
        state_dir: For logs, the policy bundle and `stack.json`; None for a folder that goes with the stack.
        jwks_file: The issuers' public keys, for `decide`.
        audience: What tokens must be for.
        session_seconds: Life of a case session.
        require_bound_tokens: Whether a token must be bound to the client's certificate.
        hmac_key: 32 or more bytes in hex; None for a new one.
        workers: Processes by function name, where another number than usual is wanted.
        template: The data stack.
        functions: The functions; none of the product's own for tests of the local AWS alone.
        routes: The API.
        clock: The time of the local AWS.
    """

    port: int = 0
    dynamodb: Literal["moto", "local"] = "moto"
    state_dir: Path | None = None
    jwks_file: Path | None = None
    audience: str = "https://api.proviso.example"
    session_seconds: int = 60
    require_bound_tokens: bool = False
    hmac_key: str | None = None
    workers: Mapping[str, int] = field(default_factory=dict)
    template: Path = tools.ROOT / SNAPSHOT
    functions: tuple[LocalFunction, ...] = FUNCTIONS
    routes: tuple[Route, ...] = ROUTES
    clock: Clock = field(default_factory=Clock)


class LocalStack:
    """A running stack; `start` and `stop`, or a `with` block."""

    def __init__(self, **options: Any) -> None:
        """Take the fields of `StackOptions` by name; nothing is started yet."""
        self.options = StackOptions(**options)
        self.clock = self.options.clock
        self.admin_token = secrets.token_urlsafe(24)
        self.outputs: dict[str, str] = {}
        self.settings: dict[str, str] = {}
        self.state_dir = Path()
        self._front: Front | None = None
        self._gateway: Gateway | None = None
        self._workers: Workers | None = None
        self._supervisor: Supervisor | None = None
        self._log_file: logging.Handler | None = None
        self._held = False

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, whatever happened."""
        self.stop()

    # -- life ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start everything; returns when the API can be called.

        Raises:
            StackError: It cannot be started; what was started has been ended.
        """
        if not _ONE.acquire(blocking=False):
            message = "This process already runs a local stack: stop that one first."
            raise StackError(message)
        self._held = True
        try:
            self._start()
        except (StackError, OSError, ValueError, RuntimeError, LookupError) as error:
            self.stop()
            if isinstance(error, StackError):
                raise
            raise StackError(str(error)) from error
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        options = self.options
        self.state_dir = (options.state_dir or Path(tempfile.mkdtemp(prefix="proviso-"))).absolute()
        logs = self.state_dir / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        self._log_to(logs / "local-aws.log")
        moto_api_backend.reset()
        self._supervisor = Supervisor(logs)
        backend = Backend(self._items_elsewhere(logs))
        functions = tuple(replace(one, workers=options.workers.get(one.name, one.workers)) for one in options.functions)
        threads = _SPARE_THREADS + 2 * sum(one.workers for one in functions)
        self._front = Front(backend, self.clock, self.admin_token, threads=threads)
        self._gateway = Gateway(self._front.functions, options.port, routes=options.routes)
        self._bind(self._gateway)
        self.outputs = deploy(read_template(options.template), backend)
        self.settings = self._settings(functions)
        self._front.start()
        self._workers = Workers(self._front, self._supervisor, self.settings, logs)
        self._workers.start(functions)
        self._gateway.start()
        self._write_state(functions)

    def stop(self) -> None:
        """End everything; no process is left. May be called again."""
        if self._gateway:
            self._gateway.stop()
        if self._front:
            self._front.functions.close()
        if self._supervisor:
            self._supervisor.stop()
        if self._front:
            self._front.stop()
        self._gateway = self._front = self._supervisor = self._workers = None
        if self._log_file:
            _LOG.removeHandler(self._log_file)
            self._log_file.close()
            self._log_file = None
        if self._held:
            (self.state_dir / "stack.json").unlink(missing_ok=True)
            if self.options.state_dir is None and self.state_dir != Path():
                shutil.rmtree(self.state_dir, ignore_errors=True)
            self._held = False
            _ONE.release()

    def _bind(self, gateway: Gateway) -> None:
        try:
            gateway.bind()
        except OSError as error:
            message = f"Port {self.options.port} on {LOOPBACK} is in use: stop what uses it, or choose another port."
            raise StackError(message) from error

    def _log_to(self, path: Path) -> None:
        self._log_file = logging.FileHandler(path)
        self._log_file.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        _LOG.addHandler(self._log_file)
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False

    def _items_elsewhere(self, logs: Path) -> str | None:
        if self.options.dynamodb == "moto" or self._supervisor is None:
            return None
        port = dynamodb_local.free_port()
        self._supervisor.add(dynamodb_local.child(port))
        return dynamodb_local.wait_until_up(port, logs / "dynamodb-local.log")

    def _settings(self, functions: tuple[LocalFunction, ...]) -> dict[str, str]:
        options, outputs = self.options, self.outputs
        settings = {
            "PROVISO_DECIDE_FUNCTION": DECIDE,
            "PROVISO_RECORDS_TABLE": outputs.get("RecordsTableName", ""),
            "PROVISO_RECORDS_TABLE_ARN": outputs.get("RecordsTableArn", ""),
            "PROVISO_RECORDS_KEY": outputs.get("RecordsKeyArn", ""),
            "PROVISO_CONTENT_KEY": outputs.get("ContentKeyArn", ""),
            "PROVISO_LEDGER_TABLE": outputs.get("LedgerTableName", ""),
            "PROVISO_CASE_ACCESS_ROLE": outputs.get("CaseAccessRoleArn", ""),
            "PROVISO_AUDIENCE": options.audience,
            "PROVISO_HMAC_KEY": options.hmac_key or secrets.token_hex(32),
            "PROVISO_SESSION_SECONDS": str(options.session_seconds),
            "PROVISO_REQUIRE_BOUND_TOKENS": "true" if options.require_bound_tokens else "false",
        }
        if options.jwks_file:
            settings["PROVISO_JWKS_FILE"] = str(options.jwks_file.absolute())
        if any(one.name == DECIDE for one in functions):
            settings |= self._policy()
        return settings

    def _policy(self) -> dict[str, str]:
        from workbench.policy.bundle import build

        bundle, revision = build(self.state_dir / "policy")
        return {
            "PROVISO_OPA_BINARY": str(tools.opa()),
            "PROVISO_OPA_BUNDLE": str(bundle),
            "PROVISO_POLICY_REVISION": revision,
        }

    def _write_state(self, functions: tuple[LocalFunction, ...]) -> None:
        token_file = self.state_dir / "admin-token"
        _write_private(token_file, self.admin_token)
        state = {
            "pid": os.getpid(),
            "gateway_url": self.gateway_url,
            "front_url": self.front_url,
            "state_dir": str(self.state_dir),
            "admin_token_file": str(token_file),
            "account": ACCOUNT,
            "region": REGION,
            "functions": [one.name for one in functions],
            "outputs": self.outputs,
            "processes": self.pids(),
        }
        _write_private(self.state_dir / "stack.json", json.dumps(state, indent=2))

    # -- what it is ---------------------------------------------------------------------------------

    @property
    def front(self) -> Front:
        """The AWS endpoint and its parts, in this process.

        Raises:
            StackError: The stack does not run.
        """
        if self._front is None:
            message = "The local stack does not run."
            raise StackError(message)
        return self._front

    @property
    def front_url(self) -> str:
        """Address of the AWS endpoint."""
        return self.front.url

    @property
    def gateway_url(self) -> str:
        """Address of the API."""
        return self._gateway.url if self._gateway else ""

    @property
    def bucket(self) -> str:
        """Name of the trail's bucket."""
        return self.outputs["TrailBucketName"]

    def pids(self) -> list[int]:
        """Processes that the stack started and keeps."""
        return self._supervisor.pids() if self._supervisor else []

    def worker_pids(self, function_name: str) -> list[int]:
        """Processes of one function."""
        return self._workers.of(function_name) if self._workers else []

    def opa_pids(self) -> list[int]:
        """The OPA processes that `decide`'s workers started: children of theirs that run the pinned binary."""
        parents, binary = set(self.worker_pids(DECIDE)), self.settings.get("PROVISO_OPA_BINARY", "")
        return [pid for pid, parent, program in _processes() if parent in parents and program == binary]

    # -- as somebody --------------------------------------------------------------------------------

    def credentials_for(
        self, role_name: str, name: str = "local", *, tags: Mapping[str, str] | None = None, policy: str | None = None
    ) -> Session:
        """A session of any role, without asking its trust policy: the machine owner's sign-in.

        It is in the trail as `AssumeRoleWithSAML`. Roles of the template and `local-administrator`, `local-deployer`.

        Raises:
            LookupError: There is no such role.
        """
        return self.front.desk.sign_in(role_name, name, tags=tags, policy=policy)

    def client_with(self, service: str, session: Session) -> Any:
        """A boto3 client that signs with that session, and does not repeat a call by itself."""
        return clients.client(service, self.front_url, session)

    def as_role(self, service: str, role_name: str, name: str = "local", **session: Any) -> Any:
        """A boto3 client as a new session of that role; `session` as for `credentials_for`."""
        return self.client_with(service, self.credentials_for(role_name, name, **session))

    def service_client(self, service: str) -> Any:
        """A boto3 client straight to the store: nothing is evaluated and nothing recorded. For tests that look."""
        return self.front.backend.client(service)

    # -- the trail ----------------------------------------------------------------------------------

    def flush_trail(self) -> int:
        """Deliver what the trail holds; the number of records delivered."""
        return self.front.trail.flush()

    def trail_records(self) -> list[Record]:
        """Every record delivered so far, after a flush, oldest first, read past the front."""
        from .trail_files import read_records

        self.flush_trail()
        return read_records(self.front.backend.control_client("s3"), self.bucket)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _processes() -> list[tuple[int, int, str]]:
    """Process id, parent's id and program of every process that can be seen."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            program = str((folder / "exe").readlink())
        except OSError:
            continue
        found.append((int(folder.name), parent, program))
    return found
