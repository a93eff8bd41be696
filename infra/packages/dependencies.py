"""The locked packages of a function for the machine that runs it, and what of them is shipped.

uv takes the wheels of the platform named here, each checked against its hash, and never builds one: nothing of the
machine that packages gets into a zip. What no function runs is left out: tests, type stubs, sources of extensions,
command lines, and botocore's descriptions of hundreds of services (the functions read their own four from
`chalicelib/adapters/aws_data`).
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from tools.provision.core import ROOT, cache_dir, fingerprint, leave_stamp, run, stamped

PYTHON: Final = "3.11"
# Lambda's Python 3.11 runs on Amazon Linux 2, whose glibc is 2.26: wheels for 2.17 load there, those for 2.28 do not.
PLATFORMS: Final = {"arm64": "aarch64-manylinux2014", "x86_64": "x86_64-manylinux2014"}

_FOLDERS: Final = frozenset({"__pycache__", "tests", "test", "examples", ".hash"})
_SUFFIXES: Final = frozenset({".pyc", ".pyi", ".pyx", ".pxd", ".pxi", ".c", ".h", ".typed"})
_TEST_SUPPORT: Final = ("test_", "conftest.", "pytest_plugin.")
# Of the metadata, importlib.metadata reads METADATA, and a licence asks to be handed on.
_METADATA: Final = ("METADATA", "licenses/", "LICENSE", "NOTICE", "COPYING")
# cffi and pycparser compile bindings; cryptography comes compiled and needs cffi's one extension module alone.
_NEVER_RUN: Final = frozenset({"bin", "cffi", "pycparser", "wrapt-stubs"})


@dataclass(frozen=True)
class Target:
    """What a zip is for.

    Attributes:
        architecture: `arm64` or `x86_64`, as Lambda calls them.
        python: The version whose extension modules are taken; Lambda's, but for tests that run a zip right here.
    """

    architecture: str = "arm64"
    python: str = PYTHON


def installed(requirements: str, target: Target) -> Path:
    """A folder with the locked packages of `requirements/<requirements>.txt` for a target, kept in the cache.

    Raises:
        SetupError: a package cannot be had, has no wheel for the platform, or another hash.
    """
    lock = ROOT / "requirements" / f"{requirements}.txt"
    platform = PLATFORMS[target.architecture]
    folder = cache_dir() / "packages" / f"{requirements}-{target.architecture}-{target.python}"
    stamp = folder.with_name(f"{folder.name}.stamp")
    value = fingerprint(lock, platform, target.python)
    if stamped(stamp, value) and folder.is_dir():
        return folder
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    run(
        [
            *(ROOT / ".venv/bin/uv", "pip", "install", "--quiet", "--target", folder),
            *("--python-platform", platform, "--python-version", target.python, "--only-binary", ":all:"),
            *("--require-hashes", "--no-deps", "--no-compile-bytecode", "--link-mode", "copy", "--requirement", lock),
        ],
        what=f"install the packages of requirements/{requirements}.txt for {target.architecture}",
    )
    leave_stamp(stamp, value)
    return folder


def shipped(folder: Path) -> Iterator[PurePosixPath]:
    """Files of an installed folder that go into a zip, relative to it, in order."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    yield from sorted(path for path in map(PurePosixPath, files) if is_shipped(path))


def is_shipped(path: PurePosixPath) -> bool:
    """Whether a file of an installed package is of use to a function."""
    top = path.parts[0]
    if top in _NEVER_RUN or path.suffix in _SUFFIXES or path.name.startswith(_TEST_SUPPORT) or top == ".lock":
        return False
    if not _FOLDERS.isdisjoint(path.parts[:-1]):
        return False
    if top.endswith(".dist-info"):
        name = top.rpartition("-")[0]
        return name not in _NEVER_RUN and "/".join(path.parts[1:]).startswith(_METADATA)
    return path.parts[:2] not in {("boto3", "data"), ("botocore", "data")}
