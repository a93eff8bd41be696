"""The import rules of pyproject.toml: each catches what it is there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("api", "bootstrap/api", "bootstrap/decide", "adapters", "service", "contracts", "domain", "settings")


def lint(folder: Path, module: str, line: str) -> subprocess.CompletedProcess[str]:
    """Checks a package of empty modules with one import in it."""
    package = folder / "chalicelib"
    (package / "bootstrap").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "bootstrap" / "__init__.py").touch()
    for name in MODULES:
        (package / f"{name}.py").touch()
    (package / f"{module}.py").write_text(line + "\n", "utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "line", "rule"),
    [
        ("domain", "from chalicelib import contracts", "Layers are imported downwards"),
        ("service", "from chalicelib import adapters", "Layers are imported downwards"),
        ("service", "import boto3", "AWS, OPA, tokens and encryption"),
        ("api", "import opa_client", "AWS, OPA, tokens and encryption"),
        ("bootstrap/decide", "import jwt", "AWS, OPA, tokens and encryption"),
        ("api", "from chalicelib.bootstrap import decide", "What the API functions ship"),
        ("adapters", "import chalice", "Chalice is known in api alone"),
        ("domain", "import pydantic", "The domain needs the standard library alone"),
        ("service", "from chalicelib import settings", "Settings are handed down, not fetched"),
        ("api", "import workbench", "What ships does not know the workbench"),
    ],
)
def test_a_forbidden_import_is_caught(tmp_path: Path, module: str, line: str, rule: str) -> None:
    """An import against a rule breaks exactly the rule that forbids it."""
    done = lint(tmp_path, module, line)
    broken = [text for text in done.stdout.splitlines() if text.endswith("BROKEN")]
    assert done.returncode == 1
    assert any(text.startswith(rule) for text in broken)


@pytest.mark.parametrize(
    ("module", "line"),
    [("adapters", "import boto3, jwt, opa_client"), ("api", "import chalice"), ("contracts", "import pydantic")],
)
def test_an_import_in_its_own_layer_is_allowed(tmp_path: Path, module: str, line: str) -> None:
    """What a layer is there to know, it may import."""
    done = lint(tmp_path, module, line)
    assert done.returncode == 0, done.stdout
