"""The committed snapshot is the code, and a difference is seen."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from infra.snapshot import DATA_TEMPLATE

command = importlib.import_module("infra.snapshot.__main__")


def test_snapshot_is_what_the_code_says(template: dict[str, Any]) -> None:
    """The committed data stack equals the synthesised one, byte for byte."""
    assert command.drift(DATA_TEMPLATE.read_text(encoding="utf-8"), command.written(template)) == ""


def test_drift_fails_and_shows_where(
    template: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed protection fails the check, and the difference names it."""
    changed = json.loads(json.dumps(template))
    changed["Resources"]["LedgerTable"]["Properties"]["DeletionProtectionEnabled"] = False
    committed = tmp_path / "data.template.json"
    committed.write_text(command.written(changed), encoding="utf-8")
    monkeypatch.setattr(command, "DATA_TEMPLATE", committed)
    monkeypatch.setattr(command, "render", lambda: command.written(template))
    assert command.main(["--check"]) == 1
    shown = capsys.readouterr()
    assert '-        "DeletionProtectionEnabled": false' in shown.out
    assert '+        "DeletionProtectionEnabled": true' in shown.out
    assert "python -m infra.snapshot" in shown.err
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0


def test_rendering_is_repeatable(template: dict[str, Any]) -> None:
    """A second synthesis gives the same bytes."""
    assert command.render() == command.written(template)
