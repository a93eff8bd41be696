"""The rule packs: nothing unaccepted, every acceptance with a reason, and a finding stops the build."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import aws_s3 as s3

from infra import app, checks, rule_packs
from infra.accepted import AWS_SOLUTIONS, CHECKOV, NIST, Accepted, accepted
from infra.data_stack import DataStack
from infra.documented import documented, without_packages
from infra.environments import SANDBOX, Environment
from infra.snapshot import DATA_TEMPLATE


@pytest.fixture(scope="session")
def scanned(assembly: Path) -> list[checks.Finding]:
    """What checkov finds in production's stacks."""
    return checks.scan(checks.templates(assembly))


@pytest.mark.parametrize("pack", [AWS_SOLUTIONS, NIST])
def test_nothing_is_left_unaccepted(assembly: Path, pack: str) -> None:
    """Both packs of cdk-nag were applied to every stack and found nothing that is not accepted."""
    found = rule_packs.report(assembly)[pack]
    assert found["conclusion"] == "success"
    assert found["violations"] == []


def test_each_acceptance_is_met(assembly: Path) -> None:
    """What is accepted of cdk-nag's findings is exactly what it found: no acceptance is left from something mended."""
    met = {
        (pack, one["ruleName"], one["acknowledgedAt"], one["reason"])
        for pack in (AWS_SOLUTIONS, NIST)
        for one in rule_packs.report(assembly)[pack]["suppressedViolations"]
    }
    known = {
        (one.pack, one.full_rule, where, one.reason)
        for one in accepted(documented())
        if one.pack != CHECKOV
        for where in one.where
    }
    assert met == known


def test_checkov_is_left_with_nothing(scanned: list[checks.Finding]) -> None:
    """Every finding of checkov is accepted, and every acceptance of checkov's is met."""
    assert checks.left_over(scanned, accepted(documented())) == ([], [])


def test_checkov_reads_every_stack(assembly: Path, scanned: list[checks.Finding]) -> None:
    """A template that holds an open bucket is found out, so silence means that the templates were read."""
    careless = {"Resources": {"Careless": {"Type": "AWS::S3::Bucket"}}}
    path = assembly.parent / "Careless.template.json"
    path.write_text(json.dumps(careless), encoding="utf-8")
    found = checks.scan([path])
    assert {one.where for one in found} == {"Careless/Careless"}
    unaccepted, unused = checks.left_over(found, accepted(documented()))
    assert unaccepted == found
    assert {one.rule for one in unused} == {one.rule for one in accepted(documented()) if one.pack == CHECKOV}


def test_every_reason_is_a_sentence() -> None:
    """An acceptance gives a reviewer at least a sentence."""
    assert [one.rule for one in accepted(documented()) if len(one.reason) < 60 or not one.reason.endswith(".")] == []


def test_an_acceptance_of_nothing_stops_the_build(
    monkeypatch: pytest.MonkeyPatch, assembly: Path, scanned: list[checks.Finding]
) -> None:
    """An acceptance that no finding meets is told, and so is a finding that is accepted elsewhere alone."""
    monkeypatch.setattr(app.checks, "scan", lambda paths: scanned)
    monkeypatch.setattr(app.checks, "lint", lambda paths: "")
    stale = Accepted(CHECKOV, "CKV_AWS_18", ["Api/Nowhere"], "A reason for something that is not there any more.")
    known = [one for one in accepted(documented()) if one.rule != "CKV_AWS_18"]
    monkeypatch.setattr(app, "accepted", lambda environment: [*known, stale])
    told = app.examine(documented(), assembly)
    kinds = [line.partition(":")[0] for line in told]
    assert kinds == ["checkov", "checkov", "accepted, but not found any more"]
    assert all("CKV_AWS_18" in line for line in told)


class _Careless(DataStack):
    def __init__(self, scope: Any, construct_id: str, environment: Environment) -> None:
        super().__init__(scope, construct_id, environment)
        s3.Bucket(self, "Careless")


def test_a_finding_stops_the_build(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bucket without TLS and access log makes the synthesis fail, with one sentence that says what to do."""
    real = app.synthesise
    monkeypatch.delenv("PROVISO_ENVIRONMENT", raising=False)
    monkeypatch.setattr(app, "DataStack", _Careless)
    monkeypatch.setattr(app, "packages", lambda environment: without_packages(tmp_path))
    monkeypatch.setattr(app, "synthesise", lambda *given: real(*given, tmp_path / "cdk.out"))
    assert app.main() == 1
    assert "accepted.py" in capsys.readouterr().err
    violations = rule_packs.report(tmp_path / "cdk.out")[AWS_SOLUTIONS]["violations"]
    assert {violation["ruleName"] for violation in violations} == {"AwsSolutions-S1", "AwsSolutions-S10"}


@pytest.mark.parametrize("missing", ["packages", "issuers"])
def test_production_needs_its_packages(tmp_path: Path, missing: str) -> None:
    """Where packages or issuers' keys are not there, synthesis for people's data ends with how to get them."""
    artifacts = replace(without_packages(tmp_path), placeholders=missing == "issuers")
    if missing == "issuers":
        artifacts.function("proviso-share")
        artifacts = replace(artifacts, placeholders=False)
        with pytest.raises(app.MissingPackageError, match="PROVISO_ISSUERS_FILE"):
            artifacts.issuers_layer()
        return
    with pytest.raises(app.MissingPackageError, match=r"infra\.build --layers"):
        artifacts.function("proviso-share")


def test_templates_are_sound_cloudformation(assembly: Path) -> None:
    """cfn-lint finds nothing in any stack, nor in the committed snapshot."""
    assert checks.lint([*checks.templates(assembly), DATA_TEMPLATE]) == ""


def test_unsound_cloudformation_is_found(tmp_path: Path) -> None:
    """A template with an unknown property does not pass cfn-lint."""
    path = tmp_path / "Odd.template.json"
    odd = {"Resources": {"Odd": {"Type": "AWS::S3::Bucket", "Properties": {"Colour": "red"}}}}
    path.write_text(json.dumps(odd), encoding="utf-8")
    assert "Colour" in checks.lint([path])


def test_the_page_is_what_was_found(
    monkeypatch: pytest.MonkeyPatch, assembly: Path, scanned: Sequence[checks.Finding]
) -> None:
    """docs/rule-packs.md names every accepted finding of these stacks with its reason, and no other."""
    monkeypatch.setattr(rule_packs.checks, "scan", lambda paths: list(scanned))
    page = rule_packs.render(documented(), assembly)
    assert rule_packs.PAGE.read_text(encoding="utf-8") == page
    assert all(one.reason in page for one in accepted(documented()))


def test_the_sandbox_accepts_no_more_than_one_thing_besides() -> None:
    """What is accepted does not grow for the sandbox, but for the copy of the trail that it does not have."""

    def rules(environment: Environment) -> set[tuple[str, str]]:
        return {(one.rule, where) for one in accepted(environment) for where in one.where}

    assert rules(SANDBOX) - rules(replace(documented(), log_account=None)) == set()
    assert ("S3BucketReplicationEnabled", "Data/TrailBucket") not in rules(documented())
