"""One suite for each port, passed by its adapter against an AWS in this process and by the fake alike."""

import hashlib
import json
import zlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import Binary, TypeSerializer
from botocore.exceptions import ClientError

from chalicelib.adapters import aws
from chalicelib.adapters.case_sessions import StsCaseSessions
from chalicelib.adapters.facts import DynamoFactReader
from chalicelib.adapters.ledger import DynamoLedger
from chalicelib.adapters.ledger_form import REST, whole
from chalicelib.contracts.decision import Grant
from chalicelib.domain.errors import FactsUnavailableError, LedgerUnavailableError, SessionUnavailableError
from chalicelib.service.decide.ports import CaseSessions, FactKey, FactReader, Ledger
from tests.decide import world
from tests.decide.fakes import NOT_A_NUMBER, FakeFacts, FakeLedger, FakeSessions

Put = Callable[..., None]
Kept = tuple[str, str, str, bytes]
DECISION = "01J00000000000000000000DEC"
STATUS = FactKey("client#portal", "status")
OWN = FactKey(f"member#{world.CASE}.{world.COUNCIL}", "involvement")


@pytest.fixture(params=["adapter", "fake"])
def facts(request: pytest.FixtureRequest) -> tuple[FactReader, Put]:
    """A reader, and how to put a fact where it reads."""
    if request.param == "fake":
        fake = FakeFacts()
        return fake, fake.put
    cloud = request.getfixturevalue("cloud")

    def put(pk: str, sk: str, header: object, v: int = 1, **more: Any) -> None:
        item = {"pk": pk, "sk": sk, "v": v, "header": header, **more}
        serialised = {name: TypeSerializer().serialize(value) for name, value in item.items()}
        cloud.put_item(TableName="proviso-records", Item=serialised)

    return DynamoFactReader("proviso-records"), put


def test_facts_come_in_the_order_asked(facts: tuple[FactReader, Put]) -> None:
    """One fact a key, in the order asked, with version and header; an absent one has version 0 and no header."""
    reader, put = facts
    put(*_pair(OWN), {"agency": world.COUNCIL, "grounds": []}, 3)
    put(*_pair(STATUS), {"status": "active"}, 2)
    absent = FactKey("client#portal", "idempotency#00")
    read = reader.read([OWN, absent, STATUS])
    assert [(fact.pk, fact.sk, fact.v) for fact in read] == [
        (*_pair(OWN), 3),
        (*_pair(absent), 0),
        (*_pair(STATUS), 2),
    ]
    assert [fact.header for fact in read] == [{"agency": world.COUNCIL, "grounds": []}, None, {"status": "active"}]


def test_an_item_without_a_header_is_no_fact(facts: tuple[FactReader, Put]) -> None:
    """An item whose header is no map is not taken for an absent fact."""
    reader, put = facts
    put(*_pair(STATUS), "active")
    with pytest.raises(FactsUnavailableError):
        reader.read([STATUS])


def _pair(key: FactKey) -> tuple[str, str]:
    return key.pk, key.sk


@pytest.fixture(params=["adapter", "fake"])
def ledger(request: pytest.FixtureRequest) -> tuple[Ledger, Callable[[], list[Kept]]]:
    """A ledger, and how to see its items (decision, hash, text, rest)."""
    if request.param == "fake":
        fake = FakeLedger()
        return fake, lambda: [(one, digest, kept.text, kept.rest) for (one, digest), kept in fake.entries.items()]
    cloud = request.getfixturevalue("cloud")

    def items() -> list[Kept]:
        found = cloud.scan(TableName="proviso-ledger")["Items"]
        return [
            (item["pk"]["S"].removeprefix("decision#"), item["sk"]["S"], item["entry"]["S"], item[REST]["B"])
            for item in found
        ]

    return DynamoLedger("proviso-ledger"), items


def test_an_entry_is_kept_under_its_hash(ledger: tuple[Ledger, Callable[[], list[Kept]]]) -> None:
    """The sort key is the SHA-256 of the canonical text, which names that of the rest: it vouches for the whole."""
    book, items = ledger
    entry = {"id": DECISION, "allow": True, "b": 1, "a": ["é", 1.0, None, True]}
    digest = book.append(entry)
    ((decision, key, text, rest),) = items()
    assert zlib.decompress(rest) == '{"a":["é",1,null,true],"b":1}'.encode()
    assert text == f'{{"allow":true,"id":"{DECISION}","rest":"{hashlib.sha256(rest).hexdigest()}"}}'
    assert decision == DECISION
    assert digest == key == hashlib.sha256(text.encode()).hexdigest()
    assert whole(text, rest) == entry


def test_an_entry_is_put_once(ledger: tuple[Ledger, Callable[[], list[Kept]]]) -> None:
    """The same entry again is a failure, and the first stays."""
    book, items = ledger
    book.append({"id": DECISION, "at": "x"})
    before = items()
    with pytest.raises(LedgerUnavailableError):
        book.append({"id": DECISION, "at": "x"})
    assert items() == before


@pytest.mark.parametrize("value", [NOT_A_NUMBER, 2**53, "\ud800", {1: 2}, Decimal(1), object()])
def test_what_has_no_canonical_form_is_not_kept(ledger: tuple[Ledger, Callable[[], list[Kept]]], value: object) -> None:
    """A value without one canonical text would have no one hash: it is refused."""
    book, items = ledger
    with pytest.raises(LedgerUnavailableError):
        book.append({"id": DECISION, "value": value})
    assert items() == []


@pytest.fixture(params=["adapter", "fake"])
def sessions(request: pytest.FixtureRequest) -> CaseSessions:
    """Where sessions are minted."""
    if request.param == "fake":
        return FakeSessions()
    request.getfixturevalue("cloud")
    return StsCaseSessions(world.ROLE, world.RECORDS_ARN, world.RECORDS_KEY, world.CONTENT_KEY, world.SIGNING_KEY)


