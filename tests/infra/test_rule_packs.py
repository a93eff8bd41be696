"""The rule packs: nothing unaccepted, every acceptance with a reason, and a finding stops the build."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import aws_s3 as s3

from infra import app
from infra.data_stack import DataStack
from infra.environments import SANDBOX, Environment
from infra.nag import OWN_LOG, WHOLE_TRAIL
from infra.snapshot import DATA_TEMPLATE


def _report(assembly: Path) -> dict[str, Any]:
    report = json.loads((assembly / "validation-report.json").read_text(encoding="utf-8"))
    return {plugin["pluginName"]: plugin for plugin in report["pluginReports"]}


def test_nothing_is_left_unaccepted(assembly: Path) -> None:
    """The AwsSolutions pack was applied to the stack and found nothing that is not accepted."""
    pack = _report(assembly)["AwsSolutions"]
    assert pack["conclusion"] == "success"
    assert pack["violations"] == []


def test_each_acceptance_is_known_and_has_a_reason(assembly: Path) -> None:
    """Accepted findings are exactly these, each on one construct with its reason."""
    accepted = _report(assembly)["AwsSolutions"]["suppressedViolations"]
    assert {(entry["acknowledgedAt"], entry["reason"]) for entry in accepted} == {
        ("Data/SharePolicy", OWN_LOG),
        ("Data/RequestDisclosurePolicy", OWN_LOG),
        ("Data/RecordUndertakingPolicy", OWN_LOG),
        ("Data/DecidePolicy", OWN_LOG),
        ("Data/AuditorPolicy", WHOLE_TRAIL),
    }
    assert len(accepted) == 5


class _Careless(DataStack):
    def __init__(self, scope: Any, construct_id: str, environment: Environment) -> None:
        super().__init__(scope, construct_id, environment)
        s3.Bucket(self, "Careless")


def test_a_finding_stops_the_build(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bucket without TLS and access log makes the synthesis fail, with one sentence that says what to do."""
    real = app.synthesise
    monkeypatch.setattr(app, "DataStack", _Careless)
    monkeypatch.setattr(app, "synthesise", lambda environment: real(environment, tmp_path / "cdk.out"))
    assert app.main() == 1
    assert "nag.py" in capsys.readouterr().err
    violations = _report(tmp_path / "cdk.out")["AwsSolutions"]["violations"]
    assert {violation["ruleName"] for violation in violations} == {"AwsSolutions-S1", "AwsSolutions-S10"}


def test_snapshot_is_sound_cloudformation() -> None:
    """cfn-lint finds nothing in the committed template."""
    command = [
        str(Path(sys.executable).with_name("cfn-lint")),
        "--regions",
        SANDBOX.region,
        "--template",
        str(DATA_TEMPLATE),
    ]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
