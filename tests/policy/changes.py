"""JSON patches, as the tables of the policy tests use them."""

import json
from copy import deepcopy
from typing import Any

from workbench.policy.sources import POLICIES


def changed(document: dict[str, Any], operations: list[dict[str, Any]]) -> dict[str, Any]:
    """The document with these operations (add, replace, remove) made, one after the other."""
    made = deepcopy(document)
    for operation in operations:
        holder, last = _holder(made, operation["path"])
        if operation["op"] == "remove":
            del holder[int(last) if isinstance(holder, list) else last]
        elif not isinstance(holder, list):
            holder[last] = deepcopy(operation["value"])
        elif last == "-":
            holder.append(deepcopy(operation["value"]))
        elif operation["op"] == "add":
            holder.insert(int(last), deepcopy(operation["value"]))
        else:
            holder[int(last)] = deepcopy(operation["value"])
    return made


def tables(name: str) -> dict[str, Any]:
    """The common table of that name with those of every area; no row stands in two of them."""
    found: dict[str, Any] = json.loads((POLICIES / "testing" / name / "data.json").read_text("utf-8"))
    for file in sorted((POLICIES / "testing" / "more").glob("*/data.json")):
        rows = json.loads(file.read_text("utf-8")).get(name, {})
        assert not found.keys() & rows.keys(), file
        found |= rows
    return found


def codes(answer: dict[str, Any]) -> list[str]:
    """The codes of an answer's reasons, in order."""
    return [reason["code"] for reason in answer["reasons"]]


def _holder(document: Any, path: str) -> tuple[Any, str]:
    *parts, last = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
    for part in parts:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document, last
