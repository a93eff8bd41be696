"""The two Python environments: .venv for all that runs and is checked, .venv-infra for the CDK."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tools.provision.core import ROOT, SetupError, Step, fingerprint, leave_stamp, run, stamped

VENV = ROOT / ".venv"
VENV_INFRA = ROOT / ".venv-infra"
UV = VENV / "bin/uv"
REQUIREMENTS = ROOT / "requirements"
COMMAND = VENV / "bin/proviso"


def base_interpreter() -> Path:
    """The interpreter outside any environment: one that stands in .venv could not build .venv anew."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    return Path(base)


def _version_words() -> str:
    return f"{sys.version} {sys.base_prefix} {ROOT}"


def _create(environment: Path) -> None:
    """Makes the environment, or makes it anew when it belongs to another interpreter or was moved."""
    stamp = environment / ".stamps/interpreter"
    value = fingerprint(_version_words())
    if stamped(stamp, value) and (environment / "bin/python").exists():
        return
    try:
        run([base_interpreter(), "-m", "venv", "--clear", environment], what=f"create {environment.name}")
    except SetupError as error:
        if not os.access(environment.parent, os.W_OK):
            message = f"Could not create {environment}: the folder cannot be written to."
            raise SetupError(message) from error
        message = (
            "Could not create the Python environment: this Python lacks the venv module; "
            "install it (python3-venv on Debian and Ubuntu), then run the same command again."
        )
        raise SetupError(message) from error
    leave_stamp(stamp, value)


def _sync(environment: Path, requirements: Path) -> None:
    run(
        [UV, "pip", "sync", "--python", environment / "bin/python", "--require-hashes", requirements],
        what=f"install the packages of requirements/{requirements.name}",
    )


def packages_step() -> Step:
    """The environment .venv with uv and every package of requirements/dev.txt, each checked against its hash."""
    stamp = VENV / ".stamps/packages"
    locks = (REQUIREMENTS / "uv.txt", REQUIREMENTS / "dev.txt")

    def value() -> str:
        return fingerprint(_version_words(), *locks)

    def perform(report: Callable[[str], None]) -> None:
        report("creating .venv and installing, about half a minute the first time")
        _create(VENV)
        run(
            [
                *(VENV / "bin/python", "-m", "pip", "install", "--disable-pip-version-check", "--quiet"),
                *("--no-deps", "--require-hashes", "--requirement", locks[0]),
            ],
            what="install uv",
        )
        _sync(VENV, locks[1])
        leave_stamp(stamp, value())

    return Step("Python packages", lambda: UV.exists() and stamped(stamp, value()), perform)


def project_step() -> Step:
    """Proviso itself, editable, so that .venv/bin/proviso runs the working copy."""
    stamp = VENV / ".stamps/project"

    def value() -> str:
        return fingerprint(_version_words(), ROOT / "pyproject.toml", VENV / ".stamps/packages")

    def perform(report: Callable[[str], None]) -> None:
        report("installing the working copy")
        run(
            [
                UV,
                "pip",
                "install",
                "--python",
                VENV / "bin/python",
                "--no-deps",
                "--no-build-isolation",
                "--editable",
                ROOT,
            ],
            what="install the working copy into .venv",
        )
        leave_stamp(stamp, value())

    return Step("the command proviso", lambda: COMMAND.exists() and stamped(stamp, value()), perform)


def infra_step() -> Step:
    """The environment .venv-infra: the CDK, its rule packs, and Node as a package."""
    stamp = VENV_INFRA / ".stamps/packages"
    lock = REQUIREMENTS / "infra.txt"

    def value() -> str:
        return fingerprint(_version_words(), lock)

    def perform(report: Callable[[str], None]) -> None:
        report("creating .venv-infra and installing, about half a minute the first time")
        _create(VENV_INFRA)
        _sync(VENV_INFRA, lock)
        leave_stamp(stamp, value())

    return Step("AWS CDK", lambda: (VENV_INFRA / "bin/python").exists() and stamped(stamp, value()), perform)
