"""Who may read, write, open and seal what: the committed table against the policies of the template."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.infra.account import Account, Caller

TABLE = Path(__file__).parent / "who_may_what.md"

CASE, OTHER_CASE = "01J00000000000000000000CAS", "01J0000000000000000000OTHR"
RECORD = f"{CASE}.01J00000000000000000000REC"
OTHER_RECORD = f"{OTHER_CASE}.01J00000000000000000000REC"
DECISION = "01J00000000000000000000DEC"
AGENCY, OTHER_AGENCY = "la:E06000001", "force:11"
TAGS = {"decision": DECISION, "agency": AGENCY, "client": "portal"}
ON_CASE = {**TAGS, "case": CASE}


def _session(**tags: str) -> Caller:
    return Caller("proviso-case-access", tags, session=DECISION)


CALLERS = {
    "read": _session(**ON_CASE, access="read"),
    "write": _session(**ON_CASE, access="write"),
    "inbox": _session(**TAGS, access="inbox"),
    "queue": _session(**TAGS, access="queue"),
    "no tag": _session(),
    "no case": _session(**TAGS, access="read"),
    "no decision": _session(case=CASE, agency=AGENCY, client="portal", access="read"),
    "share": Caller("proviso-share"),
    "share, forged tags": Caller("proviso-share", {**ON_CASE, "access": "write"}, session=DECISION),
    "decide": Caller("proviso-decide"),
    "clock": Caller("proviso-clock"),
    "clock, forged tags": Caller("proviso-clock", {**ON_CASE, "access": "write"}, session=DECISION),
    "decide, forged tags": Caller("proviso-decide", {**ON_CASE, "access": "read"}, session=DECISION),
    "auditor": Caller("proviso-auditor"),
    "registrar": Caller("proviso-registrar"),
    "administrator": Caller("administrator", administrator=True),
    "administrator, forged tags": Caller("administrator", {**ON_CASE, "access": "read"}, administrator=True),
    "administrator, decision's name": Caller("administrator", session=DECISION, administrator=True),
    "key administrator": Caller("proviso-key-administrator", administrator=True),
    "deployer": Caller("cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-2", administrator=True),
}

Attempt = Callable[[Account, Caller], bool]


def _records(action: str, *partitions: str, **context: str | tuple[str, ...]) -> Attempt:
    values: dict[str, str | tuple[str, ...]] = {f"dynamodb:{k}": v for k, v in context.items()}
    if partitions:
        values["dynamodb:LeadingKeys"] = partitions
    return lambda account, who: account.may_use_table(who, action, "RecordsTable", "RecordsKey", values)


def _index(name: str, action: str, *partitions: str) -> Attempt:
    values: dict[str, str | tuple[str, ...]] = {"dynamodb:LeadingKeys": partitions} if partitions else {}
    return lambda account, who: account.may_use_table(
        who, action, "RecordsTable", "RecordsKey", values, f"/index/{name}"
    )


def _ledger(action: str, *partitions: str, **context: str) -> Attempt:
    values: dict[str, str | tuple[str, ...]] = {f"dynamodb:{k}": v for k, v in context.items()}
    if partitions:
        values["dynamodb:LeadingKeys"] = partitions
    return lambda account, who: account.may_use_table(who, action, "LedgerTable", "LedgerKey", values)


def _content(action: str, **context: str) -> Attempt:
    return lambda account, who: account.may_use_content(who, action, context)


def _key(logical_id: str, action: str) -> Attempt:
    return lambda account, who: account.may(who, f"kms:{action}", account.arn(logical_id), {})


WRITE = {"EnclosingOperation": "TransactWriteItems"}
READ = {"EnclosingOperation": "TransactGetItems"}
OWN, OTHER = f"case#{RECORD}", f"case#{OTHER_RECORD}"
PARTIQL = ("PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate")
FACTS = ("header", "pk", "sk", "v")

ATTEMPTS: dict[str, Attempt] = {
    "get a record of the own case": _records("GetItem", OWN),
    "query a record of the own case": _records("Query", OWN),
    "query the own agency's chronology": _records("Query", f"member#{CASE}.{AGENCY}"),
    "query another agency's chronology": _records("Query", f"member#{CASE}.{OTHER_AGENCY}"),
    "get a record of another case": _records("GetItem", OTHER),
    "get own and another case in one": _records("GetItem", OWN, OTHER),
    "query without a key": _records("Query"),
    "scan": _records("Scan"),
    "batch get of the own case": _records("BatchGetItem", OWN),
    "PartiQL select of the own case": _records("PartiQLSelect", OWN),
    "query the own inbox": _records("Query", f"agency#{AGENCY}"),
    "query another agency's inbox": _records("Query", f"agency#{OTHER_AGENCY}"),
    "query the own agency's queue": _index("queue", "Query", f"queue#{AGENCY}"),
    "query another agency's queue": _index("queue", "Query", f"queue#{OTHER_AGENCY}"),
    "query own and another's queue": _index("queue", "Query", f"queue#{AGENCY}", f"queue#{OTHER_AGENCY}"),
    "query the queue without a key": _index("queue", "Query"),
    "scan the queue": _index("queue", "Scan"),
    "PartiQL select of the own queue": _index("queue", "PartiQLSelect", f"queue#{AGENCY}"),
    "query the queue's partition of the table": _records("Query", f"queue#{AGENCY}"),
    "query the ticks": _index("ticks", "Query", "tick#0"),
    "query other ticks": _index("ticks", "Query", "tick#9"),
    "query the ticks without a key": _index("ticks", "Query"),
    "scan the ticks": _index("ticks", "Scan"),
    "get the own client's answers": _records("GetItem", "client#portal"),
    "read headers in one transaction": _records("GetItem", OWN, Attributes=FACTS, Select="SPECIFIC_ATTRIBUTES", **READ),
    "read headers of another case in one": _records(
        "GetItem", OTHER, Attributes=FACTS, Select="SPECIFIC_ATTRIBUTES", **READ
    ),
    "read headers outside a transaction": _records("GetItem", OTHER, Attributes=FACTS, Select="SPECIFIC_ATTRIBUTES"),
    "read sealed attributes in a transaction": _records(
        "GetItem", OTHER, Attributes=(*FACTS, "sealed"), Select="SPECIFIC_ATTRIBUTES", **READ
    ),
    "read whole items in a transaction": _records(
        "GetItem", OTHER, Attributes=("pk", "sk"), Select="ALL_ATTRIBUTES", **READ
    ),
    "put into the own case in a transaction": _records("PutItem", OWN, **WRITE),
    "put into the own case outside one": _records("PutItem", OWN),
    "put into the own case, old item returned": _records("PutItem", OWN, ReturnValues="ALL_OLD", **WRITE),
    "put into another case": _records("PutItem", OTHER, **WRITE),
    "put into own and another case": _records("PutItem", OWN, OTHER, **WRITE),
    "put an involvement of the own case": _records("PutItem", f"member#{CASE}.{OTHER_AGENCY}", **WRITE),
    "put an involvement of another case": _records("PutItem", f"member#{OTHER_CASE}.{AGENCY}", **WRITE),
    "put into a recipient's inbox": _records("PutItem", f"agency#{OTHER_AGENCY}", **WRITE),
    "put the own client's answer": _records("PutItem", "client#portal", ReturnValues="ALL_OLD", **WRITE),
    "put the own client's status": _records("PutItem", "client#portal", **WRITE),
    "put another client's answer": _records("PutItem", "client#other", **WRITE),
    "check a fact of the own case": _records("ConditionCheckItem", f"member#{CASE}.{AGENCY}"),
    "check a fact of another case": _records("ConditionCheckItem", OTHER),
    "check another agency's inbox": _records("ConditionCheckItem", f"agency#{OTHER_AGENCY}"),
    "update in the own case": _records("UpdateItem", OWN, **WRITE),
    "delete in the own case": _records("DeleteItem", OWN, **WRITE),
    "batch write in the own case": _records("BatchWriteItem", OWN),
    "PartiQL insert into the own case": _records("PartiQLInsert", OWN),
    "seal for the own case": _content("GenerateDataKey", case=CASE, record=RECORD),
    "seal for another case": _content("GenerateDataKey", case=OTHER_CASE, record=OTHER_RECORD),
    "seal without a record": _content("GenerateDataKey", case=CASE),
    "seal with more context": _content("GenerateDataKey", case=CASE, record=RECORD, more="1"),
    "open of the own case": _content("Decrypt", case=CASE, record=RECORD),
    "open of another case": _content("Decrypt", case=OTHER_CASE, record=OTHER_RECORD),
    "open without a record": _content("Decrypt", case=CASE),
    "open with more context": _content("Decrypt", case=CASE, record=RECORD, more="1"),
    "open without context": _content("Decrypt"),
    "encrypt with the content key": _content("Encrypt", case=CASE, record=RECORD),
    "re-encrypt from the content key": _content("ReEncryptFrom", case=CASE, record=RECORD),
    "grant the content key": _key("ContentKey", "CreateGrant"),
    "decrypt with the records key directly": _key("RecordsKey", "Decrypt"),
    "decrypt with the ledger key directly": _key("LedgerKey", "Decrypt"),
    "decrypt with the trail key directly": _key("TrailKey", "Decrypt"),
    "change the content key's policy": _key("ContentKey", "PutKeyPolicy"),
    "append a decision": _ledger("PutItem", f"decision#{DECISION}"),
    "append something else": _ledger("PutItem", f"case#{CASE}"),
    "append in a transaction": _ledger("PutItem", f"decision#{DECISION}", **WRITE),
    "change a decision": _ledger("UpdateItem", f"decision#{DECISION}"),
    "delete a decision": _ledger("DeleteItem", f"decision#{DECISION}"),
    "batch write decisions": _ledger("BatchWriteItem", f"decision#{DECISION}"),
    "PartiQL update of a decision": _ledger("PartiQLUpdate", f"decision#{DECISION}"),
    "get a decision": _ledger("GetItem", f"decision#{DECISION}"),
    "scan the ledger": _ledger("Scan"),
    "read a trail file": lambda account, who: account.may_read_trail(who),
}


def _committed() -> dict[tuple[str, str], bool]:
    """The table's cells by (attempt, caller); `yes` or empty."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    callers = rows[0][1:]
    cells = {(row[0], caller): cell for row in rows[2:] for caller, cell in zip(callers, row[1:], strict=True)}
    assert set(cells.values()) == {"yes", ""}, "a cell is yes or empty"
    return {place: cell == "yes" for place, cell in cells.items()}


