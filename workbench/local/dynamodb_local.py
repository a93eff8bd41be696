"""DynamoDB Local, where real transaction conflicts matter.

It listens on all interfaces and has no setting for that: whoever turns it on is told.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import urllib3

from workbench.tools import ROOT, cache

from .names import LOOPBACK
from .processes import Child

WARNING = "DynamoDB Local listens on all network interfaces while it runs, and cannot be told otherwise."
_START_SECONDS = 30.0


class DynamoDbLocalError(RuntimeError):
    """It is not set up, or does not start; the message says what to do."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def child(port: int) -> Child:
    """The process to run.

    Raises:
        DynamoDbLocalError: Set-up has not provided it.
    """
    description = cache() / "tools" / "dynamodb-local.json"
    if not description.is_file():
        message = "DynamoDB Local is not set up: run `python3 tools/bootstrap.py --with dynamodb-local`"
        raise DynamoDbLocalError(message)
    tool = json.loads(description.read_text())
    return Child(
        name="dynamodb-local",
        argv=[sys.executable, "-m", "workbench.local.processes", *_command(tool, port)],
        environment=_environment,
        directory=ROOT,
        restart=False,
    )


def _command(tool: Mapping[str, Any], port: int) -> list[str]:
    return [
        tool["java"],
        *tool["java_options"],
        f"-Djava.library.path={tool['library_path']}",
        "-cp",
        os.pathsep.join(tool["classpath"]),
        tool["main_class"],
        *tool["arguments"],
        "-sharedDb",
        "-port",
        str(port),
    ]


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def wait_until_up(port: int, log: Path) -> str:
    """Its address, once it answers.

    Raises:
        DynamoDbLocalError: It does not within half a minute.
    """
    url, deadline = f"http://{LOOPBACK}:{port}", time.monotonic() + _START_SECONDS
    with urllib3.PoolManager(retries=False) as pool:
        while time.monotonic() < deadline:
            try:
                pool.request("GET", url, timeout=1.0)
            except urllib3.exceptions.HTTPError:
                time.sleep(0.05)
            else:
                return url
    message = f"DynamoDB Local did not start within {_START_SECONDS:.0f} s: see {log}"
    raise DynamoDbLocalError(message)
