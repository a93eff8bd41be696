"""Environments: chosen by name, and carried into the template."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from infra import names
from infra.app import data_template
from infra.documented import SITE, documented
from infra.environments import ENVIRONMENTS, SANDBOX, Environment, chosen


def test_sandbox_is_chosen_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name the sandbox is meant."""
    monkeypatch.delenv("PROVISO_ENVIRONMENT", raising=False)
    assert chosen() is SANDBOX


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that no environment has ends with one sentence that lists those there are."""
    monkeypatch.setenv("PROVISO_ENVIRONMENT", "moon")
    with pytest.raises(SystemExit, match=r"names no environment: moon \(known: production, sandbox, test\)"):
        chosen()


@pytest.mark.parametrize("missing", ["PROVISO_ACCOUNT", "PROVISO_HOSTED_ZONE", "PROVISO_DOMAIN"])
def test_a_site_is_given_from_outside(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Production's account, zone and domain come from the process that deploys, and each that lacks is named."""
    monkeypatch.setenv("PROVISO_ENVIRONMENT", "production")
    for variable, value in SITE.items():
        monkeypatch.setenv(variable, value)
    assert chosen() == documented()
    monkeypatch.delenv(missing)
    with pytest.raises(SystemExit, match=f"production needs {missing}"):
        chosen()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PROVISO_ACCOUNT", "1234"), ("PROVISO_LOG_ACCOUNT", SITE["PROVISO_ACCOUNT"]), ("PROVISO_HOSTED_ZONE", "zone")],
)
def test_an_unusable_value_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    """An account that is no id, a log account that is the same one, and a zone that is none end with a sentence."""
    for name, given in {**SITE, variable: value, "PROVISO_ENVIRONMENT": "test"}.items():
        monkeypatch.setenv(name, given)
    with pytest.raises(SystemExit, match="test: "):
        chosen()


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1", ""])
def test_only_the_united_kingdom(region: str) -> None:
    """A region outside the United Kingdom, Ireland's included, makes no environment."""
    with pytest.raises(ValueError, match="no region of the United Kingdom"):
        replace(SANDBOX, region=region)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_decide_has_room_for_all_its_callers(name: str) -> None:
    """The decision point's concurrency is no less than its callers' together, in each environment."""
    capacity = ENVIRONMENTS[name](SITE).capacity
    assert capacity.decide >= capacity.share + capacity.request_disclosure + capacity.record_undertaking


@pytest.mark.parametrize("name", ["test", "production"])
def test_only_the_sandbox_goes_on_without_packages(name: str) -> None:
    """What people's data passes through is synthesised from real packages, behind a canary, on longer locks."""
    environment: Environment = ENVIRONMENTS[name](SITE)
    assert not environment.placeholders
    assert "Canary" in environment.canary
    assert environment.trail_retention_days > SANDBOX.trail_retention_days


def test_settings_reach_the_template(tmp_path: Path) -> None:
    """Account, retention and the principals of another environment replace every one of the sandbox's."""
    other = replace(
        SANDBOX,
        name="other",
        account="210987654321",
        key_administrator="arn:aws:iam::210987654321:role/keys",
        deployer="arn:aws:iam::210987654321:role/deployer",
        auditor_principal="arn:aws:iam::210987654321:role/audit-desk",
        registrar_principal="arn:aws:iam::210987654321:role/registry",
        trail_retention_days=2557,
    )
    template = data_template(other, tmp_path / "cdk.out")
    text = json.dumps(template)
    assert SANDBOX.account not in text
    bucket = template["Resources"]["TrailBucket"]["Properties"]
    assert bucket["BucketName"] == names.trail_bucket(other)
    assert bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"] == {"Days": 2557, "Mode": "COMPLIANCE"}
    for role in ("keys", "deployer", "audit-desk", "registry"):
        assert f"arn:aws:iam::210987654321:role/{role}" in text
