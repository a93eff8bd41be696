"""The auditor's query in the account finds what `proviso audit reconcile` finds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from infra.evidence.query import Joined, reconcile_query
from tests.audit import events as e
from tests.audit import test_clock as clock
from tests.audit import test_signatures as signatures
from tests.audit.test_reconcile import ORPHANS
from tests.infra.athena import answer
from workbench.audit import ledger, trail
from workbench.audit.ledger import LedgerItem
from workbench.audit.reconcile import reconcile

QUERY = reconcile_query(
    Joined([e.ESTATE.content_key, *e.ESTATE.table_keys], e.ESTATE.deployer_roles, e.ESTATE.signing_key)
)


def _part(operation: str, pk: str, sk: str = "x", table: str = "proviso-records") -> dict[str, Any]:
    return {"operation": operation, "tableName": table, "key": {"pk": pk, "sk": sk}}


def _facts(decision: str = e.DECISION) -> dict[str, Any]:
    parts = {"requestItems": [_part("Get", "client#x", "status"), _part("Get", f"case#{e.RECORD}", "record")]}
    return e.event("dynamodb:TransactGetItems", e.DECIDE, parts, userAgent=f"proviso/{decision}")


def _written(pk: str, sk: str, who: dict[str, Any] | None = None) -> dict[str, Any]:
    parts = [_part("Put", f"case#{e.RECORD}", "record"), _part("Put", pk, sk)]
    return e.event("dynamodb:TransactWriteItems", who or e.SESSION, {"requestItems": parts})


ASKED = e.event("lambda:Invoke", e.SHARE, {"functionName": "proviso-decide:live"}, requestID="request-decide")
REGISTRAR = e.identity("proviso-registrar", "r", "ASIAREG")
AUDITOR = e.identity("proviso-auditor", "a", "ASIAAUDIT")
DEPLOYER = e.identity("local-deployer", "d", "ASIADEPLOY")
WRITING = e.grant(access="write", content="seal", partitions=[f"case#{e.RECORD}", "client#x"])
KEY = {"resources": [{"ARN": e.RECORDS_KEY}]}
VIA = {"invokedBy": "dynamodb.amazonaws.com"}

SOUND: dict[str, tuple[Any, ...]] = {
    "a decided read": (ASKED, _facts(), e.mint(), e.look(), e.opened()),
    "a query whose keys are hidden": (e.mint(), e.event("dynamodb:Query", e.SESSION, {"tableName": "proviso-records"})),
    "a query whose key is shown": (
        e.mint(),
        e.event(
            "dynamodb:Query",
            e.SESSION,
            {"tableName": "proviso-records", "expressionAttributeValues": {":pk": f"case#{e.RECORD}"}},
        ),
    ),
    "the table's key through DynamoDB": (e.event("kms:Decrypt", e.DECIDE | VIA, {}, **KEY),),
    "the auditor reads the ledger": (e.event("dynamodb:Scan", AUDITOR, {"tableName": "proviso-ledger"}),),
    "the registrar puts a status": (
        e.event("dynamodb:TransactWriteItems", REGISTRAR, {"requestItems": [_part("Put", "client#x", "status")]}),
    ),
    "the deployer looks at a key": (
        e.event("kms:DescribeKey", DEPLOYER, {"keyId": e.CONTENT_KEY}, eventCategory="Management"),
    ),
    "another table": (e.event("dynamodb:GetItem", DEPLOYER, {"tableName": "somebody-elses", "key": {"pk": "x"}}),),
    "another role": (e.event("sts:AssumeRole", DEPLOYER, {"roleArn": "arn:aws:iam::123456789012:role/else"}),),
}
UNSOUND: dict[str, tuple[Any, ...]] = {
    "a query of another partition": (
        e.mint(),
        e.event(
            "dynamodb:Query",
            e.SESSION,
            {"tableName": "proviso-records", "expressionAttributeValues": {":pk": f"case#{e.OTHER}"}},
        ),
    ),
    "a scan by a session": (e.mint(), e.event("dynamodb:Scan", e.SESSION, {"tableName": "proviso-records"})),
    "a session on the ledger": (
        e.mint(),
        e.event("dynamodb:GetItem", e.SESSION, {"tableName": "proviso-ledger", "key": {"pk": f"case#{e.RECORD}"}}),
    ),
    "a second use of the key of another kind": (
        e.mint(),
        e.event(
            "kms:GenerateDataKey",
            e.SESSION,
            {"encryptionContext": {"case": e.CASE, "record": e.RECORD}},
            resources=[{"ARN": e.CONTENT_KEY}],
        ),
    ),
    "the deployer reads": (e.look(who=DEPLOYER),),
    "a session that somebody else minted": (
        e.event(
            "sts:AssumeRole",
            DEPLOYER,
            {"roleArn": "arn:aws:iam::123456789012:role/proviso-case-access", "roleSessionName": e.DECISION},
            responseElements={"credentials": {"accessKeyId": "ASIACASE"}},
        ),
        e.look(),
    ),
    "decide reads outside a transaction": (e.look(who=e.DECIDE),),
    "decide is refused": (e.look(who=e.DECIDE, errorCode="AccessDeniedException"),),
    "the registrar in two partitions": (_written("client#x", "status", REGISTRAR),),
    "the function is refused at decide": (
        e.event("lambda:Invoke", e.SHARE, {"functionName": "proviso-decide"}, errorCode="AccessDenied"),
    ),
}
HISTORIES = {**ORPHANS, **SOUND, **UNSOUND}


def _both(
    records: list[dict[str, Any]], items: list[LedgerItem]
) -> tuple[dict[str, str], dict[str, str], list[str], list[str]]:
    """Orphans by event with reasons, from the command and from the query; then the faults of both."""
    # As the table gives them: by partition, then by sort key.
    in_order = sorted(items, key=lambda one: (one.pk, one.sk))
    report = reconcile(e.ESTATE, ledger.build(in_order), trail.from_files([e.delivered(*records)]))
    found = answer(QUERY, records, items)
    orphans = {key: why for kind, key, why in found if kind == "orphan"}
    faults = [f"{key}: {why}" for kind, key, why in found if kind == "fault"]
    return {one.event: one.why for one in report.orphans}, orphans, report.faults, faults


@pytest.mark.parametrize("name", HISTORIES)
def test_the_query_finds_the_same_orphans(name: str) -> None:
    """For each history, sound or not, query and command name the same events for the same reasons."""
    stored = e.item()
    by_command, by_query, faults, also = _both([e.put(stored), *HISTORIES[name]], [stored])
    reasons = {
        event: why.replace("through dynamodb.amazonaws.com", "through a service") for event, why in by_command.items()
    }
    assert by_query == reasons
    assert bool(by_query) == (name not in SOUND)
    assert (faults, also) == ([], [])


@pytest.mark.parametrize("name", [*signatures.SOUND, *signatures.ORPHANS])
@pytest.mark.parametrize("grant", [signatures.SIGNING, WRITING], ids=["may sign", "may not"])
def test_signatures_are_judged_alike(name: str, grant: dict[str, Any]) -> None:
    """Each use of the signing key is explained, or not, by query and command alike."""
    stored = e.item(grant=grant)
    history = {**signatures.SOUND, **signatures.ORPHANS}[name]
    by_command, by_query, _, _ = _both([e.put(stored), *history], [stored])
    assert by_query == by_command


@pytest.mark.parametrize("name", [*clock.SOUND, *clock.ORPHANS])
def test_the_clock_is_judged_alike(name: str) -> None:
    """What the clock does is explained, or not, by query and command alike."""
    stored = e.item()
    by_command, by_query, _, _ = _both([e.put(stored), *{**clock.SOUND, **clock.ORPHANS}[name]], [stored])
    assert by_query == by_command
    assert bool(by_query) == (name in clock.ORPHANS)


@pytest.mark.parametrize("name", clock.SESSIONS)
def test_indexes_are_judged_alike(name: str) -> None:
    """A session's query of an index is within its grant, or not, by query and command alike."""
    grant, records, _ = clock.SESSIONS[name]
    stored = e.item(grant=grant)
    by_command, by_query, _, _ = _both([e.put(stored), *records], [stored])
    assert by_query == by_command


