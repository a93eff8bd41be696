"""Environments: chosen by name, and carried into the template."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from infra.app import synthesise
from infra.environments import SANDBOX, chosen


def test_sandbox_is_chosen_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name the sandbox is meant."""
    monkeypatch.delenv("PROVISO_ENVIRONMENT", raising=False)
    assert chosen() is SANDBOX


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that no environment has ends with one sentence that lists those there are."""
    monkeypatch.setenv("PROVISO_ENVIRONMENT", "moon")
    with pytest.raises(SystemExit, match=r"names no environment: moon \(known: sandbox\)"):
        chosen()


def test_settings_reach_the_template(tmp_path: Path) -> None:
    """Account, region, retention and the administrator of another environment replace every one of the sandbox's."""
    other = replace(
        SANDBOX,
        name="other",
        account="210987654321",
        region="eu-west-1",
        key_administrator="arn:aws:iam::210987654321:role/keys",
        deployer="arn:aws:iam::210987654321:role/deployer",
        auditor_principal="arn:aws:iam::210987654321:role/audit-desk",
        registrar_principal="arn:aws:iam::210987654321:role/registry",
        trail_retention_days=2557,
    )
    synthesise(other, tmp_path / "cdk.out", checked=False)
    text = (tmp_path / "cdk.out" / "Data.template.json").read_text(encoding="utf-8")
    assert SANDBOX.account not in text
    assert SANDBOX.region not in text
    bucket = json.loads(text)["Resources"]["TrailBucket"]["Properties"]
    assert bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"] == {"Days": 2557, "Mode": "COMPLIANCE"}
    for role in ("keys", "deployer", "audit-desk", "registry"):
        assert f"arn:aws:iam::210987654321:role/{role}" in text
