"""The records table's two indexes at the endpoint: what lies in them, and who may query which partition of which."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.adapters.case_sessions import StsCaseSessions, tags
from chalicelib.contracts.decision import Grant
from chalicelib.domain import ids
from workbench.local.stack import LocalStack

DENIED = "AccessDeniedException"
DECISION = "01JD0000000000000000000001"
CASE = "01JC0000000000000000000001"
AGENCY, OTHER = "force:11", "force:13"
TABLE = "proviso-records"
Code = Callable[[Callable[[], Any]], str]


@pytest.fixture(scope="module", params=["moto", "local"])
def stack(request: pytest.FixtureRequest) -> Iterator[LocalStack]:
    """The product's own template without functions, items in moto or in DynamoDB Local."""
    with LocalStack(functions=(), routes=(), dynamodb=request.param) as running:
        store = running.service_client("dynamodb")
        for n, day in enumerate(("22", "20", "21"), start=1):
            store.put_item(TableName=TABLE, Item=_item(n, AGENCY, f"2026-11-{day}T10:00:00.000Z"))
        store.put_item(TableName=TABLE, Item=_item(4, OTHER, "2026-11-19T10:00:00.000Z"))
        nowhere = _item(5, AGENCY, "2026-11-18T10:00:00.000Z")
        for name in ("queue", "due_at", "tick", "tick_at", "brief"):
            del nowhere[name]
        store.put_item(TableName=TABLE, Item=nowhere)
        yield running


def _record(n: int) -> str:
    return f"{CASE}.01JR000000000000000000000{n}"


def _item(n: int, agency: str, due: str) -> dict[str, Any]:
    record = _record(n)
    return {
        "pk": {"S": ids.case_partition(record)},
        "sk": {"S": "state"},
        "v": {"N": "1"},
        "header": {"M": {"state": {"S": "received"}}},
        "sealed": {"B": b"words"},
        "queue": {"S": ids.queue_partition(agency)},
        "due_at": {"S": f"{due}#{record}"},
        "tick": {"S": "tick#0"},
        "tick_at": {"S": f"{due}#{record}"},
        "brief": {"M": {"state": {"S": "received"}}},
    }


def _query(index: str | None, partition: str) -> dict[str, Any]:
    names = {ids.QUEUE_INDEX: "queue", ids.TICK_INDEX: "tick", None: "pk"}
    more = {"IndexName": index} if index else {}
    return {
        "TableName": TABLE,
        "KeyConditionExpression": "#pk = :pk",
        "ExpressionAttributeNames": {"#pk": names[index]},
        "ExpressionAttributeValues": {":pk": {"S": partition}},
        **more,
    }


def _grant(access: Any, *partitions: str, case: str | None = None) -> Grant:
    return Grant(
        access=access,
        case=case,
        agency=AGENCY,
        client="client:desk",
        partitions=list(partitions),
        content="none",
        not_after="2100-01-01T00:00:00Z",
    )


def session_of(stack: LocalStack, grant: Grant) -> Any:
    """A DynamoDB client of a case session, minted as the decision point mints it."""
    role, *others = (
        stack.outputs[f"{name}Arn"]
        for name in ("CaseAccessRole", "RecordsTable", "RecordsKey", "ContentKey", "SigningKey")
    )
    policy = StsCaseSessions(role, others[0], others[1], others[2], others[3]).policy(grant)
    given = stack.as_role("sts", "proviso-decide").assume_role(
        RoleArn=role,
        RoleSessionName=DECISION,
        DurationSeconds=900,
        Tags=[{"Key": name, "Value": value} for name, value in tags(DECISION, grant).items()],
        Policy=policy,
    )["Credentials"]
    found = stack.front.registry.find(given["AccessKeyId"])
    assert found is not None
    return stack.client_with("dynamodb", found)


@pytest.fixture
def queue(stack: LocalStack) -> Any:
    """The session of one agency's queue."""
    return session_of(stack, _grant("queue", ids.queue_partition(AGENCY)))


def test_a_queue_is_by_due_time_and_shows_the_brief_alone(queue: Any) -> None:
    """What an agency has to do comes in the order in which it is due, without header and without sealed words."""
    found = queue.query(**_query("queue", ids.queue_partition(AGENCY)))["Items"]
    assert [item["pk"]["S"] for item in found] == [ids.case_partition(_record(n)) for n in (2, 3, 1)]
    assert {name for item in found for name in item} == {"pk", "sk", "queue", "due_at", "brief"}


