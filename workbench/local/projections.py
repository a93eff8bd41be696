"""What moto leaves undone: it answers a TransactGetItems with whole items, whatever was projected."""

import json
from collections.abc import Mapping
from typing import Any

from .call import Call


def projected(call: Call, headers: Mapping[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
    """The answer cut to what each part of the transaction asked for, by top-level attribute, as DynamoDB cuts it."""
    parts = [part["Get"] for part in call.params["TransactItems"]]
    answered = json.loads(body)
    for part, response in zip(parts, answered.get("Responses", []), strict=True):
        if "Item" in response and "ProjectionExpression" in part:
            names = _names(part)
            response["Item"] = {name: value for name, value in response["Item"].items() if name in names}
    kept = {name: value for name, value in headers.items() if name.lower() not in ("x-amz-crc32", "content-length")}
    return kept, json.dumps(answered).encode()


def _names(part: Mapping[str, Any]) -> set[str]:
    aliases: Mapping[str, str] = part.get("ExpressionAttributeNames", {})
    paths = (path.strip() for path in part["ProjectionExpression"].split(","))
    roots = (path.split(".")[0].split("[")[0] for path in paths)
    return {aliases.get(root, root) for root in roots}