def grant(**changes: Any) -> Grant:
    """A grant to read one record."""
    whole = {
        "access": "read",
        "case": world.CASE,
        "agency": world.COUNCIL,
        "client": world.CLIENT,
        "partitions": [f"case#{world.RECORD}"],
        "record": world.RECORD,
        "content": "open",
        "not_after": "2026-11-20T15:11:00Z",
    }
    return Grant.model_validate({name: value for name, value in (whole | changes).items() if value is not None})


def test_a_session_ends_with_its_grant(sessions: CaseSessions) -> None:
    """A minted session has credentials, and says when the grant ends, not when STS would end it."""
    session = sessions.mint(DECISION, grant())
    assert session.access_key_id.startswith("ASIA")
    assert session.secret_access_key
    assert session.session_token
    assert session.not_after == "2026-11-20T15:11:00Z"


def test_a_grant_that_does_not_fit_is_not_minted(sessions: CaseSessions) -> None:
    """A grant too long for a session policy brings no session, rather than a wider one."""
    with pytest.raises(SessionUnavailableError):
        sessions.mint(DECISION, grant(partitions=[f"case#{world.CASE}.{number:026d}" for number in range(60)]))


class _Conflicts:
    """A DynamoDB whose first reads meet another transaction."""

    def __init__(self, conflicts: int) -> None:
        self.left = conflicts
        self.asked = 0

    def transact_get_items(self, TransactItems: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - boto3's name
        self.asked += 1
        if self.left == 0:
            return {"Responses": [{} for _ in TransactItems]}
        self.left -= 1
        reasons = [{"Code": "TransactionConflict"} for _ in TransactItems]
        answer: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
        raise ClientError(answer, "TransactGetItems")


@pytest.mark.parametrize(("conflicts", "asked"), [(0, 1), (2, 3), (3, 4)])
def test_a_read_that_meets_a_writer_is_tried_again(conflicts: int, asked: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts that another transaction is writing are read again a moment later."""
    table, waits = _Conflicts(conflicts), list[float]()
    monkeypatch.setattr(aws, "client", lambda _: table)
    reader = DynamoFactReader("proviso-records", waits.append)
    assert [fact.v for fact in reader.read([FactKey("client#x", "status")])] == [0]
    assert (table.asked, len(waits)) == (asked, conflicts)


def test_a_read_that_always_meets_a_writer_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """After four tries the facts are not known."""
    table = _Conflicts(9)
    monkeypatch.setattr(aws, "client", lambda _: table)
    with pytest.raises(FactsUnavailableError):
        DynamoFactReader("proviso-records", lambda _: None).read([FactKey("client#x", "status")])
    assert table.asked == 4


def test_headers_come_as_json_has_them(cloud: Any) -> None:
    """Numbers of the table become those of JSON; what has no form in JSON is no fact."""
    put = _putter(cloud)
    reader = DynamoFactReader("proviso-records")
    put(STATUS, {"whole": Decimal(7), "part": Decimal("0.5"), "no": False, "list": [Decimal(2), {"x": None}]})
    (fact,) = reader.read([STATUS])
    assert json.dumps(fact.header, sort_keys=True) == (
        '{"list": [2, {"x": null}], "no": false, "part": 0.5, "whole": 7}'
    )
    for odd in ({"bytes": Binary(b"x")}, {"set": {"a", "b"}}):
        put(STATUS, odd)
        with pytest.raises(FactsUnavailableError):
            reader.read([STATUS])


def test_the_sealed_attribute_is_not_read(cloud: Any) -> None:
    """Facts ask for key, version and header alone: what is sealed is not even sent, nor taken where it is."""
    _putter(cloud)(STATUS, {"status": "active"}, sealed=Binary(b"cipher"))
    sent: list[dict[str, Any]] = []
    events = aws.client("dynamodb").meta.events
    events.register("provide-client-params.dynamodb.TransactGetItems", lambda params, **_: sent.append(params))
    (fact,) = DynamoFactReader("proviso-records").read([STATUS])
    assert set(fact.model_dump()) == {"pk", "sk", "v", "header"}
    (get,) = [part["Get"] for part in sent[0]["TransactItems"]]
    asked = [get["ExpressionAttributeNames"][name] for name in get["ProjectionExpression"].split(", ")]
    assert asked == ["pk", "sk", "v", "header"]


@pytest.mark.parametrize("v", [0, -1, Decimal("1.5"), "1", None])
def test_an_item_without_a_version_is_no_fact(cloud: Any, v: object) -> None:
    """An item whose version is not a whole number from 1 could not be checked at the write."""
    _putter(cloud)(STATUS, {"status": "active"}, v=v)
    with pytest.raises(FactsUnavailableError):
        DynamoFactReader("proviso-records").read([STATUS])


def test_a_table_that_is_not_there(cloud: Any) -> None:
    """AWS's own errors become one error of ours, for facts and ledger alike."""
    with pytest.raises(FactsUnavailableError):
        DynamoFactReader("another").read([STATUS])
    with pytest.raises(LedgerUnavailableError):
        DynamoLedger("another").append({"id": DECISION})


def _putter(cloud: Any) -> Callable[..., None]:
    def put(key: FactKey, header: object, v: object = 1, **more: object) -> None:
        item = {"pk": key.pk, "sk": key.sk, "v": v, "header": header, **more}
        serialised = {name: TypeSerializer().serialize(value) for name, value in item.items() if value is not None}
        cloud.put_item(TableName="proviso-records", Item=serialised)

    return put
