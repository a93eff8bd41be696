"""Items of the small template's table."""

from typing import Any


def key(pk: str, sk: str = "record") -> dict[str, Any]:
    """A typed key of the records table."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def put(pk: str, sk: str = "record", **more: Any) -> dict[str, Any]:
    """A put inside a transaction."""
    return {"Put": {"TableName": "records", "Item": {**key(pk, sk), "v": {"N": "1"}}, **more}}


def access_key(client: Any) -> str:
    """The access key that a boto3 client signs with."""
    return str(client._request_signer._credentials.access_key)