def test_a_queue_session_reaches_its_own_queue_alone(queue: Any, code_of: Code) -> None:
    """Another agency's queue, the ticks, the table itself and a scan are refused to it; so is any write."""
    other = _query("queue", ids.queue_partition(OTHER))
    ticks, table = _query("ticks", "tick#0"), _query(None, f"agency#{AGENCY}")
    put = {"Put": {"TableName": TABLE, "Item": _item(9, AGENCY, "2026-11-19T10:00:00.000Z")}}
    for refused in (other, ticks, table):
        assert code_of(lambda: queue.query(**refused)) == DENIED  # noqa: B023 (called at once)
    assert code_of(lambda: queue.scan(TableName=TABLE, IndexName="queue")) == DENIED
    assert code_of(lambda: queue.scan(TableName=TABLE)) == DENIED
    assert code_of(lambda: queue.transact_write_items(TransactItems=[put])) == DENIED


def test_the_clock_finds_ticks_and_nothing_else(stack: LocalStack, code_of: Code) -> None:
    """The clock's role queries the partitions of ticks, which hold keys and times, and no other index, item or scan."""
    clock = stack.as_role("dynamodb", "proviso-clock")
    found = clock.query(**_query("ticks", "tick#0"))["Items"]
    assert [item["pk"]["S"] for item in found] == [ids.case_partition(_record(n)) for n in (4, 2, 3, 1)]
    assert {name for item in found for name in item} == {"pk", "sk", "tick", "tick_at"}
    for index, partition in (
        ("ticks", "tick#9"),
        ("queue", ids.queue_partition(AGENCY)),
        (None, ids.case_partition(_record(1))),
    ):
        assert code_of(lambda: clock.query(**_query(index, partition))) == DENIED  # noqa: B023 (called at once)
    assert code_of(lambda: clock.scan(TableName=TABLE, IndexName="ticks")) == DENIED
    key = {"pk": {"S": ids.case_partition(_record(1))}, "sk": {"S": "state"}}
    assert code_of(lambda: clock.get_item(TableName=TABLE, Key=key)) == DENIED


def test_the_clock_asks_through_its_own_alias_alone(stack: LocalStack, code_of: Code) -> None:
    """The clock's alias is let through (here nothing stands behind it); the live one and the function are not."""
    caller = stack.as_role("lambda", "proviso-clock")
    answers = {
        name: code_of(lambda: caller.invoke(FunctionName=name, Payload=b"{}"))  # noqa: B023 (called at once)
        for name in ("proviso-decide:clock", "proviso-decide:live", "proviso-decide")
    }
    assert answers == {
        "proviso-decide:clock": "ResourceNotFoundException",
        "proviso-decide:live": DENIED,
        "proviso-decide": DENIED,
    }


@pytest.mark.parametrize(
    "role",
    [
        "proviso-share",
        "proviso-request-disclosure",
        "proviso-record-undertaking",
        "proviso-decide",
        "proviso-auditor",
        "proviso-registrar",
        "local-administrator",
    ],
)
def test_no_other_role_queries_an_index(stack: LocalStack, code_of: Code, role: str) -> None:
    """Neither index answers another role, an administrator neither: the table's key does not."""
    table = stack.as_role("dynamodb", role)
    assert code_of(lambda: table.query(**_query("queue", ids.queue_partition(AGENCY)))) == DENIED
    assert code_of(lambda: table.query(**_query("ticks", "tick#0"))) == DENIED


@pytest.mark.parametrize(
    ("access", "partition"),
    [("read", f"member#{CASE}.{AGENCY}"), ("write", f"case#{_record(1)}"), ("inbox", f"agency#{AGENCY}")],
)
def test_no_other_session_queries_an_index(stack: LocalStack, code_of: Code, access: str, partition: str) -> None:
    """A session of another kind of access reaches no index, even where its grant names the partition."""
    case = None if access == "inbox" else CASE
    session = session_of(stack, _grant(access, partition, ids.queue_partition(AGENCY), case=case))
    assert code_of(lambda: session.query(**_query("queue", ids.queue_partition(AGENCY)))) == DENIED
    assert code_of(lambda: session.query(**_query("ticks", "tick#0"))) == DENIED


def test_the_role_itself_holds_a_queue_session_to_its_agency(stack: LocalStack, code_of: Code) -> None:
    """Even a session policy that names another agency's queue opens none but the tagged agency's."""
    session = session_of(stack, _grant("queue", ids.queue_partition(AGENCY), ids.queue_partition(OTHER)))
    assert session.query(**_query("queue", ids.queue_partition(AGENCY)))["Count"] == 3
    assert code_of(lambda: session.query(**_query("queue", ids.queue_partition(OTHER)))) == DENIED
