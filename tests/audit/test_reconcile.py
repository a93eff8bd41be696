"""The join of trail and ledger."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.ledger_form import packed
from tests.audit import events as e
from workbench.audit import ledger, trail
from workbench.audit.ledger import LedgerItem
from workbench.audit.reconcile import Report, reconcile


def judged(*records: dict[str, Any], items: tuple[LedgerItem, ...] | None = None) -> Report:
    stored = (e.item(),) if items is None else items
    history = [e.put(i) for i in stored if i.intact]
    return reconcile(e.ESTATE, ledger.build(stored), trail.from_files([e.delivered(*history, *records)]))


def test_a_decided_read_is_matched_whole() -> None:
    """Invoke, facts, put, mint, read and decrypt of one decision leave no orphan."""
    facts = e.event(
        "dynamodb:TransactGetItems",
        e.DECIDE,
        {
            "requestItems": [
                {"operation": "Get", "tableName": "proviso-records", "key": {"pk": "client#x", "sk": "status"}}
            ]
        },
        userAgent=f"proviso/{e.DECISION}",
    )
    asked = e.event("lambda:Invoke", e.SHARE, {"functionName": "proviso-decide"}, requestID="request-decide")
    report = judged(asked, facts, e.mint(), e.look(), e.opened())
    assert (report.clean, report.looks, report.matched, report.never_used) == (True, 2, 2, [])


def test_a_decision_whose_session_was_not_used_is_listed() -> None:
    """An allow without a look is not an orphan, but it is named."""
    assert judged(e.mint()).never_used == [e.DECISION]


ADMIN = e.identity("local-administrator", "someone", "ASIAADMIN")
IMPOSTOR = e.identity("local-administrator", e.DECISION, "ASIAFAKE")
BORROWED = e.identity("proviso-case-access", e.DECISION, "ASIAOTHER")
REFUSED = {"errorCode": "AccessDeniedException"}

ORPHANS = {
    "an administrator reads": (e.look(who=ADMIN),),
    "an administrator is refused": (e.look(who=ADMIN, **REFUSED),),
    "a refused call that names no table": (e.event("dynamodb:GetItem", ADMIN, None, **REFUSED),),
    "another role's session bears the decision's name": (e.mint(), e.look(who=IMPOSTOR)),
    "a case session that decide did not mint": (e.mint(), e.look(who=BORROWED)),
    "a look at another case": (e.mint(), e.look(e.OTHER)),
    "content of another record": (e.mint(), e.opened(e.OTHER)),
    "an extra key in the encryption context": (
        e.mint(),
        e.event(
            "kms:Decrypt",
            e.SESSION,
            {"encryptionContext": {"case": e.CASE, "record": e.RECORD, "more": "x"}},
            resources=[{"ARN": e.CONTENT_KEY}],
        ),
    ),
    "a look after the end": (e.mint(), e.look(eventTime=e.at(61))),
    "a refused try of the session": (e.mint(), e.look(e.OTHER, **REFUSED)),
    "a write with a right to read": (
        e.mint(),
        e.event(
            "dynamodb:TransactWriteItems",
            e.SESSION,
            {"requestItems": [{"operation": "Put", "tableName": "proviso-records", "key": {"pk": f"case#{e.RECORD}"}}]},
        ),
    ),
    "the function's own role on the table": (e.look(who=e.SHARE, **REFUSED),),
    "the function's own role on the key": (e.opened(who=e.SHARE, **REFUSED),),
    "a function minting for itself": (
        e.event(
            "sts:AssumeRole",
            e.SHARE,
            {"roleArn": f"arn:aws:iam::{e.ACCOUNT}:role/proviso-case-access", "roleSessionName": e.DECISION},
            errorCode="AccessDenied",
        ),
    ),
    "a mint for no decision": (e.mint("01JD0000000000000000000XXX", "ASIAX"),),
    "facts read for no decision": (
        e.event(
            "dynamodb:TransactGetItems",
            e.DECIDE,
            {"requestItems": [{"operation": "Get", "tableName": "proviso-records", "key": {"pk": "client#x"}}]},
            userAgent="proviso/01JD0000000000000000000XXX",
        ),
    ),
    "an administrator's table key through DynamoDB": (
        e.event(
            "kms:Decrypt",
            ADMIN | {"invokedBy": "dynamodb.amazonaws.com"},
            {"encryptionContext": {"aws:dynamodb:tableName": "proviso-records"}},
            resources=[{"ARN": e.RECORDS_KEY}],
        ),
    ),
    "a second put over a ledger entry": (e.put(e.item()),),
    "a put that the ledger does not hold": (e.put(e.item("01JD0000000000000000000XXX")),),
    "decide invoked, nothing in the ledger": (
        e.event("lambda:Invoke", e.SHARE, {"functionName": "proviso-decide"}, requestID="request-lost"),
    ),
    "an administrator invokes decide": (
        e.event("lambda:Invoke", ADMIN, {"functionName": "proviso-decide"}, requestID="request-decide"),
    ),
    "the auditor reads records": (e.look(who=e.identity("proviso-auditor", "a", "ASIAAUDIT")),),
    "the registrar reads a case": (e.look(who=e.identity("proviso-registrar", "r", "ASIAREG")),),
}


@pytest.mark.parametrize("name", ORPHANS)
def test_an_event_that_no_decision_explains_is_an_orphan(name: str) -> None:
    """Each way past the decision is named: exactly the last event of the history is an orphan."""
    history = ORPHANS[name]
    report = judged(*history)
    assert [o.event for o in report.orphans] == [history[-1]["eventID"]]
    assert not report.clean


def test_a_status_put_by_a_case_session_is_an_orphan_even_inside_its_partitions() -> None:
    """IAM cannot tell a client's answers from its status, so the join does."""
    stored = e.item(grant=e.grant(access="write", content="seal", partitions=[f"case#{e.RECORD}", "client#x"]))

    def put(sk: str) -> dict[str, Any]:
        part = {"operation": "Put", "tableName": "proviso-records", "key": {"pk": "client#x", "sk": sk}}
        return e.event("dynamodb:TransactWriteItems", e.SESSION, {"requestItems": [part]})

    assert judged(e.mint(), put("idempotency#abc"), items=(stored,)).clean
    assert not judged(e.mint(), put("status"), items=(stored,)).clean
    assert not judged(e.mint(), put("certificate#abc"), items=(stored,)).clean


