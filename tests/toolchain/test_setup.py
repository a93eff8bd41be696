"""Setting up: what counts as done, one set-up at a time, and every failure as one sentence."""

import ast
import errno
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.provision import core, main
from tools.provision.core import SetupError, Step

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROVISO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def stamping_step(stamp: Path, watched: Path, performed: list[str], *, fail: bool = False) -> Step:
    def perform(report: Callable[[str], None]) -> None:
        performed.append(watched.read_text("utf-8"))
        if fail:
            message = "Could not do it: the test says so."
            raise SetupError(message)
        core.leave_stamp(stamp, core.fingerprint(watched))

    return Step("a step", lambda: core.stamped(stamp, core.fingerprint(watched)), perform)


def test_a_step_is_performed_again_only_when_its_inputs_changed(tmp_path: Path) -> None:
    """A step runs once for given inputs, and once more when a file that it depends on changes."""
    watched, performed = tmp_path / "lock.txt", list[str]()
    step = stamping_step(tmp_path / "stamps/step", watched, performed)
    watched.write_text("one", "utf-8")
    main._perform([step])
    main._perform([step])
    watched.write_text("two", "utf-8")
    main._perform([step])
    assert performed == ["one", "two"]


def test_a_failed_step_counts_as_not_done(tmp_path: Path) -> None:
    """A step that failed is performed again by the next run."""
    watched, performed = tmp_path / "lock.txt", list[str]()
    watched.write_text("one", "utf-8")
    with pytest.raises(SetupError):
        main._perform([stamping_step(tmp_path / "stamp", watched, performed, fail=True)])
    main._perform([stamping_step(tmp_path / "stamp", watched, performed)])
    assert performed == ["one", "one"]


def test_a_fingerprint_tells_apart_where_one_part_ends() -> None:
    """Moving text from one part to the next gives another fingerprint."""
    assert core.fingerprint("ab", "c") != core.fingerprint("a", "bc")


def test_an_absent_file_has_a_fingerprint_of_its_own(tmp_path: Path) -> None:
    """A file that is not there and an empty one are not the same."""
    (tmp_path / "empty").touch()
    assert core.fingerprint(tmp_path / "empty") != core.fingerprint(tmp_path / "absent")


def test_a_second_set_up_waits_for_the_first() -> None:
    """Two set-ups at once run one after the other, and the one that waits says so."""
    waits, entered = threading.Event(), threading.Event()

    def second() -> None:
        with core.only_one(lambda _: waits.set()):
            entered.set()

    thread = threading.Thread(target=second)
    with core.only_one(lambda _: None):
        thread.start()
        assert waits.wait(10)
        assert not entered.is_set()
    thread.join(10)
    assert entered.is_set()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("dns error: failed to lookup address information", "the network was not reached"),
        ("ERROR: Failed to establish a new connection: [Errno 111]", "the network was not reached"),
        ("dial tcp: lookup proxy: no such host", "the network was not reached"),
        (
            "ERROR: Could not find a version that satisfies uv==1.2.3 (from versions: none)",
            "the network was not reached",
        ),
        ("Hash mismatch for `attrs==26.1.0`", "its hash differs"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "its hash differs"),
        ("verifying module: checksum mismatch", "its hash differs"),
        ("invalid peer certificate: UnknownIssuer", "SSL_CERT_FILE"),
        ("something nobody thought of", "what the installer said is in"),
    ],
)
def test_a_failed_installer_is_told_in_one_sentence(said: str, told: str, cache: Path) -> None:
    """What an installer prints becomes one sentence that says what to do; the whole output is kept in the cache."""
    with pytest.raises(SetupError) as failure:
        core.run([sys.executable, "-c", f"print({said!r}); raise SystemExit(2)"], what="install the thing")
    sentence = str(failure.value)
    assert sentence.startswith("Could not install the thing")
    assert told in sentence
    assert "\n" not in sentence
    assert said in (cache / "setup.log").read_text("utf-8")


def test_a_program_that_cannot_be_run_is_told_in_one_sentence(tmp_path: Path) -> None:
    """An installer that is not there is an error of set-up, not a traceback."""
    with pytest.raises(
        SetupError, match=r"^Could not install the thing: .*cannot be run \(No such file or directory\)\.$"
    ):
        core.run([tmp_path / "absent"], what="install the thing")


def test_installers_do_not_see_an_activated_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that somebody activated does not lead installers astray."""
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    assert core.clean_environment().keys().isdisjoint({"VIRTUAL_ENV", "PYTHONPATH"})


def test_one_mirror_and_one_certificate_file_serve_all_installers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mirror that pip was told of is uv's too, and SSL_CERT_FILE holds for every installer."""
    for name in ("UV_DEFAULT_INDEX", "PIP_CERT", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "http://mirror.invalid/simple")
    monkeypatch.setenv("SSL_CERT_FILE", "/certificates.pem")
    environment = core.clean_environment()
    assert environment["UV_DEFAULT_INDEX"] == "http://mirror.invalid/simple"
    assert environment["PIP_CERT"] == environment["REQUESTS_CA_BUNDLE"] == "/certificates.pem"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.EACCES, "PROVISO_CACHE"),
        (errno.EROFS, "PROVISO_CACHE"),
        (errno.ENOSPC, "is full"),
        (errno.ENOTDIR, "Not a directory"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named(number: int, told: str) -> None:
    """A failure of the file system names the path and, where there is one, the way out."""
    sentence = main._os_sentence(OSError(number, os.strerror(number), "/some/where"))
    assert "/some/where" in sentence
    assert told in sentence
    assert sentence.endswith(".")


def run_bootstrap(script: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("PIP_", "UV_"))}
    return subprocess.run(
        [sys.executable, str(script)],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_an_unusable_cache_ends_with_one_sentence(tmp_path: Path) -> None:
    """Set-up into a place where no folder can be made exits 1 with one line and no traceback."""
    (tmp_path / "file").touch()
    done = run_bootstrap(ROOT / "tools/bootstrap.py", PROVISO_CACHE=str(tmp_path / "file/cache"))
    assert done.returncode == 1
    assert done.stderr.startswith("Could not set up: ")
    assert len(done.stderr.splitlines()) == 1


def test_no_network_ends_with_one_sentence(tmp_path: Path) -> None:
    """A first set-up without a network exits 1 with one line that says so, and leaves no stamp behind."""
    for name in ("tools", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    nowhere = "http://127.0.0.1:9"
    done = run_bootstrap(
        tmp_path / "tools/bootstrap.py",
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), nowhere),
        NO_PROXY="",
        no_proxy="",
        PIP_RETRIES="0",
        PIP_CONFIG_FILE=os.devnull,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Could not install uv: the network was not reached")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / ".venv/.stamps/packages").exists()


def test_an_old_python_is_told_in_one_sentence() -> None:
    """An interpreter before 3.11 ends with one sentence: the entry script is readable to it and asks first."""
    script = ROOT / "tools/bootstrap.py"
    ast.parse(script.read_text("utf-8"), feature_version=(3, 5))
    code = f"import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path({str(script)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Proviso needs Python 3.11 or newer, and this is Python 3.9:")
    assert len(done.stderr.splitlines()) == 1


def test_a_second_run_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """When all is set up, set-up prints nothing and changes nothing."""
    monkeypatch.delenv("PROVISO_CACHE")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools/bootstrap.py")], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
