"""CloudTrail events from the trail's bucket, deduplicated and old enough to be judged."""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """One CloudTrail record, with the fields that the join reads. `raw` is the record as delivered."""

    raw: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return a top-level field, or None."""
        return self.raw.get(name)

    @property
    def id(self) -> str:
        """Unique id of the event."""
        return str(self.raw["eventID"])

    @property
    def name(self) -> str:
        """Service and operation, such as `dynamodb:GetItem`."""
        return f"{str(self.raw['eventSource']).split('.', 1)[0]}:{self.raw['eventName']}"

    @property
    def time(self) -> datetime:
        """When it happened, aware UTC, to the second as CloudTrail gives it."""
        return datetime.fromisoformat(str(self.raw["eventTime"]))

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Request parameters; empty when CloudTrail gives none."""
        return self.raw.get("requestParameters") or {}

    @property
    def identity(self) -> Mapping[str, Any]:
        """Who signed the call."""
        return self.raw.get("userIdentity") or {}

    @property
    def role(self) -> str:
        """Name of the assumed role, or the last part of the caller's ARN."""
        issuer = (self.identity.get("sessionContext") or {}).get("sessionIssuer") or {}
        name = issuer.get("userName") or str(self.identity.get("arn", "")).rsplit("/", 1)[-1]
        return str(name)

    @property
    def session_name(self) -> str:
        """Name of the role session; empty for other callers."""
        arn = str(self.identity.get("arn", ""))
        return arn.rsplit("/", 1)[-1] if ":assumed-role/" in arn else ""

    @property
    def refused(self) -> bool:
        """Whether the call was answered with an access error."""
        code = str(self.raw.get("errorCode") or "")
        return "AccessDenied" in code or "Unauthorized" in code or "ExpiredToken" in code

    @property
    def service_caller(self) -> str:
        """The AWS service that made the call on somebody's behalf; empty otherwise."""
        return str(self.identity.get("invokedBy") or "")


def from_files(files: Iterable[bytes], *, until: datetime | None = None) -> list[Event]:
    """Parse gzipped CloudTrail files into events, oldest first.

    Args:
        files: Contents of the trail's objects, in any order, possibly with repeats.
        until: The watermark: younger events are left for the next run, since delivery is late and unordered.
    """
    events: dict[str, Event] = {}
    for content in files:
        for record in json.loads(gzip.decompress(content))["Records"]:
            event = Event(record)
            events.setdefault(event.id, event)
    old_enough = (e for e in events.values() if until is None or e.time <= until)
    return sorted(old_enough, key=lambda e: (e.time, e.id))


def read(s3: Any, bucket: str, *, since: datetime | None = None, until: datetime | None = None) -> list[Event]:
    """Read the delivered files of every region with the auditor's rights (boto3 S3 client).

    Args:
        s3: A client.
        bucket: The trail's.
        since: Files of earlier days are not read; an event that was delivered late lies in a later day's file.
        until: As in `from_files`.
    """
    files: list[bytes] = []
    for folder in _regions(s3, bucket):
        after = {"StartAfter": f"{folder}{since.astimezone(UTC):%Y/%m/%d}"} if since else {}
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder, **after):
            files.extend(
                s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
                for found in page.get("Contents", [])
                if found["Key"].endswith(".json.gz")
            )
    return [e for e in from_files(files, until=until) if since is None or e.time >= since]


def _regions(s3: Any, bucket: str) -> list[str]:
    """Folders of events: one for each account and region. Digests lie beside them and are not events."""
    accounts = _folders(s3, bucket, "AWSLogs/")
    return [region for account in accounts for region in _folders(s3, bucket, f"{account}CloudTrail/")]


def _folders(s3: Any, bucket: str, prefix: str) -> list[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, Delimiter="/")
    return [str(found["Prefix"]) for page in pages for found in page.get("CommonPrefixes", [])]
