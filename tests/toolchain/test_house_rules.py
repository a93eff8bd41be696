"""House rules that no linter knows."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


def rules_of(file: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(file.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


@pytest.mark.parametrize("file", TESTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_each_test_states_its_rule(file: Path) -> None:
    """Every test has a docstring that states its rule as a sentence."""
    silent = [test.name for test in rules_of(file) if not (ast.get_docstring(test) or "").rstrip().endswith(".")]
    assert silent == []


@pytest.mark.parametrize("file", TESTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_test_is_skipped(file: Path) -> None:
    """No test is skipped or expected to fail: what cannot run is not a test."""
    marks = {"skip", "skipif", "xfail", "importorskip"}
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    assert [node.lineno for node in nodes if isinstance(node, ast.Attribute) and node.attr in marks] == []
