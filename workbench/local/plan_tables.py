"""DynamoDB's other calls: batches, PartiQL, and the management of tables."""

import re
from typing import Any

from .call import Call, Params
from .errors import unknown_to_local_aws
from .inventory import Inventory, TableView
from .names import table_arn
from .plan import Check, Plan, Resource, lower_first, only, shown
from .plan_items import (
    ALLOWED,
    API_VERSION,
    TABLE,
    Asked,
    checks_of,
    plain,
    plan_item,
    plan_transaction,
    table_of,
)

_PARTIQL = re.compile(
    r"\s*(?:(?P<select>SELECT)\b.*?\bFROM|(?P<insert>INSERT)\s+INTO|(?P<update>UPDATE)|(?P<delete>DELETE)\s+FROM)\s+"
    r"\"?(?P<table>[A-Za-z0-9_.-]+)\"?",
    re.IGNORECASE | re.DOTALL,
)
_LITERAL = re.compile(r"'(?:[^']|'')*'|<<.*?>>|\b\d+(?:\.\d+)?\b", re.DOTALL)
_ON_TABLE = {
    "DescribeTable": (True, {"TableName"}),
    "DescribeContinuousBackups": (True, {"TableName"}),
    "UpdateContinuousBackups": (False, {"TableName", "PointInTimeRecoverySpecification"}),
    "UpdateTable": (False, {"TableName", "DeletionProtectionEnabled", "BillingMode"}),
    "DeleteTable": (False, {"TableName"}),
}
_POLICY_CALLS = {
    "GetResourcePolicy": (True, {"ResourceArn"}),
    "PutResourcePolicy": (False, {"ResourceArn", "Policy", "ExpectedRevisionId", "ConfirmRemoveSelfResourceAccess"}),
    "DeleteResourcePolicy": (False, {"ResourceArn", "ExpectedRevisionId"}),
}
_CREATE = {
    "TableName", "KeySchema", "AttributeDefinitions", "BillingMode", "SSESpecification", "DeletionProtectionEnabled",
    "GlobalSecondaryIndexes", "LocalSecondaryIndexes",
}  # fmt: skip
_STATEMENTS = {
    "ExecuteStatement": None,
    "BatchExecuteStatement": "Statements",
    "ExecuteTransaction": "TransactStatements",
}


def plan_dynamodb(call: Call, inventory: Inventory) -> Plan:
    """Any DynamoDB call that is served.

    Raises:
        AwsError: The operation, a parameter or an expression is not known, or the table does not exist.
    """
    if call.operation in ALLOWED:
        return plan_item(call, inventory)
    if call.operation in ("TransactGetItems", "TransactWriteItems"):
        return plan_transaction(call, inventory)
    if call.operation in ("BatchGetItem", "BatchWriteItem"):
        return _plan_batch(call, inventory)
    if call.operation in _STATEMENTS:
        return _plan_partiql(call, inventory)
    return _plan_management(call, inventory)


