"""What reaches past a decision is named: reconcile finds each by its own reason."""

from typing import Any

from chalicelib.domain.ids import case_partition

from .outside import Record, Stand, refused


def _names(stand: Stand, seen: list[Record]) -> dict[str, str]:
    """Why each event of those seen is an orphan, by operation."""
    ids = {str(record["eventID"]) for record in seen}
    return {orphan.what: orphan.why for orphan in stand.reconcile().orphans if orphan.event in ids}


def _get(stand: Stand, table: Any, record: str) -> Any:
    key = {"pk": {"S": case_partition(record)}, "sk": {"S": "record"}}
    return table.get_item(TableName=stand.running.estate.records_table, Key=key)


def test_an_administrator_and_a_borrowed_name_are_named(stand: Stand) -> None:
    """A refused attempt of an administrator, and one under the name of a real decision, are orphans."""
    record = stand.running.cases[0].share_id
    decision = stand.caller.get("social-worker", f"/share/{record}?reason=audit").headers["proviso-decision"]
    for name in ("somebody", decision):
        with stand.purposely() as seen:
            session = stand.owner("sign_in", "local-administrator", name, {}, None)
            assert refused(lambda held=session: _get(stand, stand.client_with("dynamodb", held), record))
        assert any("GetItem" in what for what in _names(stand, seen))


def test_a_look_outside_the_grant_is_named(stand: Stand) -> None:
    """A minted session that tries another record than its decision's is an orphan."""
    with stand.purposely() as seen:
        minted = stand.decide("social-worker", "share.list", case=stand.case)
        table = stand.client_with("dynamodb", minted["session"])
        assert refused(lambda: _get(stand, table, stand.running.cases[0].share_id))
    assert any("GetItem" in what for what in _names(stand, seen))


def test_a_put_over_a_ledger_entry_is_named(stand: Stand) -> None:
    """A second put over an entry, which IAM cannot forbid to `decide`, is an orphan though the content is the same."""
    ledger = stand.running.estate.ledger_table
    with stand.purposely() as seen:  # both puts: CloudTrail tells no order within a second
        decision = stand.caller.get("social-worker", "/inbox").headers["proviso-decision"]
        item = next(i for i in stand.owner("items", ledger) if i["pk"]["S"] == f"decision#{decision}")
        stand.client("dynamodb", "proviso-decide").put_item(TableName=ledger, Item=item)
    assert "a second put over the same ledger entry" in _names(stand, seen).values()


def test_a_changed_ledger_entry_does_not_verify(stand: Stand) -> None:
    """An entry changed behind everything, under its old key, is a fault of the ledger; put back, it verifies again."""
    ledger = stand.running.estate.ledger_table
    decision = stand.caller.get("social-worker", "/inbox").headers["proviso-decision"]
    item = next(i for i in stand.owner("items", ledger) if i["pk"]["S"] == f"decision#{decision}")
    stand.owner("put", ledger, item | {"entry": {"S": item["entry"]["S"].replace('"allow":true', '"allow":false')}})
    faults = stand.reconcile().faults
    stand.owner("put", ledger, item)
    assert [fault for fault in faults if decision in fault]
    assert not [fault for fault in stand.reconcile().faults if decision in fault]
