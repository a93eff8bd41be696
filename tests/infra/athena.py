"""Athena's SQL run here: translated by a SQL translator and executed by a database in this process."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any

import duckdb
import sqlglot

from workbench.audit.ledger import LedgerItem

DAY = "2026/11/23"
_TRAIL = """
CREATE TABLE proviso_evidence.trail (
    eventid TEXT, eventtime TEXT, eventsource TEXT, eventname TEXT, eventcategory TEXT, requestid TEXT,
    useragent TEXT, errorcode TEXT, requestparameters TEXT, responseelements TEXT,
    resources STRUCT(arn TEXT, accountid TEXT, type TEXT)[],
    useridentity STRUCT(
        type TEXT, arn TEXT, accesskeyid TEXT, invokedby TEXT,
        sessioncontext STRUCT(sessionissuer STRUCT(username TEXT))
    ),
    day TEXT
)
"""
_LEDGER = """
CREATE TABLE proviso_evidence.ledger (
    item STRUCT(pk STRUCT(s TEXT), sk STRUCT(s TEXT), entry STRUCT(s TEXT), rest STRUCT(b TEXT))
)
"""


def answer(query: str, records: Iterable[dict[str, Any]], items: Iterable[LedgerItem]) -> list[tuple[str, str, str]]:
    """Kind, id and reason of every line that the query gives for these trail records and ledger items."""
    (translated,) = sqlglot.transpile(query, read="athena", write="duckdb")
    with duckdb.connect(":memory:") as database:
        database.execute("CREATE SCHEMA proviso_evidence")
        database.execute("SET TimeZone = 'UTC'")
        database.execute(_TRAIL)
        database.execute(_LEDGER)
        for record in records:
            database.execute(f"INSERT INTO proviso_evidence.trail VALUES ({', '.join('?' * 13)})", _row(record))  # noqa: S608
        for item in items:
            rest = base64.b64encode(item.rest).decode()  # as an export writes bytes
            stored = {"pk": {"s": item.pk}, "sk": {"s": item.sk}, "entry": {"s": item.entry}, "rest": {"b": rest}}
            database.execute("INSERT INTO proviso_evidence.ledger VALUES (?)", [stored])
        found = database.execute(translated, [DAY, DAY]).fetchall()
    return [(kind, key, why) for kind, key, _, _, _, why in found]


def _row(record: dict[str, Any]) -> list[Any]:
    def text(value: Any) -> str | None:
        return None if value is None else json.dumps(value)

    who = record["userIdentity"]
    issuer = (who.get("sessionContext") or {}).get("sessionIssuer") or {}
    return [
        *(record[name] for name in ("eventID", "eventTime", "eventSource", "eventName", "eventCategory", "requestID")),
        record.get("userAgent"),
        record.get("errorCode"),
        text(record.get("requestParameters")),
        text(record.get("responseElements")),
        [{"arn": one.get("ARN"), "accountid": None, "type": one.get("type")} for one in record.get("resources") or []],
        {
            "type": who.get("type"),
            "arn": who.get("arn"),
            "accesskeyid": who.get("accessKeyId"),
            "invokedby": who.get("invokedBy"),
            "sessioncontext": {"sessionissuer": {"username": issuer.get("userName")}},
        },
        DAY,
    ]
