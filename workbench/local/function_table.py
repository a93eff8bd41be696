"""The functions of the product as the local Lambda runs them, and the settings that each gets and no other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbench.tools import ROOT

from .names import REGION
from .routes import DECIDE, RECORD_UNDERTAKING, REQUEST_DISCLOSURE, SHARE

FUNCTIONS_FOLDER: Final = ROOT / "functions"
_SECONDS = 29.0
_CLOCK_SECONDS = 300.0

CLOCK_FUNCTION: Final = "proviso-clock"

# The aliases of `decide`: callers with a token come by the one, the clock by the other.
LIVE: Final = "live"
CLOCK: Final = "clock"


@dataclass(frozen=True)
class LocalFunction:
    """One function.

    Attributes:
        name: Also its role's name.
        folder: Holds its `app.py`.
        handler: `module.attribute`.
        workers: Processes, which is its concurrency.
        timeout: Seconds for one invocation.
        settings: Names of the settings that it gets.
        aliases: Under which it can be called besides its name; a handler sees which in `invoked_function_arn`.
    """

    name: str
    folder: Path
    handler: str = "app.app"
    workers: int = 1
    timeout: float = _SECONDS
    settings: frozenset[str] = field(default_factory=frozenset)
    aliases: tuple[str, ...] = ()


API_SETTINGS: Final = frozenset(
    {
        "PROVISO_DECIDE_FUNCTION",
        "PROVISO_RECORDS_TABLE",
        "PROVISO_CONTENT_KEY",
        "PROVISO_POLICY_REVISION",
        "PROVISO_ENVIRONMENT",
    }
)
SIGNING_SETTINGS: Final = API_SETTINGS | {"PROVISO_SIGNING_KEY"}
DECIDE_SETTINGS: Final = frozenset(
    {
        "PROVISO_RECORDS_TABLE", "PROVISO_RECORDS_TABLE_ARN", "PROVISO_RECORDS_KEY", "PROVISO_CONTENT_KEY",
        "PROVISO_SIGNING_KEY",
        "PROVISO_LEDGER_TABLE", "PROVISO_CASE_ACCESS_ROLE", "PROVISO_AUDIENCE", "PROVISO_JWKS_FILE",
        "PROVISO_HMAC_KEY", "PROVISO_OPA_BINARY", "PROVISO_OPA_BUNDLE", "PROVISO_OPA_BUNDLE_KEY",
        "PROVISO_POLICY_REVISION", "PROVISO_ENVIRONMENT",
        "PROVISO_SESSION_SECONDS", "PROVISO_REQUIRE_BOUND_TOKENS",
    }
)  # fmt: skip

CLOCK_SETTINGS: Final = frozenset({"PROVISO_DECIDE_FOR_CLOCK", "PROVISO_RECORDS_TABLE"})

FUNCTIONS: Final = (
    LocalFunction(SHARE, FUNCTIONS_FOLDER / "share", workers=2, settings=API_SETTINGS),
    LocalFunction(REQUEST_DISCLOSURE, FUNCTIONS_FOLDER / "request_disclosure", settings=API_SETTINGS),
    LocalFunction(RECORD_UNDERTAKING, FUNCTIONS_FOLDER / "record_undertaking", settings=SIGNING_SETTINGS),
    LocalFunction(
        DECIDE,
        FUNCTIONS_FOLDER / "decide",
        "app.decide",
        workers=2,
        settings=DECIDE_SETTINGS,
        aliases=(LIVE, CLOCK),
    ),
    LocalFunction(
        CLOCK_FUNCTION,
        FUNCTIONS_FOLDER / "clock",
        "app.run",
        timeout=_CLOCK_SECONDS,
        settings=CLOCK_SETTINGS,
        aliases=(LIVE,),
    ),
)


def environment(
    function: LocalFunction, settings: Mapping[str, str], credentials: Mapping[str, str], front_url: str, address: str
) -> dict[str, str]:
    """The whole environment of a worker: its role's credentials, its settings, and nothing of whoever starts it.

    Args:
        function: Which.
        settings: All settings of the stack; the function gets those that it names.
        credentials: AWS_ACCESS_KEY_ID and its two companions.
        front_url: The AWS endpoint.
        address: The Runtime API's address for this worker.
    """
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_PROXY": "127.0.0.1",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": front_url,
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_RUNTIME_API": address,
        "_HANDLER": function.handler,
        **credentials,
        **{name: settings[name] for name in sorted(function.settings) if name in settings},
    }
