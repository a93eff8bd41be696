"""Where policy sources are, and how OPA is run over them."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
POLICIES: Final = ROOT / "policies"
DECISION: Final = "data.proviso.decision.decision"
TEST_SUFFIX: Final = "_test.rego"
TESTING: Final = "testing"
"""Folder of what only tests read: base inputs, the authorisation matrix, the table of remedies."""

OVERLAYS: Final = "overlays"
"""Folder of what agencies do otherwise than a scheme says; only what they resolve to is released."""

TIME_LIMIT_S: Final = 300


class OpaError(RuntimeError):
    """OPA is not to be had, or it failed; the message says what it said."""


def opa_binary() -> Path:
    """Path of the pinned OPA: the one that set-up made, else the one on the PATH.

    Raises:
        OpaError: there is none.
    """
    provided = ROOT / ".cache" / "tools" / "opa"
    if provided.is_file():
        return provided
    found = shutil.which("opa")
    if found is None:
        message = "OPA is not installed: run `make setup`"
        raise OpaError(message)
    return Path(found)


def run_opa(
    arguments: Sequence[str], stdin: str | None = None, folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run OPA with these arguments in this folder and return what came of it, whatever its exit code."""
    return subprocess.run(
        [str(opa_binary()), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
        check=False,
        cwd=folder,
    )


def opa_json(arguments: Sequence[str], stdin: str | None = None) -> Any:
    """Run OPA and return the JSON that it prints.

    Raises:
        OpaError: it failed, or printed something else.
    """
    done = run_opa(arguments, stdin)
    if done.returncode != 0:
        message = f"opa {arguments[0]} failed: {(done.stderr or done.stdout).strip()}"
        raise OpaError(message)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        message = f"opa {arguments[0]} printed no JSON"
        raise OpaError(message) from error


def released_files(folder: Path | None = None) -> Iterator[Path]:
    """Every file of a release, in order: rules and data; no tests, nothing that only tests read, no overlays."""
    sources = folder or POLICIES
    for path in sorted(sources.rglob("*")):
        relative = path.relative_to(sources)
        if relative.parts[0] in {TESTING, OVERLAYS} or path.name.endswith(TEST_SUFFIX):
            continue
        if path.is_file() and (path.suffix == ".rego" or path.name == "data.json"):
            yield path
