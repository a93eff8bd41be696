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
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from moto.moto_api._internal.models import moto_api_backend

from workbench import tools

from . import dynamodb_local
from .access import StackAccess
from .backend import Backend
from .deploy import deploy, read_template
from .front import Front
from .function_table import CLOCK, LIVE, LocalFunction
from .gateway import Gateway
from .names import ACCOUNT, LOOPBACK, REGION
from .options import StackError, StackOptions
from .processes import Supervisor
from .routes import DECIDE
from .state import write_private
from .workers import Workers

__all__ = ["LocalStack", "StackError", "StackOptions"]

_ONE = threading.Lock()
_LOG = logging.getLogger("proviso.local")
_SPARE_THREADS = 24


class LocalStack(StackAccess):
    """A running stack; `start` and `stop`, or a `with` block."""

    def __init__(self, **options: Any) -> None:
        """Take the fields of `StackOptions` by name; nothing is started yet."""
        super().__init__()
        self.options = StackOptions(**options)
        self.clock = self.options.clock
        self.admin_token = secrets.token_urlsafe(24)
        self.state_dir = Path()
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
            "PROVISO_DECIDE_FUNCTION": f"{DECIDE}:{LIVE}",
            "PROVISO_DECIDE_FOR_CLOCK": f"{DECIDE}:{CLOCK}",
            "PROVISO_ENVIRONMENT": "sandbox",
            "PROVISO_RECORDS_TABLE": outputs.get("RecordsTableName", ""),
            "PROVISO_RECORDS_TABLE_ARN": outputs.get("RecordsTableArn", ""),
            "PROVISO_RECORDS_KEY": outputs.get("RecordsKeyArn", ""),
            "PROVISO_CONTENT_KEY": outputs.get("ContentKeyArn", ""),
            "PROVISO_SIGNING_KEY": outputs.get("SigningKeyArn", ""),
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
        from workbench.policy.signing import new_key

        keys = new_key(self.state_dir / "policy")
        bundle, revision = build(self.state_dir / "policy", keys.private)
        return {
            "PROVISO_OPA_BINARY": str(tools.opa()),
            "PROVISO_OPA_BUNDLE": str(bundle),
            "PROVISO_OPA_BUNDLE_KEY": str(keys.public),
            "PROVISO_POLICY_REVISION": revision,
        }

    def _write_state(self, functions: tuple[LocalFunction, ...]) -> None:
        token_file = self.state_dir / "admin-token"
        write_private(token_file, self.admin_token)
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
        write_private(self.state_dir / "stack.json", json.dumps(state, indent=2))