def test_table_names_every_caller_and_attempt() -> None:
    """The committed table has one cell for each caller and attempt, and no other."""
    assert set(_committed()) == {(attempt, caller) for attempt in ATTEMPTS for caller in CALLERS}


@pytest.mark.parametrize("caller", CALLERS)
def test_policies_agree_with_the_table(account: Account, caller: str) -> None:
    """Each caller may do exactly what the table says, by the policies that production deploys."""
    committed = _committed()
    expected = {attempt for attempt in ATTEMPTS if committed[attempt, caller]}
    assert {attempt for attempt, asks in ATTEMPTS.items() if asks(account, CALLERS[caller])} == expected


@pytest.mark.parametrize("caller", [name for name in CALLERS if name not in ("read", "write")])
def test_only_a_case_session_uses_the_content_key(account: Account, caller: str) -> None:
    """No caller but a case session with all its tags can seal or open, whatever IAM policies it holds."""
    context = {"case": CASE, "record": RECORD}
    used = [a for a in ("Decrypt", "GenerateDataKey") if account.may_use_content(CALLERS[caller], a, context)]
    assert used == []


@pytest.mark.parametrize(
    ("table", "caller", "expected"),
    [
        ("RecordsTable", Caller("administrator", administrator=True), {"PutItem in a transaction"}),
        ("LedgerTable", Caller("administrator", administrator=True), set()),
        ("LedgerTable", Caller("proviso-decide", administrator=True), {"PutItem"}),
        ("RecordsTable", CALLERS["deployer"], set()),
        ("LedgerTable", CALLERS["deployer"], set()),
    ],
    ids=["records, administrator", "ledger, administrator", "ledger, decide", "records, deployer", "ledger, deployer"],
)
def test_tables_refuse_writes_by_themselves(account: Account, table: str, caller: Caller, expected: set[str]) -> None:
    """A table's own policy, without its key's, lets a caller with every IAM permission write no more than this."""
    actions = ("BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem", *PARTIQL)
    outside = {a for a in actions if account.may(caller, f"dynamodb:{a}", account.arn(table), {})}
    enclosed = {"dynamodb:EnclosingOperation": "TransactWriteItems"}
    inside = {
        f"{a} in a transaction"
        for a in ("DeleteItem", "PutItem", "UpdateItem")
        if account.may(caller, f"dynamodb:{a}", account.arn(table), enclosed)
    }
    assert outside | inside == expected
