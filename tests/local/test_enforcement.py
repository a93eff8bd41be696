"""What the policies of a template do at the endpoint: nothing works without a decision, and a decision is narrow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.local.items import key, put
from workbench.local.clock import instant
from workbench.local.names import REGION
from workbench.local.stack import LocalStack

DENIED = "AccessDeniedException"
TABLE = "arn:aws:dynamodb:eu-west-2:123456789012:table/records"
Code = Callable[[Callable[[], Any]], str]
Mint = Callable[..., Any]


def narrowed(*partitions: str, until: str = "2100-01-01T00:00:00Z") -> dict[str, Any]:
    """A session policy that leaves these partitions, until then."""
    end = {"DateLessThan": {"aws:CurrentTime": until}}
    exact = {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": list(partitions)},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    data = {"Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:GetItem"], "Resource": TABLE}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {**data, "Condition": {**exact, **end}},
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": end},
        ],
    }


def test_a_function_without_a_decision_gets_nothing(stack: LocalStack, code_of: Code) -> None:
    """Skip the decision, and table, key and STS refuse."""
    table = stack.as_role("dynamodb", "worker")
    keys = stack.as_role("kms", "worker")
    tokens = stack.as_role("sts", "worker")
    role = stack.outputs["CaseRoleArn"]
    context = {"case": "C1"}
    assert code_of(lambda: table.get_item(TableName="records", Key=key("case#C1.R1"))) == DENIED
    assert code_of(lambda: table.query(**query("case#C1.R1"))) == DENIED
    assert code_of(lambda: keys.generate_data_key(KeyId="alias/content", EncryptionContext=context)) == DENIED
    assert code_of(lambda: tokens.assume_role(RoleArn=role, RoleSessionName="name")) == "AccessDenied"


def query(pk: str) -> dict[str, Any]:
    """A query of one partition."""
    values = {":p": {"S": pk}}
    return {"TableName": "records", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": values}


def test_a_session_reaches_its_own_case_alone(mint: Mint, code_of: Code) -> None:
    """A session for one case cannot write, read or query another."""
    table = mint("dynamodb", case="C1")
    table.transact_write_items(TransactItems=[put("case#C1.R1")])
    assert table.get_item(TableName="records", Key=key("case#C1.R1"))["Item"]["v"] == {"N": "1"}
    assert table.query(**query("case#C1.R1"))["Count"] == 1
    assert code_of(lambda: table.transact_write_items(TransactItems=[put("case#C2.R1")])) == DENIED
    assert code_of(lambda: table.get_item(TableName="records", Key=key("case#C2.R1"))) == DENIED
    assert code_of(lambda: table.query(**query("case#C2.R1"))) == DENIED
    assert code_of(lambda: table.scan(TableName="records")) == DENIED


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_item_of_a_transaction_is_asked_for(stack: LocalStack, mint: Mint, code_of: Code, place: int) -> None:
    """One item that is not allowed refuses the whole transaction, wherever it stands in it."""
    table = mint("dynamodb", case="C3")
    mixed = [put("case#C3.R1"), put("case#C3.R2")]
    mixed.insert(place, put("case#C4.R1"))
    assert code_of(lambda: table.transact_write_items(TransactItems=mixed)) == DENIED
    found = stack.service_client("dynamodb").query(**query("case#C3.R1"))
    assert found["Count"] == 0


def test_what_a_failed_condition_returns_is_asked_for(mint: Mint, code_of: Code) -> None:
    """A transaction's put that would return the old item is another question than one that returns nothing."""
    telling = put("case#C1.R9", ReturnValuesOnConditionCheckFailure="ALL_OLD")
    table = mint("dynamodb")
    assert code_of(lambda: table.transact_write_items(TransactItems=[telling])) == DENIED


def test_a_batch_is_asked_for_by_its_keys(mint: Mint, code_of: Code) -> None:
    """A batch with one key of another case is refused."""
    table = mint("dynamodb")
    own = {"records": {"Keys": [key("case#C1.R1")]}}
    other = {"records": {"Keys": [key("case#C1.R1"), key("case#C2.R1")]}}
    assert "records" in table.batch_get_item(RequestItems=own)["Responses"]
    assert code_of(lambda: table.batch_get_item(RequestItems=other)) == DENIED


