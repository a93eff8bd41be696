"""The clock in the templates: what runs it, how it is let in, and who else could be taken for it."""

from __future__ import annotations

from typing import Any

import pytest

from infra import names
from infra.documented import documented
from infra.reach.estate import Caller, Estate

Resources = dict[str, Any]
CLOCKS_ALIAS = f"arn:aws:lambda:eu-west-2:{documented().account}:function:proviso-decide:clock"
LIVE_ALIAS = f"arn:aws:lambda:eu-west-2:{documented().account}:function:proviso-decide:live"


def _of(resources: Resources, kind: str) -> dict[str, Any]:
    return {i: r["Properties"] for i, r in resources.items() if r["Type"] == kind}


@pytest.fixture(scope="module")
def estate(templates: dict[str, Any]) -> Estate:
    """Every policy of the templates."""
    own = {name: template for name, template in templates.items() if name != "LogArchive"}
    return Estate(own, documented().account, documented().region)


def test_a_schedule_runs_the_clock_and_nothing_else_does(api: Resources) -> None:
    """Every five minutes, on, the live alias of the clock alone; the permission is that one rule's."""
    (rule,) = _of(api, "AWS::Events::Rule").values()
    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(5 minutes)", "ENABLED")
    assert [target["Arn"] for target in rule["Targets"]] == [{"Ref": "ClockLive"}]
    (allowed,) = (p for p in _of(api, "AWS::Lambda::Permission").values() if p["Principal"] == "events.amazonaws.com")
    assert allowed["FunctionName"] == {"Ref": "ClockLive"}
    assert allowed["SourceArn"] == {"Fn::GetAtt": ["ClockSchedule", "Arn"]}


def test_one_run_at_a_time_ends_before_the_next_begins(api: Resources) -> None:
    """One is reserved, and it has no more time than there is between two."""
    clock = api["Clock"]["Properties"]
    assert (clock["ReservedConcurrentExecutions"], clock["Timeout"]) == (1, 300)


def test_the_clocks_alias_is_of_decide_and_has_no_canary(api: Resources) -> None:
    """It means the version that the live alias is on its way to, and nobody is given a right to it here."""
    (alias,) = (a for a in _of(api, "AWS::Lambda::Alias").values() if a["Name"] == names.CLOCK_ALIAS)
    assert alias["FunctionName"] == {"Ref": "Decide"}
    assert alias["FunctionVersion"] == api["DecideLive"]["Properties"]["FunctionVersion"]
    assert "UpdatePolicy" not in api["DecideClock"]
    assert not any(p["FunctionName"] == {"Ref": "DecideClock"} for p in _of(api, "AWS::Lambda::Permission").values())


def test_silence_failure_and_breach_are_alarms(api: Resources) -> None:
    """A clock that stands still, one that does not get through, and a limit that passed are told of."""
    alarms = {a["AlarmName"]: a for a in _of(api, "AWS::CloudWatch::Alarm").values()}
    assert {"proviso-clock-silent", "proviso-clock-failures", "proviso-clock-breach", "proviso-clock-errors"} <= set(
        alarms
    )
    assert alarms["proviso-clock-silent"]["TreatMissingData"] == "breaching"


def test_the_clocks_role_alone_may_come_through_its_alias(estate: Estate) -> None:
    """Of all roles of the templates one may invoke the clock's alias, and that one may invoke no other."""
    may = {role for role in estate.identity if estate.may(Caller(role), "lambda:InvokeFunction", CLOCKS_ALIAS)}
    assert may == {names.CLOCK}
    assert not estate.may(Caller(names.CLOCK), "lambda:InvokeFunction", LIVE_ALIAS)
    assert not estate.may(Caller(names.CLOCK), "lambda:InvokeFunction", CLOCKS_ALIAS.removesuffix(":clock"))


@pytest.mark.parametrize("name", names.API_FUNCTIONS)
def test_an_api_function_is_never_the_clock(estate: Estate, name: str) -> None:
    """An API function's role reaches the live alias and neither the clock's nor a version."""
    assert estate.may(Caller(name), "lambda:InvokeFunction", LIVE_ALIAS)
    for arn in (CLOCKS_ALIAS, CLOCKS_ALIAS.replace(":clock", ":7"), CLOCKS_ALIAS.removesuffix(":clock")):
        assert not estate.may(Caller(name), "lambda:InvokeFunction", arn)


def test_the_indexes_hold_what_is_shown_and_no_more(templates: dict[str, Any]) -> None:
    """The queue's index holds keys and the brief, that of ticks keys alone: no header, nothing sealed."""
    (records,) = (
        t
        for t in _of(templates["Data"]["Resources"], "AWS::DynamoDB::Table").values()
        if t["TableName"] == names.RECORDS_TABLE
    )
    assert {i["IndexName"]: i["Projection"] for i in records["GlobalSecondaryIndexes"]} == {
        "queue": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["brief"]},
        "ticks": {"ProjectionType": "KEYS_ONLY"},
    }
