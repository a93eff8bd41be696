"""Items of the small template's table."""

from typing import Any


def key(pk: str, sk: str = "record") -> dict[str, Any]:
    """A typed key of the records table."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def put(pk: str, sk: str = "record", **more: Any) -> dict[str, Any]:
    """A put inside a transaction."""
    return {"Put": {"TableName": "records", "Item": {**key(pk, sk), "v": {"N": "1"}}, **more}}
