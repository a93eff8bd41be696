"""The committed data stack, deployed: its roles hold at the endpoint what the architecture says of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.local.items import key
from workbench.local.names import role_arn
from workbench.local.stack import LocalStack

DENIED = "AccessDeniedException"
Code = Callable[[Callable[[], Any]], str]
CONTEXT = {"case": "C1", "record": "C1.R1"}


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    """The product's own template, without functions."""
    with LocalStack(functions=(), routes=()) as running:
        yield running


@pytest.mark.parametrize(
    "role", ["proviso-share", "proviso-request-disclosure", "proviso-record-undertaking", "proviso-auditor"]
)
def test_no_role_but_the_case_sessions_reaches_content(stack: LocalStack, code_of: Code, role: str) -> None:
    """Neither an API function nor an auditor reads a record, uses the content key or mints a case session."""
    table, keys, tokens = (stack.as_role(service, role) for service in ("dynamodb", "kms", "sts"))
    sealing = {"KeyId": stack.outputs["ContentKeyArn"], "KeySpec": "AES_256", "EncryptionContext": CONTEXT}
    case = role_arn("proviso-case-access")
    assert code_of(lambda: table.get_item(TableName="proviso-records", Key=key("case#C1.R1"))) == DENIED
    assert code_of(lambda: table.scan(TableName="proviso-records")) == DENIED
    assert code_of(lambda: keys.generate_data_key(**sealing)) == DENIED
    assert (
        code_of(lambda: tokens.assume_role(RoleArn=case, RoleSessionName="01JD0000000000000000000001"))
        == "AccessDenied"
    )


@pytest.mark.parametrize("role", ["proviso-share", "proviso-request-disclosure", "proviso-record-undertaking"])
def test_an_api_function_asks_the_live_alias_alone(stack: LocalStack, code_of: Code, role: str) -> None:
    """The live alias is let through (here nothing stands behind it); the function itself and the clock's are not."""
    caller = stack.as_role("lambda", role)
    answers = {
        name: code_of(lambda: caller.invoke(FunctionName=name, Payload=b"{}"))  # noqa: B023 (called at once)
        for name in ("proviso-decide:live", "proviso-decide", "proviso-decide:clock")
    }
    assert answers == {
        "proviso-decide:live": "ResourceNotFoundException",
        "proviso-decide": DENIED,
        "proviso-decide:clock": DENIED,
    }


def test_a_session_that_bears_a_decisions_name_gets_nothing(stack: LocalStack, code_of: Code) -> None:
    """A name is no right: an administrator's session named like a decision is refused by key and table."""
    table = stack.as_role("dynamodb", "local-administrator", "01JD0000000000000000000001")
    assert code_of(lambda: table.get_item(TableName="proviso-records", Key=key("case#C1.R1"))) == DENIED


ENTRY = {"pk": {"S": "decision#D1"}, "sk": {"S": "00"}, "entry": {"S": "{}"}}


def test_the_decision_point_alone_appends_to_the_ledger(stack: LocalStack, code_of: Code) -> None:
    """A put by the decision point is taken, and one by anybody else refused."""
    own, other = stack.as_role("dynamodb", "proviso-decide"), stack.as_role("dynamodb", "local-administrator")
    own.put_item(TableName="proviso-ledger", Item=ENTRY, ConditionExpression="attribute_not_exists(pk)")
    assert code_of(lambda: other.put_item(TableName="proviso-ledger", Item=ENTRY)) == DENIED


@pytest.mark.parametrize("role", ["proviso-decide", "local-administrator"])
def test_nothing_in_the_ledger_is_changed(stack: LocalStack, code_of: Code, role: str) -> None:
    """Nobody deletes there, batches, or hides a put in a transaction; the decision point neither."""
    table = stack.as_role("dynamodb", role)
    batch = {"proviso-ledger": [{"PutRequest": {"Item": ENTRY}}]}
    inside = [{"Put": {"TableName": "proviso-ledger", "Item": ENTRY}}]
    assert code_of(lambda: table.delete_item(TableName="proviso-ledger", Key=key("decision#D1", "00"))) == DENIED
    assert code_of(lambda: table.batch_write_item(RequestItems=batch)) == DENIED
    assert code_of(lambda: table.transact_write_items(TransactItems=inside)) == DENIED


def test_the_auditor_reads_ledger_and_trail(stack: LocalStack) -> None:
    """An auditor sees every decision and every look, as production's key, bucket and role policies allow it."""
    assert "Items" in stack.as_role("dynamodb", "proviso-auditor").scan(TableName="proviso-ledger")
    assert stack.flush_trail() > 0
    store = stack.as_role("s3", "proviso-auditor")
    found = store.list_objects_v2(Bucket=stack.bucket, Prefix="AWSLogs/")["Contents"]
    assert store.get_object(Bucket=stack.bucket, Key=found[0]["Key"])["Body"].read()
