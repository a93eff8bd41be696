"""Nothing is stored or shown without a ledger entry written before it."""

from typing import Any

import pytest

from workbench.seeds.api import Answer

from .bodies import Application, a_referral, a_share
from .faults import Fault
from .outside import Record, Stand, plain

LEDGER, CASE_ROLE = "proviso-ledger", "proviso-case-access"
WRITES = {"share", "referral", "application"}


def _ask(stand: Stand, what: str) -> Answer:
    caller, record = stand.caller, stand.running.cases[0].share_id
    if what == "share":
        return caller.post("social-worker", "/share", a_share(stand))
    if what == "referral":
        return caller.post("teacher", "/share", a_referral())
    if what == "application":
        return caller.post("call-handler", "/request-disclosure", _application())
    path = {
        "read": f"/share/{record}?reason=supervision",
        "chronology": f"/share?case={stand.case}",
        "inbox": "/inbox",
    }[what]
    return caller.get("social-worker", path)


def _application() -> dict[str, Any]:
    from workbench.seeds.requests import application

    return application()


def _role(record: Record) -> str:
    issuer = (record["userIdentity"].get("sessionContext") or {}).get("sessionIssuer") or {}
    return str(issuer.get("userName", ""))


def _positions(seen: list[Record], decision: str) -> tuple[int, int, list[int]]:
    """Where in the trail the entry was put, the session minted, and the session used."""
    put = mint = -1
    used = []
    for n, record in enumerate(seen):
        asked = record["requestParameters"] or {}
        if record["eventName"] == "PutItem" and (asked.get("key") or {}).get("pk") == f"decision#{decision}":
            put = n
        if record["eventName"] == "AssumeRole" and asked.get("roleSessionName") == decision:
            mint = n
        if _role(record) == CASE_ROLE and record["userIdentity"]["arn"].endswith(f"/{decision}"):
            used.append(n)
    return put, mint, used


@pytest.mark.parametrize("what", ["share", "referral", "application", "read", "chronology", "inbox"])
def test_the_entry_is_put_before_the_session_and_every_use_of_it(stand: Stand, what: str) -> None:
    """In the trail the put of the ledger entry comes before the mint, and the mint before every look and write."""
    with stand.watched() as seen:
        answer = _ask(stand, what)
    assert answer.status in {200, 201}, answer.raw
    decision = answer.headers["proviso-decision"]
    put, mint, used = _positions(seen, decision)
    assert 0 <= put < mint < min(used)
    entry = stand.entries()[decision]
    assert entry["allow"] is True
    assert entry["id"] == decision
    assert seen[put]["requestParameters"]["key"]["sk"] == answer.body["receipt"]["entry_sha256"]


def test_the_receipt_is_the_hash_of_the_entry(stand: Stand) -> None:
    """Whoever holds a receipt can find the one ledger entry with that hash, and it says what was decided."""
    import hashlib

    answer = _ask(stand, "share")
    decision = answer.body["receipt"]["decision"]
    held = [i for i in stand.owner("items", LEDGER) if i["pk"]["S"] == f"decision#{decision}"]
    assert [item["sk"]["S"] for item in held] == [answer.body["receipt"]["entry_sha256"]]
    assert hashlib.sha256(held[0]["entry"]["S"].encode()).hexdigest() == held[0]["sk"]["S"]


@pytest.mark.parametrize("what", ["share", "referral", "application", "read", "chronology", "inbox"])
def test_without_a_durable_entry_nothing_is_stored_or_shown(stand: Stand, what: str) -> None:
    """When the ledger cannot be written, the answer is 503, no session is minted, no item is written."""
    before = stand.items()
    with stand.purposely() as seen, stand.faulty(Fault("dynamodb:PutItem", "fail", times=9)):
        answer = _ask(stand, what)
    assert answer.status == 503
    assert answer.body["code"] == "closed"
    assert not {"AssumeRole", "GetItem", "Query", "TransactWriteItems", "Decrypt"} & {
        r["eventName"] for r in seen if not r["userIdentity"].get("invokedBy")
    }
    assert stand.items() == before


def test_every_item_stands_on_an_allowed_entry(stand: Stand) -> None:
    """Each item of the records table lies in a partition that an allowed decision to write named in its grant."""
    Application(stand)
    _ask(stand, "share")
    entries = stand.entries()
    granted: dict[str, set[str]] = {}
    for decision, entry in entries.items():
        if entry["allow"] and (entry["grant"] or {}).get("access") == "write":
            for partition in entry["grant"]["partitions"]:
                granted.setdefault(partition, set()).add(decision)
    for (pk, sk), item in stand.items().items():
        if sk == "status":
            continue
        assert pk in granted
        if sk == "record" or sk.startswith("step#"):
            assert plain(item)["header"]["decision"] in granted[pk]
