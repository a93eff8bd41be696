"""CloudTrail records as the trail delivers them, built by hand for the join's tests."""

import gzip
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.adapters.ledger_form import packed
from workbench.audit.ledger import LedgerItem
from workbench.audit.reconcile import Estate

ACCOUNT = "123456789012"
CASE = "01JD00000000000000000000CA"
RECORD = f"{CASE}.01JD00000000000000000000RE"
OTHER = "01JD00000000000000000000CB.01JD00000000000000000000RE"
DECISION = "01JD00000000000000000000DE"
START = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
CONTENT_KEY = f"arn:aws:kms:eu-west-2:{ACCOUNT}:key/content"
RECORDS_KEY = f"arn:aws:kms:eu-west-2:{ACCOUNT}:key/records"
SIGNING_KEY = f"arn:aws:kms:eu-west-2:{ACCOUNT}:key/signing"
ESTATE = Estate("proviso-records", "proviso-ledger", CONTENT_KEY, (RECORDS_KEY,), signing_key=SIGNING_KEY)
_serial = itertools.count()


def at(seconds: float) -> str:
    """The test's clock, so many seconds after its start."""
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def identity(role: str, session: str, key: str) -> dict[str, Any]:
    """An assumed role as CloudTrail shows it."""
    issuer = {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}", "userName": role, "accountId": ACCOUNT}
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}"
    return {"type": "AssumedRole", "arn": arn, "accessKeyId": key, "sessionContext": {"sessionIssuer": issuer}}


def event(name: str, who: dict[str, Any], parameters: dict[str, Any] | None, **fields: Any) -> dict[str, Any]:
    """One record; `name` is `service:Operation`."""
    service, operation = name.split(":")
    base = {
        "eventID": f"event-{next(_serial)}",
        "eventTime": at(1),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": operation,
        "eventCategory": "Management" if service == "sts" else "Data",
        "userIdentity": who,
        "userAgent": "Boto3",
        "requestParameters": parameters,
        "responseElements": None,
        "requestID": f"request-{next(_serial)}",
        "resources": [],
    }
    return base | fields


DECIDE = identity("proviso-decide", "proviso-decide", "ASIADECIDE")
SHARE = identity("proviso-share", "proviso-share", "ASIASHARE")
SESSION = identity("proviso-case-access", DECISION, "ASIACASE")


def grant(**changes: Any) -> dict[str, Any]:
    """What the ledger entry of the test's decision grants."""
    base = {
        "access": "read",
        "case": CASE,
        "agency": "la:E06000047",
        "client": "client:x",
        "partitions": [f"case#{RECORD}"],
        "record": RECORD,
        "content": "open",
        "not_after": at(60),
    }
    return base | changes


def canonical(value: Any) -> bytes:
    """Canonical enough for what stands here: texts, truth values and nesting."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def item(decision: str = DECISION, **changes: Any) -> LedgerItem:
    """A ledger item that verifies."""
    entry = {"id": decision, "at": at(0), "allow": True, "grant": grant(), "invocation": "request-decide"} | changes
    stored = packed({"input": {"context": {"now": at(0)}}} | entry, canonical)
    return LedgerItem(f"decision#{decision}", stored.sha256, stored.text, stored.rest)


def put(stored: LedgerItem, **fields: Any) -> dict[str, Any]:
    """The decision point's put of a ledger item."""
    parameters = {"tableName": "proviso-ledger", "key": {"pk": stored.pk, "sk": stored.sk}}
    return event("dynamodb:PutItem", DECIDE, parameters, userAgent=f"proviso/{DECISION}", **fields)


def mint(decision: str = DECISION, key: str = "ASIACASE", **fields: Any) -> dict[str, Any]:
    """The decision point's AssumeRole for a decision."""
    role = f"arn:aws:iam::{ACCOUNT}:role/proviso-case-access"
    answer = {"credentials": {"accessKeyId": key}}
    return event(
        "sts:AssumeRole", DECIDE, {"roleArn": role, "roleSessionName": decision}, responseElements=answer, **fields
    )


def look(record: str = RECORD, who: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A GetItem on one record."""
    parameters = {"tableName": "proviso-records", "key": {"pk": f"case#{record}", "sk": "record"}}
    return event("dynamodb:GetItem", who or SESSION, parameters, **fields)


def opened(record: str = RECORD, who: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A Decrypt of one record's content."""
    parameters = {"encryptionContext": {"case": record.split(".", maxsplit=1)[0], "record": record}}
    return event("kms:Decrypt", who or SESSION, parameters, **({"resources": [{"ARN": CONTENT_KEY}]} | fields))


def signed(who: dict[str, Any] | None = None, key: str = SIGNING_KEY, **fields: Any) -> dict[str, Any]:
    """A Sign of something; what it was, CloudTrail does not say."""
    parameters = {"keyId": key, "messageType": "DIGEST", "signingAlgorithm": "ECDSA_SHA_256"}
    return event("kms:Sign", who or SESSION, parameters, **({"resources": [{"ARN": key}]} | fields))


def delivered(*records: dict[str, Any]) -> bytes:
    """A trail file."""
    return gzip.compress(json.dumps({"Records": list(records)}).encode())
