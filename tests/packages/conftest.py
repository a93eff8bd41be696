"""The zips of this machine's own architecture and Python, made once, and unzipped once."""

import platform
import sys
import zipfile
from pathlib import Path

import pytest

from infra.packages.dependencies import Target
from infra.packages.zips import FUNCTIONS, Package, package

ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}


@pytest.fixture(scope="session")
def here() -> Target:
    """What runs on this machine: the interpreter of the tests loads the zips' extension modules."""
    return Target(ARCHITECTURES[platform.machine().lower()], f"{sys.version_info.major}.{sys.version_info.minor}")


@pytest.fixture(scope="session")
def zips(here: Target, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Package]:
    """Every function's zip, by function."""
    folder = tmp_path_factory.mktemp("zips")
    scratch = {name: tmp_path_factory.mktemp(name) for name in FUNCTIONS}
    return {name: package(name, here, scratch[name], folder / f"{name}.zip") for name in FUNCTIONS}


@pytest.fixture(scope="session")
def deployed(zips: dict[str, Package]) -> dict[str, Path]:
    """Every zip unpacked, as Lambda unpacks it, by function."""
    folders = {}
    for name, one in zips.items():
        folders[name] = one.path.with_suffix("")
        with zipfile.ZipFile(one.path) as zipped:
            zipped.extractall(folders[name])
    return folders
