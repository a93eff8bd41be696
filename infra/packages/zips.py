"""One function's zip: staged, packaged by Chalice, and written again in one form.

`chalice package` decides what is in the zip: the app, `chalicelib`, the vendored packages and Chalice's own two
runtime modules. It writes entries in the order of the file system and with the modes of the machine, so the zip is
written again: sorted, with one time and one mode.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from infra.packages.dependencies import Target, installed, shipped
from infra.packages.reach import reached
from tools.provision.core import ROOT

FUNCTIONS: Final = {
    "decide": "decide",
    "share": "api",
    "request_disclosure": "api",
    "record_undertaking": "api",
    "clock": "api",
}
"""Each function's folder, and the list of packages that it ships."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE: Final = 0o100000 << 16
_READABLE, _RUNNABLE = 0o644, 0o755


class PackageError(RuntimeError):
    """A package cannot be made, or is not what may be shipped; the message says which and why."""


@dataclass(frozen=True)
class Package:
    """A zip that was made.

    Attributes:
        name: Of the function or layer.
        path: Where it lies.
        files: How many files are in it.
        zipped: Its size in bytes.
        unzipped: The sum of its files' sizes in bytes.
        sha256: Of the zip, in hex.
        largest: The largest things at its root and their sizes in bytes, unzipped.
    """

    name: str
    path: Path
    files: int
    zipped: int
    unzipped: int
    sha256: str
    largest: dict[str, int]


def package(function: str, target: Target, scratch: Path, zip_path: Path) -> Package:
    """Make one function's zip.

    Args:
        function: Its folder in `functions/`.
        target: For what.
        scratch: An empty folder for what is staged.
        zip_path: The zip; replaced as a whole.

    Raises:
        PackageError: Chalice refuses what was staged.
        ReachError: an import cannot be followed.
        SetupError: a locked package cannot be had.
    """
    stage(function, target, scratch / function)
    made = _by_chalice(scratch / function, scratch / f"{function}.out")
    with zipfile.ZipFile(made) as zipped:
        return write(zip_path, {name: zipped.read(name) for name in zipped.namelist()})


def stage(function: str, target: Target, folder: Path) -> None:
    """Lay out a Chalice project with what the function ships and nothing else."""
    source = ROOT / "functions" / function
    _copy(source / "app.py", folder / "app.py")
    _copy(source / ".chalice/config.json", folder / ".chalice/config.json")
    for file in reached(ROOT, source / "app.py"):
        _copy(ROOT / file, folder / file)
    # The packages come from the lock through vendor/: Chalice's own resolver knows no hashes and asks an index.
    (folder / "requirements.txt").touch()
    packages = installed(FUNCTIONS[function], target)
    for path in shipped(packages):
        _copy(packages / path, folder / "vendor" / path)


def write(zip_path: Path, contents: dict[str, bytes], runnable: frozenset[str] = frozenset()) -> Package:
    """Write a zip whose bytes depend on names and contents alone.

    Args:
        zip_path: Where; its folder is made, an older zip is replaced as a whole.
        contents: What, by its name in the zip.
        runnable: Which of them are programs.
    """
    zip_path.parent.mkdir(parents=True, exist_ok=True)
    fresh = zip_path.with_suffix(f".{os.getpid()}.new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whatever packages
            entry.external_attr = _REGULAR_FILE | (_RUNNABLE if name in runnable else _READABLE) << 16
            zipped.writestr(entry, contents[name])
    fresh.replace(zip_path)
    content = zip_path.read_bytes()
    return Package(
        name=zip_path.stem,
        path=zip_path,
        files=len(contents),
        zipped=len(content),
        unzipped=sum(map(len, contents.values())),
        sha256=hashlib.sha256(content).hexdigest(),
        largest=_largest(contents),
    )


def _largest(contents: dict[str, bytes], count: int = 6) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for name, content in contents.items():
        top = PurePosixPath(name).parts[0]
        sizes[top] = sizes.get(top, 0) + len(content)
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[:count])


def _by_chalice(project: Path, out: Path) -> Path:
    """Run `chalice package` in a process of its own: it imports the app, and the next app has the same name."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(project),
        "AWS_DEFAULT_REGION": "eu-west-2",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [Path(sys.executable).with_name("chalice"), "package", str(out)],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        message = f"chalice package refuses {project.name}: {(done.stderr or done.stdout).strip()[-800:]}"
        raise PackageError(message)
    return out / "deployment.zip"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
