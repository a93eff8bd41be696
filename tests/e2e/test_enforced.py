"""Skip the decision, and table and key refuse; a session for one case cannot touch another."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from aws_encryption_sdk.internal.formatting.deserialize import deserialize_header

from .bodies import a_share
from .outside import Stand, plain, refused

Call = Callable[[], Any]
FUNCTIONS = ("proviso-share", "proviso-request-disclosure", "proviso-record-undertaking")


def _key(pk: str, sk: str = "record") -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _data_key(stand: Stand, record: str) -> bytes:
    """The encrypted data key inside a record's sealed attribute."""
    sealed = bytes(plain(stand.items()[f"case#{record}", "record"])["sealed"].value)
    header, _ = deserialize_header(BytesIO(sealed))
    return bytes(next(iter(header.encrypted_data_keys)).encrypted_data_key)


def _looks(stand: Stand, table: Any, record: str) -> dict[str, Call]:
    """Every way to look at or change one record in the table."""
    name, case = stand.running.estate.records_table, record.partition(".")[0]
    pk = f"case#{record}"
    item = {**_key(pk), "v": {"N": "2"}, "header": {"M": {}}}
    values = {":pk": {"S": pk}}
    return {
        "GetItem": lambda: table.get_item(TableName=name, Key=_key(pk)),
        "Query": lambda: table.query(
            TableName=name, KeyConditionExpression="pk = :pk", ExpressionAttributeValues=values
        ),
        "Query of the chronology": lambda: table.query(
            TableName=name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"member#{case}.la:E06000047"}},
        ),
        "Scan": lambda: table.scan(TableName=name),
        "BatchGetItem": lambda: table.batch_get_item(RequestItems={name: {"Keys": [_key(pk)]}}),
        "TransactGetItems": lambda: table.transact_get_items(
            TransactItems=[{"Get": {"TableName": name, "Key": _key(pk)}}]
        ),
        "PutItem": lambda: table.put_item(TableName=name, Item=item),
        "TransactWriteItems": lambda: table.transact_write_items(
            TransactItems=[{"Put": {"TableName": name, "Item": item}}]
        ),
        "UpdateItem": lambda: table.update_item(TableName=name, Key=_key(pk)),
        "DeleteItem": lambda: table.delete_item(TableName=name, Key=_key(pk)),
        "PartiQL": lambda: table.execute_statement(
            Statement=f'SELECT * FROM "{name}" WHERE pk = ?',  # noqa: S608 - ours, and to be refused
            Parameters=[{"S": pk}],
        ),
    }


def _openings(stand: Stand, keys: Any, record: str, data_key: bytes) -> dict[str, Call]:
    """Every way to make the content key work for one record."""
    context = {"case": record.partition(".")[0], "record": record}
    key = stand.running.estate.content_key
    return {
        "Decrypt": lambda: keys.decrypt(CiphertextBlob=data_key, EncryptionContext=context),
        "GenerateDataKey": lambda: keys.generate_data_key(KeyId=key, KeySpec="AES_256", EncryptionContext=context),
        "Encrypt": lambda: keys.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext=context),
        "ReEncrypt": lambda: keys.re_encrypt(
            CiphertextBlob=data_key, SourceEncryptionContext=context, DestinationKeyId=key
        ),
    }


@pytest.mark.parametrize("role", FUNCTIONS)
def test_a_functions_own_role_is_refused_by_table_key_and_sts(stand: Stand, role: str) -> None:
    """The code of an API function, without a decision, can neither look, nor write, nor open, nor mint."""
    record = stand.running.cases[0].share_id
    data_key = _data_key(stand, record)
    table, keys, tokens = (stand.client(service, role) for service in ("dynamodb", "kms", "sts"))
    mint = {"RoleArn": stand.running.case_role, "RoleSessionName": "01JD0000000000000000000000"}
    calls = _looks(stand, table, record) | _openings(stand, keys, record, data_key)
    calls["AssumeRole"] = lambda: tokens.assume_role(**mint)
    calls["read the ledger"] = lambda: table.scan(TableName=stand.running.estate.ledger_table)
    with stand.purposely():
        open_doors = [name for name, call in calls.items() if not refused(call)]
    assert open_doors == []


