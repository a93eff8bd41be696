"""Two syntheses for all tests of the infrastructure: they take seconds, and none of the tests changes them.

What the local AWS deploys is the sandbox's data stack; all stacks with the rule packs are production's.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.app import data_template, synthesise
from infra.documented import documented, without_packages
from infra.environments import SANDBOX
from tests.infra.account import Account


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The data stack's template, as the local AWS deploys it."""
    return data_template(SANDBOX, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def account(template: dict[str, Any]) -> Account:
    """The account that the template would make."""
    return Account(template)


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of production's cloud assembly, with the rule packs applied."""
    folder = tmp_path_factory.mktemp("assembly")
    synthesise(documented(), without_packages(folder), folder / "cdk.out")
    return folder / "cdk.out"


@pytest.fixture(scope="session")
def templates(assembly: Path) -> dict[str, dict[str, Any]]:
    """Every template of production by the stack's construct id."""
    return {
        path.name.partition(".")[0]: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(assembly.glob("*.template.json"))
    }


@pytest.fixture(scope="session")
def api(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The API stack's resources by logical id."""
    found: dict[str, Any] = templates["Api"]["Resources"]
    return found
