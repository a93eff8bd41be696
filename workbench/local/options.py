"""What may differ from one stack to another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from workbench.tools import ROOT

from .clock import Clock
from .deploy import SNAPSHOT
from .function_table import FUNCTIONS, LocalFunction
from .routes import ROUTES, Route


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
    template: Path = ROOT / SNAPSHOT
    functions: tuple[LocalFunction, ...] = FUNCTIONS
    routes: tuple[Route, ...] = ROUTES
    clock: Clock = field(default_factory=Clock)
