"""The drills of docs/operations.md, as far as they can be done without an account."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer

from workbench.audit import ledger, trail
from workbench.audit.ledger import Ledger
from workbench.audit.reconcile import Report, reconcile
from workbench.audit.trail import Event
from workbench.doctor import command, proving
from workbench.doctor.findings import examine
from workbench.doctor.restoring import Lost, held, lost, written
from workbench.running import Running
from workbench.seeds.practitioners import practitioner
from workbench.seeds.requests import share_to_police

CREATED, OK, NOT_FOUND, CLOSED = 201, 200, 404, 503
_plain = TypeDeserializer()


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A stack of its own for each drill: what is broken in one is whole in the next."""
    with Running.start(port=0, state_dir=tmp_path_factory.mktemp("drill"), session_seconds=60) as started:
        yield started


def shared(running: Running, key: str | None = None) -> str:
    """A share in the seeded case; its record id."""
    answer = running.caller.post("social-worker", "/share", share_to_police(running.cases[0].id), key=key)
    assert answer.status == CREATED, answer.raw
    return str(answer.body["share_id"])


def readable(running: Running, record: str) -> int:
    """The status with which its recipient reads a record."""
    return running.caller.get("detective", f"/share/{record}?reason=risk_assessment").status


def seen(running: Running) -> tuple[Ledger, list[Event]]:
    """Ledger and trail, as the auditor reads them."""
    running.flush_trail()
    events = trail.read(running.client("s3", "proviso-auditor"), running.bucket)
    return ledger.read(running.client("dynamodb", "proviso-auditor"), running.estate.ledger_table), events


def report(running: Running) -> Report:
    """The reconciliation of both."""
    return reconcile(running.estate, *seen(running))


def back_to(running: Running, table: str, point: str) -> None:
    """Lose a table, and restore it under its own name from a backup: past the front, as an account's owner could."""
    store = running.owned.service_client("dynamodb")
    store.update_table(TableName=table, DeletionProtectionEnabled=False)
    store.delete_table(TableName=table)
    store.restore_table_from_backup(TargetTableName=table, BackupArn=point)


def backup(running: Running, table: str) -> str:
    """A point in time of a table."""
    made = running.owned.service_client("dynamodb").create_backup(TableName=table, BackupName=f"{table}-drill")
    return str(made["BackupDetails"]["BackupArn"])


def headers(running: Running) -> list[dict[str, Any]]:
    """The plain headers of the records table."""
    pages = (
        running.owned.service_client("dynamodb").get_paginator("scan").paginate(TableName=running.estate.records_table)
    )
    return [_plain.deserialize(item["header"]) for page in pages for item in page["Items"]]


def gone(running: Running) -> list[Lost]:
    """What the records table lacks."""
    entries, events = seen(running)
    return lost(entries, written(running.estate, events), held(headers(running)))


def test_restored_records_name_what_is_missing(running: Running) -> None:
    """Back at a point in time, exactly the shares made after it are named, and told again under their own keys."""
    kept = shared(running)
    point = backup(running, running.estate.records_table)
    missing = [shared(running, "drill-1"), shared(running, "drill-2")]
    assert readable(running, missing[0]) == OK
    assert gone(running) == []

    back_to(running, running.estate.records_table, point)
    assert (readable(running, kept), readable(running, missing[0])) == (OK, NOT_FOUND)
    found = gone(running)
    assert [one.record for one in found] == missing
    assert {(one.action, one.agency) for one in found} == {("share.create", practitioner("social-worker").agency)}

    again = shared(running, "drill-1")
    assert readable(running, again) == OK
    assert [one.record for one in gone(running)] == missing  # the new record is another one; the old ones stay named


@pytest.fixture
def on_dynamodb_local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A stack whose tables lie in AWS's own DynamoDB Local, behind the same front."""
    folder = tmp_path_factory.mktemp("drill")
    with Running.start(port=0, state_dir=folder, session_seconds=60, dynamodb="local") as started:
        yield started


def exported(store: Any, table: str, to: Path) -> None:
    """Write a table to a file as an export does: one JSON object a line, numbers and bytes as texts."""
    pages = store.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    lines = [
        json.dumps({"Item": item}, default=lambda raw: base64.b64encode(raw).decode())
        for p in pages
        for item in p["Items"]
    ]
    to.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def restored(store: Any, table: str, source: Path) -> int:
    """Lose a table, make it again as it was, and put back what an export holds; the number of items."""
    described = store.describe_table(TableName=table)["Table"]
    made = {name: described[name] for name in ("TableName", "KeySchema", "AttributeDefinitions")}
    indexes = [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
        for index in described.get("GlobalSecondaryIndexes", [])
    ]
    store.delete_table(TableName=table)
    store.create_table(
        **made, BillingMode="PAY_PER_REQUEST", **({"GlobalSecondaryIndexes": indexes} if indexes else {})
    )
    lines = source.read_text(encoding="utf-8").splitlines()
    for line in lines:
        store.put_item(TableName=table, Item={name: _typed(value) for name, value in json.loads(line)["Item"].items()})
    return len(lines)


