"""DynamoDB's item calls: one question an item, and what the trail shows of it.

Source: "Actions, resources, and condition keys for Amazon DynamoDB", "Using IAM policy conditions for fine-grained
access control", "Understanding DynamoDB log file entries". The trail shows keys and the names of attributes, never
another attribute's value; of a query it promises no partition, so none is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import expressions
from .call import Call, Params
from .errors import unknown_to_local_aws
from .inventory import Inventory, TableView
from .plan import Check, Plan, Resource, lower_first, only, shown

API_VERSION = "2012-08-10"
TABLE = "AWS::DynamoDB::Table"
_EXPRESSION = {"ExpressionAttributeNames", "ExpressionAttributeValues"}
_TOTALS = {"ReturnConsumedCapacity", "ReturnItemCollectionMetrics"}
_WRITE = {"TableName", "ConditionExpression", "ReturnValuesOnConditionCheckFailure"} | _EXPRESSION
_READ = {"TableName", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames", "ReturnConsumedCapacity"}
_SEARCH = _READ | {"IndexName", "Select", "Limit", "ExclusiveStartKey", "FilterExpression", "ExpressionAttributeValues"}
_OWN = {
    "PutItem": {"Item"},
    "UpdateItem": {"Key", "UpdateExpression"},
    "DeleteItem": {"Key"},
    "ConditionCheckItem": {"Key"},
}
ALLOWED: Mapping[str, set[str]] = {
    "GetItem": _READ | {"Key"},
    "Query": _SEARCH | {"KeyConditionExpression", "ScanIndexForward"},
    "Scan": _SEARCH | {"Segment", "TotalSegments"},
    **{name: _WRITE | own | _TOTALS | {"ReturnValues"} for name, own in _OWN.items() if name != "ConditionCheckItem"},
}
IN_TRANSACTION: Mapping[str, tuple[str, set[str]]] = {
    "Put": ("PutItem", _WRITE | _OWN["PutItem"]),
    "Update": ("UpdateItem", _WRITE | _OWN["UpdateItem"]),
    "Delete": ("DeleteItem", _WRITE | _OWN["DeleteItem"]),
    "ConditionCheck": ("ConditionCheckItem", _WRITE | _OWN["ConditionCheckItem"]),
    "Get": ("GetItem", {"TableName", "Key", "ProjectionExpression", "ExpressionAttributeNames"}),
}
_SHOWN = (
    "ConsistentRead", "ProjectionExpression", "ConditionExpression", "FilterExpression", "KeyConditionExpression",
    "UpdateExpression", "ExpressionAttributeNames", "IndexName", "Limit", "ScanIndexForward", "Segment", "Select",
    "TotalSegments", "ReturnValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics",
    "ReturnValuesOnConditionCheckFailure",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One item action, inside a transaction or alone."""

    action: str
    params: Params
    table: TableView
    enclosing: str = ""

    @property
    def key(self) -> dict[str, Any]:
        """The key in its typed form; for a put, the key part of the item."""
        item = self.params.get("Key") or self.params.get("Item") or {}
        return {name: item[name] for name in self.table.key_names if name in item}


def table_of(call: Call, inventory: Inventory, params: Params) -> TableView:
    """The table that these parameters name.

    Raises:
        AwsError: There is none of that name.
    """
    table = inventory.table(str(params.get("TableName", "")))
    if table is None:
        raise unknown_to_local_aws(call.service, "a table of that name")
    return table


def plan_item(call: Call, inventory: Inventory) -> Plan:
    """GetItem, Query, Scan, PutItem, UpdateItem and DeleteItem."""
    only(call, ALLOWED[call.operation], required=["TableName"])
    asked = Asked(call.operation, call.params, table_of(call, inventory, call.params))
    return Plan(
        checks=checks_of(call, asked),
        parameters={"tableName": asked.table.name, **_parameters(asked)},
        resources=(Resource(TABLE, asked.table.arn),),
        read_only=call.operation in ("GetItem", "Query", "Scan"),
        management=False,
        tables=(asked.table.name,),
        api_version=API_VERSION,
    )


def plan_transaction(call: Call, inventory: Inventory) -> Plan:
    """TransactGetItems and TransactWriteItems: each item is asked for by itself, all must be allowed."""
    reading = call.operation == "TransactGetItems"
    only(call, {"TransactItems", "ReturnConsumedCapacity"} | (set() if reading else _TOTALS | {"ClientRequestToken"}))
    checks: list[Check] = []
    listed: list[dict[str, Any]] = []
    tables: dict[str, TableView] = {}
    for entry in call.params.get("TransactItems") or ():
        asked, kind = _transacted(call, inventory, entry, reading=reading)
        tables[asked.table.name] = asked.table
        checks += checks_of(call, asked)
        listed.append({"operation": kind, "tableName": asked.table.name, **_parameters(asked, several=True)})
    if not checks:
        raise unknown_to_local_aws(call.service, "a transaction of nothing")
    return Plan(
        checks=tuple(checks),
        parameters={"requestItems": listed, **shown(call.params, sorted(_TOTALS))},
        resources=tuple(Resource(TABLE, table.arn) for table in tables.values()),
        read_only=reading,
        management=False,
        tables=tuple(tables),
        api_version=API_VERSION,
    )


