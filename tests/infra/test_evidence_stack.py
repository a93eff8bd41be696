"""The evidence stack: the saved query, what it reads, and who may run it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.api import signals
from infra.documented import documented
from infra.evidence.columns import LEDGER, TRAIL
from infra.evidence.query import DATABASE, Joined, reconcile_query
from infra.reach.estate import Caller, Estate

Templates = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def estate(templates: Templates) -> Estate:
    """All policies of the product's own account."""
    own = {name: template for name, template in templates.items() if name != "LogArchive"}
    return Estate(own, documented().account, documented().region)


def _of(templates: Templates, kind: str) -> dict[str, Any]:
    return {i: r["Properties"] for i, r in templates["Evidence"]["Resources"].items() if r["Type"] == kind}


def test_the_saved_query_is_the_join(templates: Templates, estate: Estate) -> None:
    """The query in the account is the text that is tested, for the account's own keys and deployer."""
    (query,) = _of(templates, "AWS::Athena::NamedQuery").values()
    keys = [estate.arn("Data", one) for one in ("ContentKey", "RecordsKey", "LedgerKey")]
    deployer = documented().deployer.rpartition("/")[2]
    assert estate.resolve("Evidence", query["QueryString"]) == reconcile_query(
        Joined(keys, [deployer], estate.arn("Data", "SigningKey"))
    )
    assert query["Database"] == DATABASE
    assert len(json.dumps(query)) < 262_144


def test_tables_lie_over_trail_and_ledger(templates: Templates) -> None:
    """One table lies over the trail's own files, by day, the other over exports of the ledger."""
    tables = {t["TableInput"]["Name"]: t["TableInput"] for t in _of(templates, "AWS::Glue::Table").values()}
    account, region = documented().account, documented().region
    trail = f"s3://proviso-trail-{account}-{region}/AWSLogs/{account}/CloudTrail/{region}"
    assert tables["trail"]["Parameters"]["storage.location.template"] == trail + "/${day}"
    assert [(c["Name"], c["Type"]) for c in tables["trail"]["StorageDescriptor"]["Columns"]] == list(TRAIL)
    assert [(c["Name"], c["Type"]) for c in tables["ledger"]["StorageDescriptor"]["Columns"]] == list(LEDGER)
    assert "/ledger/" in json.dumps(tables["ledger"]["StorageDescriptor"]["Location"])


def test_answers_go_nowhere_else(templates: Templates) -> None:
    """The workgroup decides where answers go and under which key, whoever asks."""
    (group,) = _of(templates, "AWS::Athena::WorkGroup").values()
    configuration = group["WorkGroupConfiguration"]
    assert configuration["EnforceWorkGroupConfiguration"] is True
    assert configuration["ResultConfiguration"]["EncryptionConfiguration"]["EncryptionOption"] == "SSE_KMS"
    (bucket,) = _of(templates, "AWS::S3::Bucket").values()
    assert bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == 30


def test_the_auditor_runs_it_and_nobody_else(estate: Estate) -> None:
    """The auditor may start the query, export the ledger and keep the answers; no other role of ours may."""
    account, region = documented().account, documented().region
    tries = {
        "athena:StartQueryExecution": f"arn:aws:athena:{region}:{account}:workgroup/proviso-evidence",
        "dynamodb:ExportTableToPointInTime": f"arn:aws:dynamodb:{region}:{account}:table/proviso-ledger",
        "s3:PutObject": f"arn:aws:s3:::proviso-evidence-{account}-{region}/answers/one.csv",
    }
    allowed = {role for role in estate.trust for one, on in tries.items() if estate.may(Caller(role), one, on)}
    assert allowed == {"proviso-auditor"}
    records = f"arn:aws:dynamodb:{region}:{account}:table/proviso-records"
    assert not estate.may(Caller("proviso-auditor"), "dynamodb:ExportTableToPointInTime", records)


def test_the_auditor_tells_what_the_alarms_watch_and_no_other_metric(estate: Estate) -> None:
    """Who reconciles publishes into the namespace of the proof: no other metric, and no other role of ours any."""

    def may(role: str, namespace: str) -> bool:
        return estate.may(Caller(role), "cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": namespace})

    assert {role for role in estate.trust if may(role, signals.PROOF)} == {"proviso-auditor"}
    assert not may("proviso-auditor", signals.DECISIONS)
    assert not estate.may(Caller("proviso-auditor"), "cloudwatch:PutMetricData", "*")