def _projected(stand: Stand, attributes: str) -> Any:
    """Read these attributes of a record as `decide` reads its facts."""
    table, name = stand.client("dynamodb", "proviso-decide"), stand.running.estate.records_table
    key = _key(f"case#{stand.running.cases[0].share_id}")
    get = {"TableName": name, "Key": key, "ProjectionExpression": attributes}
    return table.transact_get_items(TransactItems=[{"Get": get}])


def test_decide_itself_cannot_open_content_nor_write_records(stand: Stand) -> None:
    """The role that mints rights cannot ask for the sealed attribute, use the content key or write a record."""
    record = stand.running.cases[0].share_id
    data_key = _data_key(stand, record)
    table, keys = (stand.client(service, "proviso-decide") for service in ("dynamodb", "kms"))
    calls = _looks(stand, table, record) | _openings(stand, keys, record, data_key)
    calls["the sealed attribute"] = lambda: _projected(stand, "pk, sk, v, header, sealed")
    calls["read the ledger"] = lambda: table.scan(TableName=stand.running.estate.ledger_table)
    with stand.purposely():
        open_doors = [name for name, call in calls.items() if not refused(call)]
    assert open_doors == []


def test_decide_holds_not_even_the_cipher_text(stand: Stand) -> None:
    """What `decide` reads of a record is its key, version and plain header, and nothing besides."""
    with stand.purposely():
        item = _projected(stand, "pk, sk, v, header")["Responses"][0]["Item"]
    assert set(item) == {"pk", "sk", "v", "header"}


@pytest.mark.parametrize("role", ["local-administrator", "proviso-auditor", "proviso-registrar", "local-deployer"])
def test_no_other_role_reaches_a_record(stand: Stand, role: str) -> None:
    """Administrator, deployer, auditor and registrar: none can look at a record, change one or open its content."""
    record = stand.running.cases[0].share_id
    data_key = _data_key(stand, record)
    table, keys = (stand.client(service, role) for service in ("dynamodb", "kms"))
    calls = _looks(stand, table, record) | _openings(stand, keys, record, data_key)
    with stand.purposely():
        open_doors = [name for name, call in calls.items() if not refused(call)]
    assert open_doors == []


def test_a_session_that_bears_a_decisions_name_opens_nothing(stand: Stand) -> None:
    """A session of an administrator under the name of a real decision, with its very tags, is refused."""
    record = stand.running.cases[0].share_id
    decision = stand.caller.get("social-worker", f"/share/{record}?reason=supervision").headers["proviso-decision"]
    tags = {"decision": decision, "case": stand.case, "access": "read", "agency": "la:E06000047"}
    data_key = _data_key(stand, record)
    with stand.purposely():
        session = stand.owner("sign_in", "local-administrator", decision, tags, None)
        table, keys = (stand.client_with(service, session) for service in ("dynamodb", "kms"))
        calls = _looks(stand, table, record) | _openings(stand, keys, record, data_key)
        open_doors = [name for name, call in calls.items() if not refused(call)]
    assert open_doors == []


class Sessions:
    """Sessions that `decide` minted for the council on the seeded case, one of each kind."""

    def __init__(self, stand: Stand) -> None:
        """Ask for each of them, as the share function does."""
        self.record = stand.running.cases[0].share_id
        reason = {"attributes": {"reason": "supervision"}}
        decision = self._shared(stand)
        share = stand.entries()[decision]["input"]["context"]["share"]
        self.of = {
            "read": stand.decide("social-worker", "share.read", record=self.record, **reason),
            "list": stand.decide("social-worker", "share.list", case=stand.case),
            "inbox": stand.decide("social-worker", "inbox.list"),
            "write": stand.decide("social-worker", "share.create", case=stand.case, attributes={"share": share}),
        }

    @staticmethod
    def _shared(stand: Stand) -> str:
        answer = stand.caller.post("social-worker", "/share", a_share(stand))
        return str(answer.headers["proviso-decision"])


@pytest.mark.parametrize("kind", ["read", "list", "inbox", "write"])
def test_a_session_for_one_case_touches_no_other(stand: Stand, kind: str) -> None:
    """A session of the council on its case can neither read, nor write, nor open, nor seal in another case."""
    other = stand.running.cases[1].share_id
    data_key = _data_key(stand, other)
    with stand.purposely():
        answer = Sessions(stand).of[kind]
        session = answer["session"]
        table, keys = (stand.client_with(service, session) for service in ("dynamodb", "kms"))
        calls = _looks(stand, table, other) | _openings(stand, keys, other, data_key)
        own_chronology = calls.pop("Query of the chronology")
        open_doors = [name for name, call in calls.items() if not refused(call)]
        assert refused(own_chronology)  # the council's part in the other case, which does not exist
    assert open_doors == []