def _plan_batch(call: Call, inventory: Inventory) -> Plan:
    only(call, {"RequestItems", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"}, required=["RequestItems"])
    checks: list[Check] = []
    tables: dict[str, TableView] = {}
    listed: dict[str, Any] = {}
    for name, requests in call.params["RequestItems"].items():
        table = table_of(call, inventory, {"TableName": name})
        tables[table.name] = table
        each = _batch_reads(call, requests) if call.operation == "BatchGetItem" else _batch_writes(call, requests)
        asked = [Asked(action, params, table) for action, params in each]
        # AWS asks one action for the whole batch; asking it item by item, each by the values of its own action, is
        # the same question put once for each.
        found = [check for one in asked for check in checks_of(call, one)]
        checks += [Check(f"dynamodb:{call.operation}", one.resource, one.context, one.policy) for one in found]
        listed[table.name] = [{key: plain(value) for key, value in sorted(one.key.items())} for one in asked]
    if not checks:
        raise unknown_to_local_aws(call.service, "a batch of nothing")
    return Plan(
        checks=tuple(checks),
        parameters={"requestItems": {name: {"keys": keys} for name, keys in listed.items()}},
        resources=tuple(Resource(TABLE, table.arn) for table in tables.values()),
        read_only=call.operation == "BatchGetItem",
        management=False,
        tables=tuple(tables),
        api_version=API_VERSION,
    )


def _batch_reads(call: Call, requests: Params) -> list[tuple[str, Params]]:
    only(call, {"Keys", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"}, requests, ["Keys"])
    common = {name: value for name, value in requests.items() if name != "Keys"}
    return [("GetItem", {**common, "Key": key}) for key in requests["Keys"]]


def _batch_writes(call: Call, requests: list[Params]) -> list[tuple[str, Params]]:
    writes: list[tuple[str, Params]] = []
    for request in requests:
        only(call, {"PutRequest", "DeleteRequest"}, request)
        for kind, params in request.items():
            only(call, {"Item"} if kind == "PutRequest" else {"Key"}, params)
            writes.append(("PutItem" if kind == "PutRequest" else "DeleteItem", params))
    return writes


def _plan_partiql(call: Call, inventory: Inventory) -> Plan:
    listed = _STATEMENTS[call.operation]
    statements = [call.params] if listed is None else call.params.get(listed) or ()
    checks, names = list[Check](), list[str]()
    for statement in statements:
        found = _PARTIQL.match(str(statement.get("Statement", "")))
        table = inventory.table(found["table"]) if found else None
        if found is None or table is None:
            raise unknown_to_local_aws(call.service, "this PartiQL statement")
        verb = next(verb for verb in ("select", "insert", "update", "delete") if found[verb])
        checks.append(Check(f"dynamodb:PartiQL{verb.capitalize()}", table.arn, {}, table.policy))
        names.append(table.name)
    texts = [{"statement": _LITERAL.sub("***(Redacted)", str(one.get("Statement", "")))} for one in statements]
    return Plan(
        checks=tuple(checks),
        parameters=texts[0] if listed is None and texts else {"requestItems": texts},
        resources=tuple(Resource(TABLE, table_arn(name)) for name in dict.fromkeys(names)),
        read_only=False,
        management=False,
        refuse_after="PartiQL",
        api_version=API_VERSION,
    )


def _plan_management(call: Call, inventory: Inventory) -> Plan:
    if call.operation == "ListTables":
        only(call, {"Limit", "ExclusiveStartTableName"})
        return Plan((Check("dynamodb:ListTables", "*"),), shown(call.params, ["Limit"]), api_version=API_VERSION)
    if call.operation == "CreateTable":
        return _plan_create(call)
    if call.operation in _ON_TABLE:
        read_only, allowed = _ON_TABLE[call.operation]
        only(call, allowed, required=["TableName"])
        table = table_of(call, inventory, call.params)
    elif call.operation in _POLICY_CALLS:
        read_only, allowed = _POLICY_CALLS[call.operation]
        only(call, allowed, required=["ResourceArn"])
        table = table_of(call, inventory, {"TableName": call.params["ResourceArn"]})
    else:
        raise unknown_to_local_aws(call.service, call.operation)
    return Plan(
        checks=(Check(f"dynamodb:{call.operation}", table.arn, {}, table.policy),),
        parameters={lower_first(name): value for name, value in call.params.items()},
        resources=(Resource(TABLE, table.arn),),
        read_only=read_only,
        api_version=API_VERSION,
    )


def _plan_create(call: Call) -> Plan:
    only(call, _CREATE, required=["TableName"])
    arn = table_arn(str(call.params["TableName"]))
    if (call.params.get("SSESpecification") or {}).get("Enabled"):
        # What DynamoDB asks of the key on the creator's behalf is answered for deployments only, which the template
        # describes; a table under a customer's key made by hand is not.
        raise unknown_to_local_aws(call.service, "CreateTable with a customer's key outside a deployment")
    parameters = {lower_first(name): value for name, value in call.params.items()}
    checks = (Check("dynamodb:CreateTable", arn),)
    return Plan(checks, parameters, (Resource(TABLE, arn),), read_only=False, api_version=API_VERSION)
