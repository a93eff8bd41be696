"""The same sources give the same bytes."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.packages.dependencies import Target
from infra.packages.zips import FUNCTIONS, Package, write

ROOT = Path(__file__).resolve().parents[2]
AGAIN = """
import sys
from pathlib import Path
from infra.packages.dependencies import Target
from infra.packages.zips import package
architecture, python, folder, *functions = sys.argv[1:]
for function in functions:
    package(function, Target(architecture, python), Path(folder) / "scratch", Path(folder) / f"{function}.zip")
"""


def test_made_twice_is_made_the_same(zips: dict[str, Package], here: Target, tmp_path: Path) -> None:
    """Zips made by another process, elsewhere, under another umask, time zone and hash seed are byte-identical."""
    environment = {name: os.environ[name] for name in os.environ if name.startswith(("PATH", "HOME", "PROVISO_CACHE"))}
    subprocess.run(
        [sys.executable, "-c", AGAIN, here.architecture, here.python, str(tmp_path), *FUNCTIONS],
        cwd=ROOT,
        env={**environment, "TZ": "Asia/Kolkata", "PYTHONHASHSEED": "7"},
        umask=0o077,
        check=True,
    )
    for name, one in zips.items():
        assert (tmp_path / f"{name}.zip").read_bytes() == one.path.read_bytes(), name


def test_a_zip_tells_its_contents_alone(tmp_path: Path) -> None:
    """The order in which contents are handed over does not show, and every entry has one time and a mode of ours."""
    one = write(tmp_path / "a.zip", {"b": b"2", "a": b"1"}, runnable=frozenset({"b"}))
    other = write(tmp_path / "b.zip", {"a": b"1", "b": b"2"}, runnable=frozenset({"b"}))
    assert one.sha256 == other.sha256
    with zipfile.ZipFile(one.path) as zipped:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in zipped.infolist()}
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert modes == {"a": 0o644, "b": 0o755}


@pytest.mark.parametrize("change", ["content", "name"])
def test_a_change_changes_the_hash(tmp_path: Path, change: str) -> None:
    """Another content or name is another zip."""
    one = write(tmp_path / "a.zip", {"a": b"1"})
    other = write(tmp_path / "b.zip", {"a": b"2"} if change == "content" else {"b": b"1"})
    assert one.sha256 != other.sha256
