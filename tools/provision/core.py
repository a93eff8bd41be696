"""What all steps share: where things are, what counts as done, and how a failure is told in one sentence."""

import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Words by which pip, uv, Go and the Maven resolver say that nothing could be reached. The last one is what pip says
# of a pinned package when no index answered: an index would at least have other versions.
_OFFLINE = (
    "connection refused",
    "connection reset",
    "connection timed out",
    "connecttimeout",
    "connectionerror",
    "dial tcp",
    "dns error",
    "failed to establish a new connection",
    "name resolution",
    "network is unreachable",
    "no route to host",
    "no such host",
    "operation timed out",
    "timed out",
    "tls handshake",
    "tunnel connection failed",
    "error sending request",
    "(from versions: none)",
)
_UNTRUSTED = ("certificate verify failed", "certificate_verify_failed", "invalid peer certificate", "x509:")
_TAMPERED = ("hash mismatch", "do not match the hashes", "checksum mismatch", "security error")


class SetupError(Exception):
    """A step cannot be done; the message is one sentence that says what to do about it."""


@dataclass(frozen=True)
class Step:
    """One step of setting up.

    Attributes:
        title: What is provided, with its version.
        done: Says, without running anything slow, that nothing is left to do.
        perform: Does it; it is handed a function that reports progress in words.
    """

    title: str
    done: Callable[[], bool]
    perform: Callable[[Callable[[str], None]], None]


def cache_dir() -> Path:
    """Where built and fetched tools are kept: `.cache` in the working copy, or the folder that PROVISO_CACHE names."""
    chosen = os.environ.get("PROVISO_CACHE")
    return Path(chosen).expanduser().resolve() if chosen else ROOT / ".cache"


def tools_dir() -> Path:
    """Where the tools lie inside the cache."""
    return cache_dir() / "tools"


def pinned(tool: str) -> dict[str, str]:
    """What tools/versions.json says of a tool; it is the only place where a tool's version is chosen."""
    versions: dict[str, dict[str, str]] = json.loads((ROOT / "tools/versions.json").read_text("utf-8"))
    return versions[tool]


def fingerprint(*parts: str | Path) -> str:
    """A hash over words and over the contents of files; a file that is not there counts as such."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(_content(part)).digest())
    return digest.hexdigest()


def _content(part: str | Path) -> bytes:
    if isinstance(part, str):
        return part.encode()
    return part.read_bytes() if part.is_file() else b"(absent)"


def stamped(stamp: Path, value: str) -> bool:
    """Whether a stamp was left for exactly this value."""
    return stamp.is_file() and stamp.read_text("utf-8") == value


def leave_stamp(stamp: Path, value: str) -> None:
    """Leaves a stamp; a step does this last, so that an interrupted one counts as not done."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, "utf-8")


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for installers: nothing of an activated one, and one mirror and one certificate file for all."""
    dropped = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    if "PIP_INDEX_URL" in environment:
        environment.setdefault("UV_DEFAULT_INDEX", environment["PIP_INDEX_URL"])
    if certificates := environment.get("SSL_CERT_FILE") or environment.get("PIP_CERT"):
        for name in ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE"):
            environment.setdefault(name, certificates)
    return environment | dict(extra or {})


def run(
    command: Sequence[str | Path], *, what: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Runs a command quietly and returns what it printed.

    Args:
        command: The program and its arguments.
        what: What the command is for, as it stands after "Could not".
        env: Variables on top of the cleaned environment.
        cwd: Where it runs; the working copy when left out.

    Raises:
        SetupError: It could not be started or failed. The whole output is kept in the cache.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd or ROOT,
            env=clean_environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        message = f"Could not {what}: {command[0]} cannot be run ({error.strerror})."
        raise SetupError(message) from error
    if done.returncode != 0:
        raise SetupError(_sentence(what, done.stdout))
    return done.stdout


def _sentence(what: str, output: str) -> str:
    log = cache_dir() / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(output, "utf-8")
    text = output.lower()
    if any(words in text for words in _TAMPERED):
        return f"Could not {what}: what was downloaded is not what was pinned (its hash differs); details are in {log}."
    if any(words in text for words in _UNTRUSTED):
        return (
            f"Could not {what}: the server's certificate is not trusted here; where the network inspects TLS, "
            f"name its certificate file in SSL_CERT_FILE (details are in {log})."
        )
    if any(words in text for words in _OFFLINE):
        return (
            f"Could not {what}: the network was not reached; "
            f"check the connection and the proxy settings, then run the same command again (details are in {log})."
        )
    return f"Could not {what}; what the installer said is in {log}."


@contextmanager
def only_one(report: Callable[[str], None]) -> Iterator[None]:
    """Holds the set-up lock of the working copy; a second set-up waits for the first. It ends with the process."""
    lock = cache_dir() / "setup.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("Another set-up is at work here; waiting for it to end.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
