"""Nothing is overwritten: what was recorded stays as it was, and no role may update or delete."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.ids import case_partition
from workbench.seeds.requests import now

from .bodies import Application, a_share, decision, delivery, facts, second_decision
from .outside import Item, Stand, plain, refused

ROLES = (
    "proviso-share", "proviso-request-disclosure", "proviso-record-undertaking", "proviso-decide", "proviso-auditor",
    "proviso-registrar", "proviso-case-access", "local-administrator", "local-deployer",
)  # fmt: skip
REPLACED = {"state", "involvement", "status"}


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _attempts(table: Any, name: str, pk: str, sk: str) -> dict[str, Callable[[], Any]]:
    """Every way to change or delete an item, and to put one outside a transaction."""
    key = _key(pk, sk)
    item = key | {"v": {"N": "2"}}
    statement = f"DELETE FROM \"{name}\" WHERE pk = '{pk}' AND sk = '{sk}'"  # noqa: S608 - ours, and to be refused
    update = {"Update": {"TableName": name, "Key": key, "UpdateExpression": "REMOVE header"}}
    delete = {"Delete": {"TableName": name, "Key": key}}
    return {
        "update": lambda: table.update_item(TableName=name, Key=key),
        "delete": lambda: table.delete_item(TableName=name, Key=key),
        "batch": lambda: table.batch_write_item(RequestItems={name: [{"PutRequest": {"Item": item}}]}),
        "PartiQL": lambda: table.execute_statement(Statement=statement),
        "transacted update": lambda: table.transact_write_items(TransactItems=[update]),
        "transacted delete": lambda: table.transact_write_items(TransactItems=[delete]),
        "put": lambda: table.put_item(TableName=name, Item=item),
    }


@pytest.mark.parametrize("role", ROLES)
def test_no_role_updates_deletes_or_puts_outside_a_transaction(stand: Stand, role: str) -> None:
    """UpdateItem, DeleteItem, batch writes, PartiQL and bare puts are refused to every role on both tables."""
    estate = stand.running.estate
    record = case_partition(stand.running.cases[0].share_id)
    decision_ = next(iter(stand.entries()))
    entry = next(i for i in stand.owner("items", estate.ledger_table) if i["pk"]["S"] == f"decision#{decision_}")
    places = {estate.records_table: (record, "record"), estate.ledger_table: (entry["pk"]["S"], entry["sk"]["S"])}
    before = stand.items(), stand.owner("items", estate.ledger_table)
    tags = {"decision": decision_, "case": stand.case, "agency": "la:E06000047", "client": "e06000047-case-system"}
    with stand.purposely():
        session = stand.owner("sign_in", role, "somebody", tags | {"access": "write"}, None)
        table = stand.client_with("dynamodb", session)
        for name, (pk, sk) in places.items():
            attempts = _attempts(table, name, pk, sk)
            if name == estate.ledger_table and role == "proviso-decide":
                attempts.pop("put")  # its append is the ledger's own way in
            assert [what for what, attempt in attempts.items() if not refused(attempt)] == []
    assert (stand.items(), stand.owner("items", estate.ledger_table)) == before


def _lasting(items: dict[tuple[str, str], Item]) -> dict[tuple[str, str], Item]:
    """Everything but the projections, which are replaced under a version condition."""
    return {key: item for key, item in items.items() if key[1] not in REPLACED}


def test_what_was_recorded_stays_byte_for_byte(stand: Stand) -> None:
    """Through a whole scheme and further shares, every record, step, pointer and answer stays as it was written."""
    application = Application(stand)
    seen = _lasting(stand.items())
    undertaken = [
        application.assessed,
        lambda: application.must("inspector", decision("disclose")),
        lambda: application.undertaken("refused"),
        lambda: application.must("second-inspector", second_decision("proceed")),
        lambda: application.must("detective", delivery()),
        lambda: application.must(
            "detective", {"step": "disclosure_record", "reasons": "As it happened", "facts": facts() | {"when": now()}}
        ),
        lambda: application.must("inspector", {"step": "close", "reasons": "Disclosed"}),
        lambda: stand.caller.post("social-worker", "/share", a_share(stand)),
    ]
    for act in undertaken:
        act()
        after = _lasting(stand.items())
        assert {key: after.get(key) for key in seen} == seen
        assert len(after) > len(seen)
        seen = after
    assert {int(item["v"]["N"]) for item in seen.values()} == {1}


def test_projections_move_forward_one_version_at_a_time(stand: Stand) -> None:
    """The state that rules read is replaced only by the next version, and its history only grows."""
    application = Application(stand)
    key = (case_partition(application.id), "state")
    before = plain(stand.items()[key])
    application.assessed()
    after = plain(stand.items()[key])
    assert int(after["v"]) == int(before["v"]) + 3
    assert after["header"]["history"][: len(before["header"]["history"])] == before["header"]["history"]


def test_every_put_over_a_record_or_a_step_was_conditional(stand: Stand) -> None:
    """The trail shows each put of a record, step, pointer, duty or answer with the condition that nothing is there."""
    stand.caller.post("social-worker", "/share", a_share(stand))
    Application(stand).assessed()
    puts = 0
    for record in stand.records():
        if record["eventName"] != "TransactWriteItems" or record["userIdentity"]["arn"].find("proviso-case-access") < 0:
            continue
        if str(record["eventID"]) in stand.on_purpose:
            continue
        for part in record["requestParameters"]["requestItems"]:
            if part["operation"] == "Put" and part["key"]["sk"] not in REPLACED:
                puts += 1
                assert part["conditionExpression"] == "attribute_not_exists(pk)"
    assert puts > 10


def test_a_session_of_a_new_share_cannot_put_over_an_older_record(stand: Stand) -> None:
    """The right to write one record reaches no record that is there already, not even in the same case."""
    older = str(stand.caller.post("social-worker", "/share", a_share(stand)).body["share_id"])
    decision_ = stand.caller.post("social-worker", "/share", a_share(stand)).headers["proviso-decision"]
    share = stand.entries()[decision_]["input"]["context"]["share"]
    with stand.purposely():
        minted = stand.decide("social-worker", "share.create", case=stand.case, attributes={"share": share})
        table = stand.client_with("dynamodb", minted["session"])
        item = _key(case_partition(older), "record") | {"v": {"N": "2"}, "header": {"M": {}}}
        put = {"Put": {"TableName": stand.running.estate.records_table, "Item": item}}
        assert refused(lambda: table.transact_write_items(TransactItems=[put]))


def test_a_past_recipient_keeps_what_it_was_told(stand: Stand) -> None:
    """A later share of the same case takes nothing from what a recipient was shown, and lists itself beside it."""
    first = stand.caller.post("social-worker", "/share", a_share(stand))
    path = f"/share/{first.body['share_id']}?reason=supervision"
    shown = stand.caller.get("detective", path).body
    second = stand.caller.post("social-worker", "/share", a_share(stand))
    again = stand.caller.get("detective", path).body
    same = ("facts", "opinions", "accounts", "people", "at")
    assert {name: again[name] for name in same} == {name: shown[name] for name in same}
    inbox = stand.caller.get("detective", "/inbox?limit=100").body["entries"]
    newest = [entry["record_id"] for entry in inbox][:2]
    assert newest == [second.body["share_id"], first.body["share_id"]]
