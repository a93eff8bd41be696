"""OPA, Go and DynamoDB Local: of the pinned versions, and refused when they are not."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from tools.provision import dynamodb_local, opa
from tools.provision.core import pinned, tools_dir

ROOT = Path(__file__).resolve().parents[2]


def program(path: Path, says: str) -> Path:
    path.write_text(f"#!/bin/sh\necho '{says}'\n", "utf-8")
    path.chmod(0o755)
    return path


def test_opa_is_of_the_declared_version() -> None:
    """The OPA that everything here uses says that it is the version that tools/versions.json declares."""
    said = subprocess.run([tools_dir() / "opa", "version"], capture_output=True, text=True, check=True).stdout
    assert f"Version: {pinned('opa')['version']}\n" in said


def test_opa_version_is_written_in_one_place() -> None:
    """No set-up file repeats OPA's version: to change it is to change tools/versions.json."""
    version = pinned("opa")["version"]
    files = [ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci/run", *(ROOT / "tools").rglob("*.py")]
    assert [str(file) for file in files if version in file.read_text("utf-8")] == []


@pytest.mark.parametrize(
    ("says", "version"),
    [("Version: 1.2.3", "1.2.3"), ("Version: 1.2.3-dev", "1.2.3-dev"), ("opa 1.2.3", None), ("", None)],
)
def test_a_binary_is_known_by_what_it_says(tmp_path: Path, says: str, version: str | None) -> None:
    """A program counts as OPA of a version only when it says exactly so."""
    assert opa.version_of(program(tmp_path / "opa", says)) == version


def test_an_absent_binary_has_no_version(tmp_path: Path) -> None:
    """A binary that is not there is not an error: it is to be provided."""
    assert opa.version_of(tmp_path / "opa") is None


@pytest.mark.parametrize(("says", "taken"), [("Version: 1.2.3", True), ("Version: 1.2.4", False)])
def test_the_machines_opa_is_taken_only_when_it_is_the_pinned_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, says: str, taken: bool
) -> None:
    """An OPA on the PATH is used, as a copy, if and only if it is of the pinned version."""
    (tmp_path / "bin").mkdir()
    program(tmp_path / "bin/opa", says)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    found = opa._from_path("1.2.3", tmp_path, lambda _: None)
    assert found == (tmp_path / "opa" if taken else None)


@pytest.mark.parametrize(
    ("says", "enough"),
    [
        ("go version go1.26.0 linux/amd64", True),
        ("go version go1.27 darwin/arm64", True),
        ("go version go2.0.1 linux/amd64", True),
        ("go version go1.25.9 linux/amd64", False),
        ("go version go1.9 linux/amd64", False),
        ("go version devel go1.26-abcdef linux/amd64", False),
        ("not Go at all", False),
    ],
)
def test_a_go_that_is_too_old_is_not_used(tmp_path: Path, *, says: str, enough: bool) -> None:
    """The machine's Go builds OPA only if it is a release that OPA's source accepts."""
    assert pinned("opa")["least_go"] == "1.26.0"
    assert opa.is_new_enough(str(program(tmp_path / "go", says))) is enough


def test_dynamodb_local_is_accepted_only_file_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing, an altered and an unlisted file are each named; exactly the listed files are accepted."""
    hashes, folder = tmp_path / "hashes", tmp_path / "jars"
    monkeypatch.setattr(dynamodb_local, "HASHES", hashes)
    hashes.write_text("".join(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in ("a", "b")), "utf-8")
    assert dynamodb_local.differences(folder) == ["a", "b"]
    folder.mkdir()
    for name in ("a", "b"):
        (folder / name).write_text(name, "utf-8")
    assert dynamodb_local.differences(folder) == []
    (folder / "b").write_text("altered", "utf-8")
    (folder / "c").write_text("c", "utf-8")
    assert dynamodb_local.differences(folder) == ["b", "c"]


def test_dynamodb_local_is_listed_at_the_declared_version() -> None:
    """The list of hashes belongs to the declared version."""
    names = re.findall(r"  (DynamoDBLocal-.*\.jar)$", dynamodb_local.HASHES.read_text("utf-8"), re.MULTILINE)
    assert names == [f"DynamoDBLocal-{pinned('dynamodb-local')['version']}.jar"]


def test_dynamodb_local_is_described_for_those_who_start_it() -> None:
    """The description names a Java that exists, the pinned files, and the switch that keeps it from reporting home."""
    launch = json.loads((tools_dir() / "dynamodb-local.json").read_text("utf-8"))
    assert launch["version"] == pinned("dynamodb-local")["version"]
    assert Path(launch["java"]).exists()
    assert all(Path(jar).is_file() for jar in launch["classpath"])
    assert "-disableTelemetry" in launch["arguments"]
    command = dynamodb_local.command(launch, 1234)
    assert command[-2:] == ["-port", "1234"]
    assert launch["main_class"] in command
