"""Where the pinned tools are that set-up provided."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class ToolMissingError(RuntimeError):
    """A tool that set-up provides is not there; the message says how to get it."""


def cache() -> Path:
    """Folder of downloaded and built tools: PROVISO_CACHE, or `.cache` beside the Makefile."""
    return Path(os.environ.get("PROVISO_CACHE") or ROOT / ".cache")


def opa() -> Path:
    """Return the pinned OPA binary.

    Raises:
        ToolMissingError: set-up has not provided it.
    """
    binary = cache() / "tools" / "opa"
    if not binary.is_file():
        message = f"the OPA binary is not at {binary}: run `make setup`"
        raise ToolMissingError(message)
    return binary
