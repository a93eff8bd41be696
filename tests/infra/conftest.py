"""One synthesis for all tests of the infrastructure: it takes seconds, and none of them changes it."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.app import synthesise
from infra.environments import SANDBOX
from tests.infra.account import Account


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the cloud assembly, with the rule packs applied."""
    folder = tmp_path_factory.mktemp("cdk.out")
    synthesise(SANDBOX, folder)
    return folder


@pytest.fixture(scope="session")
def template(assembly: Path) -> dict[str, Any]:
    """The data stack's template."""
    found: dict[str, Any] = json.loads((assembly / "Data.template.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def account(template: dict[str, Any]) -> Account:
    """The account that the template would make."""
    return Account(template)
