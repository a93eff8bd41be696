"""The clock in the join: its own queries are a class of their own, its questions match decisions, all else is none."""

from typing import Any

import pytest

from tests.audit import events as e
from workbench.audit import ledger, trail
from workbench.audit.reconcile import Report, reconcile

CLOCK = e.identity("proviso-clock", "proviso-clock", "ASIACLOCK")
RECORDS, LEDGER = {"tableName": "proviso-records"}, {"tableName": "proviso-ledger"}
QUEUE = e.grant(access="queue", case=None, record=None, content="none", partitions=["queue#force:11"])
THROUGH_ALIAS = {"functionName": "arn:aws:lambda:eu-west-2:123456789012:function:proviso-decide:clock"}
KEY = {"resources": [{"ARN": e.RECORDS_KEY}]}

SOUND: dict[str, tuple[Any, ...]] = {
    "the clock looks for ticks": (e.event("dynamodb:Query", CLOCK, {**RECORDS, "indexName": "ticks"}),),
    "the clock looks, and the trail does not say where": (e.event("dynamodb:Query", CLOCK, RECORDS),),
    "the clock asks": (e.event("lambda:Invoke", CLOCK, THROUGH_ALIAS, requestID="request-decide"),),
    "the clock uses the table's key through DynamoDB": (
        e.event("kms:Decrypt", CLOCK | {"invokedBy": "dynamodb.amazonaws.com"}, {}, **KEY),
    ),
}
ORPHANS: dict[str, tuple[Any, ...]] = {
    "the clock looks into the queue": (e.event("dynamodb:Query", CLOCK, {**RECORDS, "indexName": "queue"}),),
    "the clock looks into the ledger": (e.event("dynamodb:Query", CLOCK, LEDGER),),
    "the clock is refused an index": (
        e.event("dynamodb:Query", CLOCK, {**RECORDS, "indexName": "ticks"}, errorCode="AccessDeniedException"),
    ),
    "the clock reads an item": (e.look(who=CLOCK),),
    "the clock scans": (e.event("dynamodb:Scan", CLOCK, {**RECORDS, "indexName": "ticks"}),),
    "the clock writes": (e.event("dynamodb:TransactWriteItems", CLOCK, RECORDS),),
    "the clock opens content": (e.opened(who=CLOCK),),
    "the clock mints": (
        e.event("sts:AssumeRole", CLOCK, {"roleArn": f"arn:aws:iam::{e.ACCOUNT}:role/proviso-case-access"}),
    ),
    "the clock asked, and nothing was decided": (e.event("lambda:Invoke", CLOCK, THROUGH_ALIAS),),
    "the clock is refused at decide": (
        e.event("lambda:Invoke", CLOCK, THROUGH_ALIAS, errorCode="AccessDenied", requestID="request-decide"),
    ),
}


def _queried(index: str | None, **grant: Any) -> tuple[dict[str, Any], list[Any]]:
    parameters = RECORDS | ({"indexName": index} if index else {})
    return QUEUE | grant, [e.mint(), e.event("dynamodb:Query", e.SESSION, parameters)]


SESSIONS: dict[str, tuple[dict[str, Any], list[Any], str | None]] = {
    "a queue session in its index": (*_queried("queue"), None),
    "a queue session, and the trail does not say where": (*_queried(None), None),
    "a queue session in another index": (*_queried("ticks"), "an index that the grant does not name"),
    "a reading session in the queue": (
        *_queried("queue", access="read", case=e.CASE),
        "an index that the grant does not name",
    ),
    "an inbox session in the queue": (*_queried("queue", access="inbox"), "an index that the grant does not name"),
}


def _report(*records: dict[str, Any], grant: dict[str, Any] | None = None) -> Report:
    stored = e.item(grant=grant) if grant else e.item()
    return reconcile(e.ESTATE, ledger.build([stored]), trail.from_files([e.delivered(e.put(stored), *records)]))


@pytest.mark.parametrize("name", SOUND)
def test_what_the_clock_has_to_do_is_no_orphan(name: str) -> None:
    """Looking for ticks is no look at anybody; asking is matched to the decision that it led to."""
    report = _report(*SOUND[name])
    assert (report.orphans, report.faults) == ([], [])


def test_the_clocks_queries_are_counted_by_themselves() -> None:
    """They are not among the looks, nor among what functions ask."""
    report = _report(*SOUND["the clock looks for ticks"], *SOUND["the clock asks"])
    assert (report.looks, report.classes["the clock looks for ticks"], report.classes["asked to decide"]) == (0, 1, 1)


@pytest.mark.parametrize("name", ORPHANS)
def test_anything_else_by_the_clock_is_an_orphan(name: str) -> None:
    """Another index, item, scan, write, key or session is explained by nothing."""
    (record,) = ORPHANS[name]
    assert [one.event for one in _report(record).orphans] == [record["eventID"]]


@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_queries_the_index_of_its_grant(name: str) -> None:
    """Where the trail names an index, it is the queue for a queue's grant, and none for any other."""
    grant, records, why = SESSIONS[name]
    assert [one.why for one in _report(*records, grant=grant).orphans] == ([why] if why else [])
