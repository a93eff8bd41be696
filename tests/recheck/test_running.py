"""The ledger of a running stack, read as the auditor and judged again."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.audit import ledger
from workbench.demo.telling import SceneFailedError
from workbench.demo.wiltshire import wiltshire
from workbench.demo.world import World
from workbench.policy.sources import POLICIES
from workbench.recheck.command import Asked, run
from workbench.recheck.judge import judge
from workbench.recheck.ledger import past_cases
from workbench.recheck.ranking import ranked
from workbench.recheck.rules import Policy
from workbench.running import Running

from .live import Busy, Request


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A stack on which three requests were lived through; one is told, one is not, one is in danger again."""
    with Running.start(port=0, state_dir=tmp_path_factory.mktemp("stack"), session_seconds=60) as started:
        Request(started).disclosed()
        Request(started).not_disclosed()
        Busy(started).lived()
        yield started


@pytest.mark.timeout(600)
def test_what_the_product_recorded_is_what_had_happened(lived: Running, rules: Policy) -> None:
    """Every state that a decision read is the one that folding the ledger again gives, and every step is allowed."""
    found = ledger.read(lived.client("dynamodb", "proviso-auditor"), lived.estate.ledger_table)
    cases = past_cases(found.entries.values(), rules)
    judged = judge(cases, rules)
    assert [[finding.code for finding in one.findings] for one in judged.judged] == [[], [], []]
    assert [one.end["state"] for one in judged.judged] == ["closed", "closed", "immediate_danger"]
    assert [one.case.closed is not None for one in judged.judged] == [True, True, False]
    assert judged.decisions == sum(len(case.steps) for case in cases) > 25


@pytest.mark.timeout(600)
def test_the_scene_holds(lived: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's scene finds all that its history holds, nothing of its own stack, and fails when one is missed."""
    wiltshire(World(running=lived), count=60)
    monkeypatch.setattr("workbench.demo.wiltshire.ranked", lambda judged, rules: ranked(judged, rules)[:-1])
    with pytest.raises(SceneFailedError, match="33 that were wrongly closed"):
        wiltshire(World(running=lived), count=60)


@pytest.mark.timeout(600)
def test_the_command_judges_it_by_other_rules(
    lived: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Clean by today's rules; by a candidate that takes a role from a step, what that role did is flagged."""
    state = json.loads(json.dumps(lived.as_state()))
    assert run(Asked(running=state)) == 0
    assert "3 cases" in capsys.readouterr().out
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("testing"))
    file = folder / "proviso" / "schemes" / "csods" / "data.json"
    scheme: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    del scheme["steps"]["risk_assessment"]["roles"]["child_protection"]
    file.write_text(json.dumps(scheme), encoding="utf-8")
    assert run(Asked(running=state, rules=folder, as_json=True)) == 1
    made = json.loads(capsys.readouterr().out)
    assert [[found["code"] for found in one["findings"]] for one in made["flagged"]] == [["step_not_for_role"]] * 3