def test_a_session_policy_narrows(mint: Mint, code_of: Code) -> None:
    """Of what the role may, a session keeps what its own policy leaves."""
    table = mint("dynamodb", policy=narrowed("case#C1.R5"))
    table.transact_write_items(TransactItems=[put("case#C1.R5")])
    assert code_of(lambda: table.transact_write_items(TransactItems=[put("case#C1.R6")])) == DENIED
    assert code_of(lambda: table.query(**query("case#C1.R5"))) == DENIED


def test_a_session_policy_ends(stack: LocalStack, mint: Mint, code_of: Code) -> None:
    """A session is of no use after the end that its policy names, long before its credentials expire."""
    end = instant(stack.clock.now() + timedelta(seconds=60))
    table = mint("dynamodb", policy=narrowed("case#C1.R7", until=end))
    table.transact_write_items(TransactItems=[put("case#C1.R7")])
    stack.clock.advance(61)
    try:
        assert code_of(lambda: table.get_item(TableName="records", Key=key("case#C1.R7"))) == DENIED
    finally:
        stack.clock.advance(-61)


def test_only_named_attributes_are_read(stack: LocalStack, code_of: Code) -> None:
    """Who may read some attributes must name them, and none besides."""
    table = stack.as_role("dynamodb", "decider")

    def look(projection: str | None) -> Any:
        more = {"ProjectionExpression": projection} if projection else {}
        get = {"TableName": "records", "Key": key("case#C1.R1"), **more}
        return table.transact_get_items(TransactItems=[{"Get": get}])

    assert look("pk, sk, v")["Responses"] == [{}] or look("pk, sk, v")["Responses"][0]["Item"]
    assert code_of(lambda: look("pk, sk, v, sealed")) == DENIED
    assert code_of(lambda: look(None)) == DENIED


def test_an_administrator_meets_key_and_resource_policies(stack: LocalStack, code_of: Code) -> None:
    """Whoever may do everything still may not use a key that does not name them, or change what a table forbids."""
    table = stack.as_role("dynamodb", "local-administrator")
    keys = stack.as_role("kms", "local-administrator")
    item = {**key("case#C1.R1"), "v": {"N": "2"}}
    assert code_of(lambda: table.get_item(TableName="records", Key=key("case#C1.R1"))) == DENIED
    assert code_of(lambda: table.put_item(TableName="records", Item=item)) == DENIED
    assert code_of(lambda: table.delete_item(TableName="records", Key=key("case#C1.R1"))) == DENIED
    assert code_of(lambda: table.execute_statement(Statement='SELECT * FROM "records"')) == DENIED
    assert code_of(lambda: keys.generate_data_key(KeyId="alias/content", EncryptionContext={"case": "C1"})) == DENIED
    assert keys.describe_key(KeyId="alias/content")["KeyMetadata"]["Enabled"]


def test_partiql_is_not_served_even_where_policies_allow_it(stack: LocalStack, code_of: Code) -> None:
    """What the front does not model it refuses, whoever asks."""
    table = stack.as_role("dynamodb", "local-administrator")
    assert code_of(lambda: table.execute_statement(Statement="SELECT * FROM plain")) == DENIED


def test_content_opens_for_its_own_case_alone(mint: Mint, code_of: Code) -> None:
    """The key of a decryption is found in the ciphertext, and its encryption context must be the session's case."""
    own, other = mint("kms", case="C1"), mint("kms", case="C2")
    sealed = own.generate_data_key(KeyId="alias/content", KeySpec="AES_256", EncryptionContext={"case": "C1"})
    blob, context = sealed["CiphertextBlob"], {"case": "C1"}
    assert own.decrypt(CiphertextBlob=blob, EncryptionContext=context)["Plaintext"] == sealed["Plaintext"]
    assert code_of(lambda: other.decrypt(CiphertextBlob=blob, EncryptionContext=context)) == DENIED
    assert code_of(lambda: own.decrypt(CiphertextBlob=blob)) == DENIED
    assert code_of(lambda: own.decrypt(CiphertextBlob=b"x" * 80)) == "InvalidCiphertextException"


