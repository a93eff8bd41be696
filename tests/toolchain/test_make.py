"""The public targets: all there, set up first, and loud when a stage fails."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = ("run", "test", "demo", "bench", "synth", "lint", "schemas", "lock", "clean")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("target", PUBLIC)
def test_help_tells_of_each_public_target(target: str) -> None:
    """`make` alone lists every public target with a sentence."""
    assert any(line.split()[1] == target and len(line.split()) > 2 for line in make().stdout.splitlines())


@pytest.mark.parametrize("target", ["run", "demo", "bench"])
def test_a_command_replaces_the_shell_after_set_up(target: str) -> None:
    """Set-up comes first, then the command itself in the shell's place, so that Ctrl-C reaches it."""
    lines = make("--dry-run", target).stdout.splitlines()
    assert "tools/bootstrap.py" in lines[0]
    assert lines[-1].startswith("exec .venv/bin/proviso ")


def fake_tools(folder: Path, failing: str) -> None:
    for name in ("ruff", "mypy", "lint-imports", "proviso"):
        tool = folder / name
        tool.write_text(f'#!/bin/sh\ncase "{name} $*" in {failing}) exit 3;; esac\n', "utf-8")
        tool.chmod(0o755)


@pytest.mark.parametrize(
    ("failing", "stage"),
    [
        ('"ruff check"*', "ruff check"),
        ('"ruff format"*', "ruff format"),
        ('"mypy "', "mypy"),
        ('"mypy "functions/decide/*', "mypy"),
        ('"mypy "*infra*', "mypy of infra"),
        ('"lint-imports"*', "import rules"),
        ('"proviso policy"*', "policy check"),
        ('"proviso schemas"*', "schemas are current"),
    ],
)
def test_a_failing_stage_fails_make_and_is_named(tmp_path: Path, failing: str, stage: str) -> None:
    """When a tool of a stage fails, make fails and the stage's name is the last thing it says."""
    fake_tools(tmp_path, failing)
    done = make("static", f"BIN={tmp_path}")
    assert done.returncode != 0
    assert f'The stage "{stage}" failed.' in done.stderr


def test_stages_that_pass_let_make_pass(tmp_path: Path) -> None:
    """When every tool passes, so does make."""
    fake_tools(tmp_path, "nothing")
    assert make("static", f"BIN={tmp_path}").returncode == 0


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def heard_as_in_a_terminal() -> Iterator[None]:
    """What is started in here hears Ctrl-C, also where these tests run in the background and ignore it."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    "stop",
    [
        pytest.param(lambda pid: os.killpg(pid, signal.SIGINT), id="ctrl-c"),
        pytest.param(lambda pid: os.kill(pid, signal.SIGTERM), id="terminate"),
    ],
)
def test_stopping_make_run_stops_the_server(tmp_path: Path, stop: Callable[[int], None]) -> None:
    """Ctrl-C in the terminal, and a SIGTERM for make alone, both end what `make run` started."""
    server, note = tmp_path / "proviso", tmp_path / "pid"
    server.write_text(f"#!/bin/sh\necho $$ > {note}.new && mv {note}.new {note}\nexec sleep 60\n", "utf-8")
    server.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    with (
        heard_as_in_a_terminal(),
        subprocess.Popen(
            ["make", "run", f"BIN={tmp_path}"],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as started,
    ):
        deadline = time.monotonic() + 30
        while not note.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        pid = int(note.read_text("utf-8"))
        stop(started.pid)
        assert started.wait(10) != 0
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)