def _transacted(call: Call, inventory: Inventory, entry: object, *, reading: bool) -> tuple[Asked, str]:
    if not isinstance(entry, dict) or len(entry) != 1:
        raise unknown_to_local_aws(call.service, "an entry of a transaction that is not one action")
    ((kind, params),) = entry.items()
    if kind not in IN_TRANSACTION or (kind == "Get") != reading or not isinstance(params, dict):
        raise unknown_to_local_aws(call.service, f"{kind} in {call.operation}")
    action, allowed = IN_TRANSACTION[kind]
    only(call, allowed, params, ["TableName"])
    return Asked(action, params, table_of(call, inventory, params), call.operation), kind


def checks_of(call: Call, asked: Asked) -> tuple[Check, ...]:
    """The questions of one item action.

    Where AWS's pages leave a condition key open, both readings are asked, and both must be allowed.
    """
    try:
        context, attributes = _context(asked), _attributes(asked)
    except (expressions.UnreadableExpressionError, AttributeError, TypeError) as error:
        raise unknown_to_local_aws(call.service, f"an expression or key of {asked.action}") from error
    index = asked.params.get("IndexName")
    resource = f"{asked.table.arn}/index/{index}" if index else asked.table.arn
    contexts = [_with(context, "dynamodb:Attributes", attributes)]
    if attributes and not asked.table.key_names <= attributes:
        # Whether the attributes of the key itself count is not said for every action.
        contexts.append(_with(context, "dynamodb:Attributes", attributes | asked.table.key_names))
    if asked.params.get("ReturnValuesOnConditionCheckFailure", "NONE") != context.get("dynamodb:ReturnValues", "NONE"):
        failing = {"dynamodb:ReturnValues": str(asked.params["ReturnValuesOnConditionCheckFailure"])}
        contexts += [{**each, **failing} for each in contexts]
    action = f"dynamodb:{asked.action}"
    return tuple(Check(action, resource, each, asked.table.policy) for each in contexts)


def _with(context: Mapping[str, Any], key: str, values: frozenset[str]) -> dict[str, Any]:
    return {**context, key: tuple(sorted(values))} if values else dict(context)


def _context(asked: Asked) -> dict[str, Any]:
    params, context = asked.params, dict[str, Any]()
    if asked.enclosing:
        context["dynamodb:EnclosingOperation"] = asked.enclosing
    if asked.action != "Scan":
        context["dynamodb:LeadingKeys"] = (_leading_key(asked),)
    if asked.action in ("GetItem", "Query", "Scan"):
        whole = "ALL_PROJECTED_ATTRIBUTES" if "IndexName" in params else "ALL_ATTRIBUTES"
        chosen = "SPECIFIC_ATTRIBUTES" if "ProjectionExpression" in params else whole
        context["dynamodb:Select"] = str(params.get("Select", chosen))
    elif asked.enclosing:
        context["dynamodb:ReturnValues"] = str(params.get("ReturnValuesOnConditionCheckFailure", "NONE"))
    else:
        context["dynamodb:ReturnValues"] = str(params.get("ReturnValues", "NONE"))
    return context


def _leading_key(asked: Asked) -> str:
    if asked.action != "Query":
        return expressions.key_text(asked.key.get(asked.table.partition_key))
    index = asked.params.get("IndexName")
    if index is not None and index not in asked.table.indexes:
        raise expressions.UnreadableExpressionError
    partition_key = asked.table.partition_key if index is None else asked.table.indexes[index][0]
    return expressions.partition(
        asked.params.get("KeyConditionExpression", ""),
        asked.params.get("ExpressionAttributeNames", {}),
        asked.params.get("ExpressionAttributeValues", {}),
        partition_key,
    )


def _attributes(asked: Asked) -> frozenset[str]:
    params = asked.params
    texts = [params.get(f"{kind}Expression") for kind in ("Projection", "Filter", "Condition", "Update")]
    mentioned = expressions.attributes(texts, params.get("ExpressionAttributeNames", {}))
    return mentioned | frozenset(params.get("Item", {}))


def _parameters(asked: Asked, *, several: bool = False) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if asked.key:
        params["key"] = {name: plain(value) for name, value in sorted(asked.key.items())}
    if "Item" in asked.params:
        params["items" if several else "item"] = sorted(asked.params["Item"])
    return params | {lower_first(name): asked.params[name] for name in _SHOWN if name in asked.params}


def plain(value: object) -> object:
    """A key's value as the trail shows it: without its type."""
    if isinstance(value, Mapping) and len(value) == 1:
        return next(iter(value.values()))
    return value
