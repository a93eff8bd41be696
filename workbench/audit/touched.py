"""What a DynamoDB data event touched, from the key attributes that CloudTrail shows."""

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.audit.trail import Event


def _name(value: Any) -> str:
    return str(value).rsplit("/", 1)[-1]


def _requests(event: Event) -> Iterator[Mapping[str, Any]]:
    """Each single-item request inside the event: the event itself, or the parts of its transaction or batch."""
    batch = event.parameters.get("requestItems")
    if isinstance(batch, list):
        yield from (part for part in batch if isinstance(part, Mapping))
    elif isinstance(batch, Mapping):
        for table, body in batch.items():
            keys = body.get("keys", []) if isinstance(body, Mapping) else body
            yield from ({"tableName": table, "key": key} for key in keys)
    else:
        yield event.parameters


def keys_of(event: Event) -> set[str]:
    """ARNs of the keys that a KMS event names; empty when it names none (as refused calls may)."""
    named = {r.get("ARN") for r in event["resources"] or []} | {event.parameters.get("keyId")}
    return {str(key) for key in named if key}


def tables_of(event: Event) -> set[str]:
    """Names of the tables that the event names; empty when it names none (as refused calls may)."""
    named = {_name(r["tableName"]) for r in _requests(event) if r.get("tableName")}
    arns = {_name(r.get("ARN")) for r in event["resources"] or [] if r.get("type") == "AWS::DynamoDB::Table"}
    return named | arns


def partitions_of(event: Event) -> set[str]:
    """Partition keys that the event touched; empty when one of its parts does not say."""
    found: set[str] = set()
    for request in _requests(event):
        key = request.get("key") or {}
        partition = key.get("pk") or _queried(request)
        if not partition:
            return set()
        found.add(str(partition))
    return found


def index_of(event: Event) -> str | None:
    """Name of the index that a query names; None for the table itself, and where CloudTrail does not say."""
    index = event.parameters.get("indexName")
    return None if index is None else str(index)


def status_puts_of(event: Event) -> list[str]:
    """Items other than stored answers that the event put into a client's partition: its status and its revocations."""
    return [
        str(key.get("sk"))
        for request in _requests(event)
        if str(request.get("operation")) == "Put" and isinstance(key := request.get("key"), Mapping)
        if str(key.get("pk")).startswith("client#") and not str(key.get("sk")).startswith("idempotency#")
    ]


def _queried(request: Mapping[str, Any]) -> str | None:
    """Partition of a Query, where CloudTrail shows the key condition's values."""
    values = request.get("expressionAttributeValues")
    if isinstance(values, Mapping):
        wanted = values.get(":pk")
        return str(wanted) if wanted and wanted != "HIDDEN_DUE_TO_SECURITY_REASONS" else None
    return None