def test_a_session_does_one_thing_to_one_record(stand: Stand) -> None:
    """A session to read one record cannot write it, nor open another of the same case; one to write cannot look."""
    answer = stand.caller.post("social-worker", "/share", a_share(stand))
    sibling = str(answer.body["share_id"])
    sibling_key = _data_key(stand, sibling)
    with stand.purposely():
        sessions = Sessions(stand)
        own_key = _data_key(stand, sessions.record)
        read = stand.client_with("dynamodb", sessions.of["read"]["session"])
        opens = stand.client_with("kms", sessions.of["read"]["session"])
        own = _looks(stand, read, sessions.record)
        assert "Item" in own["GetItem"]()
        assert own["Query"]()["Count"] == 2  # the share, and whether it was answered
        allowed = {name for name, call in own.items() if not refused(call)}
        assert allowed == {"GetItem", "Query", "TransactGetItems"}
        assert all(refused(call) for call in _looks(stand, read, sibling).values())
        of_own = _openings(stand, opens, sessions.record, own_key)
        assert {name for name, call in of_own.items() if not refused(call)} == {"Decrypt"}
        assert all(refused(call) for call in _openings(stand, opens, sibling, sibling_key).values())
        write = stand.client_with("dynamodb", sessions.of["write"]["session"])
        seals = stand.client_with("kms", sessions.of["write"]["session"])
        new = str(sessions.of["write"]["record"])
        assert all(refused(call) for call in _looks(stand, write, sessions.record).values())
        assert {n for n, c in _openings(stand, seals, new, own_key).items() if not refused(c)} == {"GenerateDataKey"}
        assert all(refused(call) for call in _openings(stand, seals, sibling, sibling_key).values())


def test_a_session_is_dead_after_its_end(stand: Stand) -> None:
    """On its own case and record too, a session is of no use once its sixty seconds are over."""
    with stand.purposely():
        sessions = Sessions(stand)
        data_key = _data_key(stand, sessions.record)
        context = {"case": stand.case, "record": sessions.record}
        reads = sessions.of["read"]["session"]
        table = stand.client_with("dynamodb", reads)
        opens = stand.client_with("kms", reads)
        seals = stand.client_with("kms", sessions.of["write"]["session"])
        new = {"case": stand.case, "record": sessions.of["write"]["record"]}
        sealing = {"KeyId": stand.running.estate.content_key, "KeySpec": "AES_256", "EncryptionContext": new}
        assert "Item" in _looks(stand, table, sessions.record)["GetItem"]()
        assert opens.decrypt(CiphertextBlob=data_key, EncryptionContext=context)["Plaintext"]
        assert seals.generate_data_key(**sealing)["Plaintext"]
        stand.owner("advance", 61)
        try:
            assert all(refused(call) for call in _looks(stand, table, sessions.record).values())
            assert refused(lambda: opens.decrypt(CiphertextBlob=data_key, EncryptionContext=context))
            assert refused(lambda: seals.generate_data_key(**sealing))
        finally:
            stand.owner("advance", -61)


def test_a_session_is_minted_under_its_decisions_name_alone(stand: Stand) -> None:
    """Even `decide` cannot assume the case role under another name than the decision's, or without its tags."""
    tokens = stand.client("sts", "proviso-decide")
    tags = {"decision": "01JD0000000000000000000000", "case": stand.case, "agency": "la:E06000047", "client": "x"}
    tags["access"] = "read"

    def mint(name: str, given: dict[str, str]) -> Call:
        listed = [{"Key": key, "Value": value} for key, value in given.items()]
        return lambda: tokens.assume_role(RoleArn=stand.running.case_role, RoleSessionName=name, Tags=listed)

    with stand.purposely():
        assert refused(mint("01JD0000000000000000000001", tags))
        for missing in tags:
            assert refused(mint(tags["decision"], {name: value for name, value in tags.items() if name != missing}))
        assert refused(mint(tags["decision"], tags | {"access": "everything"}))
