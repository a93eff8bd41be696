"""The committed directory, as the rules read it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from workbench.directory.build import TARGET
from workbench.directory.local_authorities import SOURCE_FOLDER

SCHEMA = Path(__file__).parents[2] / "schemas" / "directory.json"


@pytest.fixture(scope="session")
def directory() -> dict[str, Any]:
    """The whole committed data file."""
    loaded: dict[str, Any] = json.loads(TARGET.read_text("utf-8"))
    return loaded


@pytest.fixture(scope="session")
def agencies(directory: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All agencies by id."""
    found: dict[str, dict[str, Any]] = directory["agencies"]
    return found


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    """The schema of the data file."""
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return loaded


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the build's inputs, to break."""
    return Path(shutil.copytree(SOURCE_FOLDER, tmp_path / "inputs"))