@pytest.mark.parametrize("sk", ["idempotency#abc", "status", "certificate#abc"])
def test_a_status_put_by_a_session_is_found(sk: str) -> None:
    """What a session put into a client's partition beside an answer is an orphan to both."""
    stored = e.item(grant=WRITING)
    by_command, by_query, _, _ = _both([e.put(stored), e.mint(), _written("client#x", sk)], [stored])
    assert by_query == by_command
    assert bool(by_query) == (sk != "idempotency#abc")


def test_the_ledgers_faults_are_found() -> None:
    """A changed entry, a second item and an entry that nobody put are faults to both."""
    genuine, unseen = e.item(), e.item("01JD0000000000000000000XXX")
    changed = replace(genuine, entry=genuine.entry.replace("true", "false"))
    hollow = replace(genuine, rest=e.item(at=e.at(9), input={}).rest[:-1])
    for records, items in (
        ([e.put(genuine)], [changed]),
        ([e.put(genuine)], [hollow]),
        ([e.put(genuine)], [genuine, e.item(allow=False)]),
        ([e.put(genuine, eventTime=e.at(0))], [genuine, unseen]),
    ):
        by_command, by_query, faults, also = _both([*records, e.mint(), e.look()], items)
        assert by_query == by_command
        assert len(faults) == len(also) >= 1


def test_copies_count_once() -> None:
    """An event that was delivered twice and an item that two exports show are one each."""
    stored, look = e.item(), e.look()
    records = [e.put(stored), e.mint(), look, look]
    assert answer(QUERY, [*records, records[0]], [stored, stored]) == []