def test_a_disabled_key_closes_content_and_table(stack: LocalStack, mint: Mint, code_of: Code) -> None:
    """A key that is disabled serves nobody, directly or through DynamoDB."""
    keys = stack.as_role("kms", "local-administrator")
    content, table = mint("kms"), mint("dynamodb")
    table.get_item(TableName="records", Key=key("case#C1.R1"))
    for identifier in ("alias/content", stack.outputs["TableKeyArn"]):
        keys.disable_key(KeyId=stack.front.inventory.key_named(identifier))
    try:
        sealing = {"KeyId": "alias/content", "KeySpec": "AES_256", "EncryptionContext": {"case": "C1"}}
        assert code_of(lambda: content.generate_data_key(**sealing)) == "DisabledException"
        assert code_of(lambda: table.get_item(TableName="records", Key=key("case#C1.R1"))) == DENIED
    finally:
        for identifier in ("alias/content", stack.outputs["TableKeyArn"]):
            keys.enable_key(KeyId=stack.front.inventory.key_named(identifier))


def test_a_change_of_policy_is_in_force_at_once(stack: LocalStack, code_of: Code) -> None:
    """Policies are read at each call."""
    roles = stack.as_role("iam", "local-administrator")
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:ListTables","Resource":"*"}]}'
    table = stack.as_role("dynamodb", "worker")
    assert code_of(table.list_tables) == DENIED
    roles.put_role_policy(RoleName="worker", PolicyName="more", PolicyDocument=document)
    assert "records" in table.list_tables()["TableNames"]
    roles.delete_role_policy(RoleName="worker", PolicyName="more")
    assert code_of(table.list_tables) == DENIED


def test_a_policy_that_is_not_understood_refuses(stack: LocalStack, code_of: Code) -> None:
    """A gap in the evaluator makes the local AWS stricter, never looser."""
    roles = stack.as_role("iam", "local-administrator")
    odd = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:ListTables","Resource":"*",'
        '"Condition":{"StringEquals":{"aws:SomethingNew":"x"}}}]}'
    )
    roles.put_role_policy(RoleName="local-deployer", PolicyName="odd", PolicyDocument=odd)
    try:
        assert code_of(stack.as_role("dynamodb", "local-deployer").list_tables) == DENIED
    finally:
        roles.delete_role_policy(RoleName="local-deployer", PolicyName="odd")


def raw_call(stack: LocalStack, target: str, body: bytes) -> str:
    """The error type of a call that no SDK would send, signed by an administrator."""
    session = stack.credentials_for("local-administrator")
    request = AWSRequest("POST", f"{stack.front_url}/", headers={"X-Amz-Target": target}, data=body)
    credentials = Credentials(session.access_key_id, session.secret_access_key, session.session_token)
    SigV4Auth(credentials, "dynamodb", REGION).add_auth(request)
    answer = httpx.post(f"{stack.front_url}/", headers=dict(request.headers), content=body, trust_env=False)
    return str(answer.json().get("__type", "")).rpartition("#")[2]


def test_an_unknown_operation_or_parameter_is_refused(stack: LocalStack) -> None:
    """Nothing passes that was not evaluated."""
    target = "DynamoDB_20120810."
    assert raw_call(stack, f"{target}ExportTableToPointInTime", b"{}") == DENIED
    assert raw_call(stack, f"{target}DescribeTable", b'{"TableName":"plain","Newest":true}') == DENIED
    assert raw_call(stack, f"{target}DescribeTable", b'{"TableName":"plain"}') == ""


def test_a_member_that_comes_twice_is_refused(stack: LocalStack) -> None:
    """A reader behind the front might take the other of two, so neither is taken."""
    body = b'{"TableName":"plain","TableName":"records"}'
    assert raw_call(stack, "DynamoDB_20120810.DescribeTable", body) == DENIED