def _typed(value: dict[str, Any]) -> dict[str, Any]:
    """A value as the client takes it: bytes are bytes again, at any depth."""
    ((kind, content),) = value.items()
    if kind == "B":
        return {"B": base64.b64decode(content)}
    if kind == "M":
        return {"M": {name: _typed(inner) for name, inner in content.items()}}
    return {"L": [_typed(inner) for inner in content]} if kind == "L" else value


def test_an_export_is_restored_on_dynamodb_local(on_dynamodb_local: Running, tmp_path: Path) -> None:
    """Export both tables, lose them, restore them: what came after is named by both, and what came before is whole."""
    running, store = on_dynamodb_local, on_dynamodb_local.owned.service_client("dynamodb")
    tables = (running.estate.records_table, running.estate.ledger_table)
    kept = shared(running)
    for table in tables:
        exported(store, table, tmp_path / table)
    missing = shared(running)
    assert (gone(running), report(running).clean) == ([], True)
    assert all(restored(store, table, tmp_path / table) > 0 for table in tables)

    assert (readable(running, kept), readable(running, missing)) == (OK, NOT_FOUND)
    found = gone(running)
    assert len(found) == 1
    short = report(running)
    assert {one.why for one in short.orphans} >= {"the ledger does not hold what was put"}
    assert short.faults == []  # what is there verifies: the entries came back as they were
    assert found[0].decision in json.dumps([vars(one) for one in short.orphans])


def test_a_restored_table_lacks_its_protections_until_it_is_deployed_again(running: Running) -> None:
    """A restored table comes without deletion protection and recovery, and the doctor names each."""
    back_to(running, running.estate.records_table, backup(running, running.estate.records_table))
    (finding,) = examine(command.local_site(running), [one for one in proving.PROBES if one.name == "tables"])
    assert finding.verdict == "NOT as expected"
    assert f"{running.estate.records_table}: point-in-time recovery" in finding.seen


def test_a_restored_ledger_is_found_short_by_the_trail(running: Running) -> None:
    """A ledger that was turned back cannot hide it: the trail shows puts of entries that are not there."""
    point = backup(running, running.estate.ledger_table)
    record = shared(running)
    assert report(running).clean
    back_to(running, running.estate.ledger_table, point)
    short = report(running)
    assert not short.clean
    assert any("the ledger does not hold what was put" in one.why for one in short.orphans)
    entries, events = seen(running)
    assert not [one for one in entries.entries.values() if (one.get("grant") or {}).get("record") == record]
    assert len(written(running.estate, events)) > len([e for e in entries.entries.values() if e.get("grant")])


def test_a_disabled_content_key_closes_content_and_nothing_is_lost(running: Running) -> None:
    """With the content key disabled nothing is shown and nothing is sealed, with 503; enabled again, all is there."""
    record, keys = shared(running), running.owned.service_client("kms")
    key = running.estate.content_key.rpartition("/")[2]
    keys.disable_key(KeyId=key)
    assert readable(running, record) == CLOSED
    assert running.caller.post("social-worker", "/share", share_to_police(running.cases[0].id)).status == CLOSED
    keys.enable_key(KeyId=key)
    assert readable(running, record) == OK
    assert shared(running)


def test_a_trail_that_is_lost_stops_nobody_and_is_named_afterwards(running: Running) -> None:
    """While the trail is off, requests are served; afterwards every decision of that time is a fault of the report."""
    before = report(running)
    assert before.clean
    control = running.owned.front.backend.control_client("cloudtrail")
    control.stop_logging(Name="proviso-trail")
    record = shared(running)
    control.start_logging(Name="proviso-trail")
    assert readable(running, record) == OK
    after = report(running)
    entries, _ = seen(running)
    unseen = [
        decision
        for decision, entry in entries.entries.items()
        if (entry.get("grant") or {}).get("record") == record and entry["action"] == "share.create"
    ]
    assert len(unseen) == 1
    assert [fault for fault in after.faults if unseen[0] in fault]
    assert not before.faults
