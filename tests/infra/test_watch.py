"""The watch: a trail of changes, and an alarm for each kind that matters."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.service import proof_metrics
from infra.api import signals
from infra.documented import documented
from infra.watch.changes import CHANGES, METRICS
from workbench.local.function_table import FUNCTIONS

Templates = dict[str, dict[str, Any]]


def _of(template: dict[str, Any], kind: str) -> dict[str, Any]:
    return {i: r["Properties"] for i, r in template["Resources"].items() if r["Type"] == kind}


def test_the_watch_trail_keeps_changes_of_all_regions(templates: Templates) -> None:
    """The second trail keeps management writes of every region, in the same locked bucket, and brings them to a log."""
    (trail,) = _of(templates["Watch"], "AWS::CloudTrail::Trail").values()
    (selector,) = trail["AdvancedEventSelectors"]
    assert {f["Field"]: f["Equals"] for f in selector["FieldSelectors"]} == {
        "eventCategory": ["Management"],
        "readOnly": ["false"],
    }
    for flag in ("IsLogging", "IsMultiRegionTrail", "IncludeGlobalServiceEvents", "EnableLogFileValidation"):
        assert trail[flag] is True
    assert trail["S3KeyPrefix"] == "watch"
    assert trail["CloudWatchLogsLogGroupArn"] == {"Fn::GetAtt": ["WatchLog", "Arn"]}


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.name)
def test_each_change_is_an_alarm(templates: Templates, change: Any) -> None:
    """A change is filtered out of the log, counted, and an alarm at the first one, told to the topic."""
    filters = _of(templates["Watch"], "AWS::Logs::MetricFilter").values()
    (found,) = (f for f in filters if f["FilterPattern"] == change.pattern())
    (metric,) = found["MetricTransformations"]
    assert (metric["MetricNamespace"], metric["MetricName"], metric["MetricValue"]) == (METRICS, change.name, "1")
    (alarm,) = (a for a in _of(templates["Watch"], "AWS::CloudWatch::Alarm").values() if a["AlarmName"] == change.name)
    assert (alarm["Namespace"], alarm["MetricName"]) == (METRICS, change.name)
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (1, 1)
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["AlarmActions"] == [{"Ref": "Alarms"}]
    assert len(change.pattern()) <= 1024


WANTED = {
    "key policy": "PutKeyPolicy",
    "grant": "CreateGrant",
    "trust": "UpdateAssumeRolePolicy",
    "role": "PutRolePolicy",
    "code": "UpdateFunctionCode",
    "alias": "UpdateAlias",
    "trail": "StopLogging",
    "selectors": "PutEventSelectors",
    "table": "PutResourcePolicy",
    "bucket": "PutBucketPolicy",
    "edge": "UpdateDomainName",
    "alarms": "DeleteAlarms",
}


@pytest.mark.parametrize("event", WANTED.values(), ids=WANTED)
def test_no_change_that_matters_is_left_out(templates: Templates, event: str) -> None:
    """Changes of key policies, grants, trust, roles, code, tables, trail, edge and alarms each meet a filter."""
    patterns = [f["FilterPattern"] for f in _of(templates["Watch"], "AWS::Logs::MetricFilter").values()]
    assert [one for one in patterns if re.search(rf'"{event}\*?"', one)]


@pytest.mark.parametrize("pattern", [one.pattern() for one in CHANGES] + [one.pattern for one in signals.SIGNALS])
def test_patterns_are_well_formed(pattern: str) -> None:
    """A filter pattern is one balanced expression over fields of the event."""
    assert pattern.startswith("{ ")
    assert pattern.endswith(" }")
    assert pattern.count("(") == pattern.count(")")
    terms = re.findall(r"\$\.[A-Za-z.]+ (?:!?= \"[^\"]+\"|NOT EXISTS)", pattern)
    assert len(terms) == pattern.count("$.")


def test_alarms_reach_somebody_encrypted(templates: Templates) -> None:
    """The topic is encrypted, takes messages over TLS, and only from alarms of this account."""
    (topic,) = _of(templates["Watch"], "AWS::SNS::Topic").values()
    assert topic["KmsMasterKeyId"] == {"Fn::GetAtt": ["OperationsKey", "Arn"]}
    (policy,) = _of(templates["Watch"], "AWS::SNS::TopicPolicy").values()
    allowed = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert [(s["Principal"], s["Condition"]) for s in allowed] == [
        (
            {"Service": "cloudwatch.amazonaws.com"},
            {"StringEquals": {"aws:SourceAccount": documented().account}},
        )
    ]
    assert any(s["Effect"] == "Deny" for s in policy["PolicyDocument"]["Statement"])


def test_the_api_is_watched(api: dict[str, Any]) -> None:
    """Errors, throttles, refusals, closed requests, a wrong bundle, orphans and clocks are alarms, on one page."""
    alarms = {a["AlarmName"] for a in _of({"Resources": api}, "AWS::CloudWatch::Alarm").values()}
    functions = {one.name.removeprefix("proviso-") for one in FUNCTIONS}
    wanted = {f"proviso-{one}-{kind}" for one in functions for kind in ("errors", "throttles")}
    wanted |= {"proviso-api-server-errors", "proviso-refusals", "proviso-closed", "proviso-bundle-revision"}
    wanted |= {"proviso-orphan", "proviso-reconciliation-silent", "proviso-no-policy"}
    wanted |= {"proviso-clock-breach", "proviso-clock-silent", "proviso-clock-failures"}
    wanted |= {"proviso-decide-fault", "proviso-unproven-callers"}
    assert alarms == wanted
    (board,) = _of({"Resources": api}, "AWS::CloudWatch::Dashboard").values()
    assert json.dumps(board).count(":alarm:") + json.dumps(board).count('"Arn"') >= len(alarms)


REPORTS = {"proviso-orphan": signals.ORPHANS, "proviso-clock-breach": signals.CLOCK_BREACHES}
SILENT = {"proviso-reconciliation-silent": signals.ORPHANS, "proviso-clock-silent": signals.CLOCK_BREACHES}


@pytest.mark.parametrize("name", REPORTS)
def test_what_a_job_finds_is_an_alarm(api: dict[str, Any], name: str) -> None:
    """The alarm watches the very metric that the job publishes, without dimensions, and leaves silence to another."""
    (alarm,) = (a for a in _of({"Resources": api}, "AWS::CloudWatch::Alarm").values() if a["AlarmName"] == name)
    assert (alarm["Namespace"], alarm["MetricName"]) == (proof_metrics.NAMESPACE, REPORTS[name].metric)
    assert "Dimensions" not in alarm
    assert (alarm["Statistic"], alarm["Threshold"], alarm["TreatMissingData"]) == ("Sum", 1, "notBreaching")


@pytest.mark.parametrize("name", SILENT)
def test_a_job_that_does_not_report_is_an_alarm(api: dict[str, Any], name: str) -> None:
    """A job reports 0 too, so no value within its time means that it did not run; no data at all means so as well."""
    (alarm,) = (a for a in _of({"Resources": api}, "AWS::CloudWatch::Alarm").values() if a["AlarmName"] == name)
    assert alarm["TreatMissingData"] == "breaching"
    told = {one["Id"]: one for one in alarm["Metrics"]}
    assert told["runs"]["MetricStat"] == {
        "Metric": {"Namespace": proof_metrics.NAMESPACE, "MetricName": SILENT[name].metric},
        "Period": SILENT[name].silent_hours * 3_600,
        "Stat": "SampleCount",
    }
    assert [one["Expression"] for one in told.values() if "Expression" in one] == ["IF(FILL(runs, 0) < 1, 1, 0)"]


def test_the_embedded_form_publishes_what_the_alarms_watch() -> None:
    """The line that a function prints names namespace, metric and value as CloudWatch reads them, 0 too."""
    line = proof_metrics.embedded(proof_metrics.CLOCK_BREACHES, 0, datetime(2026, 11, 23, tzinfo=UTC))
    (described,) = line["_aws"]["CloudWatchMetrics"]  # type: ignore[index]
    assert (described["Namespace"], described["Dimensions"]) == (signals.PROOF, [[]])
    assert [one["Name"] for one in described["Metrics"]] == [signals.CLOCK_BREACHES.metric]
    assert line[signals.CLOCK_BREACHES.metric] == 0
    assert line["_aws"]["Timestamp"] == 1_795_392_000_000  # type: ignore[index]


def test_log_codes_that_are_counted_exist() -> None:
    """Every code and value that a filter counts is one that the functions write."""
    source = "".join(path.read_text(encoding="utf-8") for path in _sources())
    for signal in signals.SIGNALS:
        for value in re.findall(r'= "([^"]+)"', signal.pattern):
            assert re.search(rf'\b{value} = \(|"{value}"', source), value


def _sources() -> list[Any]:
    from infra.artifacts import ROOT

    return sorted((ROOT / "chalicelib").rglob("*.py"))