@pytest.mark.parametrize("change", ["entry", "rest", "partition", "nothing left"])
def test_a_changed_ledger_entry_is_a_fault(change: str) -> None:
    """An entry that is not the one its sort key names does not verify, whichever part of it was changed."""
    genuine = e.item()
    other = packed({"input": {"context": {"now": e.at(9)}}}, e.canonical)
    changed = {
        "entry": replace(genuine, entry=genuine.entry.replace("true", "false")),
        "rest": replace(genuine, rest=other.rest),
        "partition": replace(genuine, pk="decision#01JD0000000000000000000XXX"),
        "nothing left": replace(genuine, rest=b""),
    }[change]
    report = reconcile(e.ESTATE, ledger.build([changed]), trail.from_files([e.delivered(e.put(genuine))]))
    assert not report.clean
    assert report.faults == [f"the ledger item {changed.pk} is not the entry that its sort key names"]


def test_two_items_for_one_decision_are_a_fault() -> None:
    """A decision has exactly one entry."""
    assert not judged(items=(e.item(), e.item(allow=False))).clean


def test_an_entry_that_the_trail_never_saw_put_is_a_fault() -> None:
    """An entry that got into the table past the trail is noticed."""
    report = reconcile(e.ESTATE, ledger.build([e.item()]), trail.from_files([e.delivered(e.mint(eventTime=e.at(0)))]))
    assert report.faults == [f"decision {e.DECISION} is in the ledger, but the trail shows no put of it"]


def test_files_may_repeat_events_and_come_in_any_order() -> None:
    """CloudTrail may deliver an event twice and later ones first."""
    first, second = e.look(eventTime=e.at(5)), e.look(eventTime=e.at(3))
    found = trail.from_files([e.delivered(first), e.delivered(second, first)])
    assert [event.id for event in found] == [second["eventID"], first["eventID"]]


def test_events_younger_than_the_watermark_wait() -> None:
    """What may still be delivered late is not judged yet."""
    young, old = e.look(eventTime=e.at(100)), e.look(eventTime=e.at(1))
    found = trail.from_files([e.delivered(young, old)], until=e.START + timedelta(seconds=50))
    assert [event.id for event in found] == [old["eventID"]]


def test_a_query_without_visible_keys_is_held_to_its_grant_by_iam() -> None:
    """CloudTrail does not promise a query's key values: minted, in time and of the granted kind is enough."""
    query = e.event("dynamodb:Query", e.SESSION, {"tableName": "proviso-records"})
    assert judged(e.mint(), query).clean
