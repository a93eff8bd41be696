"""One real sample of each event that a decision leaves in the trail, held against ours.

The local AWS writes records as CloudTrail documents them. Whether CloudTrail really writes them so, only an account
can show: what the audit relies on must be there, and every other difference is told.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from workbench.audit.trail import Event
from workbench.doctor.findings import Probe
from workbench.doctor.site import NotGivenError, Site

FILE: Final = Path(__file__).with_name("samples.json")
Record = Mapping[str, Any]
_KEPT_AS_ONE: Final = ("encryptionContext", "principalTags", "tlsDetails", "additionalEventData")
"""Maps whose keys are data, and parts that the local AWS has no equal of."""

_ALWAYS: Final = (
    "eventID", "eventTime", "eventSource", "eventName", "eventCategory", "readOnly", "userIdentity.arn",
    "userIdentity.sessionContext.sessionIssuer.userName", "resources[].ARN",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of event, how it is known, and the fields that the audit cannot do without."""

    name: str
    event: str
    role: str
    through: str = ""
    relied_on: tuple[str, ...] = ()
    read_only: bool | None = None

    def matches(self, event: Event) -> bool:
        """Whether an event is of this kind and was carried out."""
        return (
            event.name == self.event
            and event.role.startswith(self.role)
            and event.service_caller == self.through
            and not event["errorCode"]
        )


_KEY: Final = "requestParameters.key.pk"
_PARTS: Final = "requestParameters.requestItems"
_SESSION_KEY: Final = "userIdentity.accessKeyId"
_CONTEXT: Final = ("requestParameters.encryptionContext", _SESSION_KEY)
KINDS: Final = (
    Kind("invocation", "lambda:Invoke", "proviso-", relied_on=("requestID", "requestParameters.functionName")),
    Kind("facts", "dynamodb:TransactGetItems", "proviso-decide", relied_on=("userAgent", _PARTS)),
    Kind("ledger", "dynamodb:PutItem", "proviso-decide", relied_on=(_KEY, "requestParameters.key.sk")),
    Kind(
        "mint", "sts:AssumeRole", "proviso-decide", read_only=True,
        relied_on=(
            "requestParameters.roleArn", "requestParameters.roleSessionName",
            "responseElements.credentials.accessKeyId",
        ),
    ),
    Kind("record read", "dynamodb:GetItem", "proviso-case-access", relied_on=(_KEY, _SESSION_KEY)),
    Kind("list", "dynamodb:Query", "proviso-case-access", relied_on=(_SESSION_KEY,)),
    Kind(
        "record written", "dynamodb:TransactWriteItems", "proviso-case-access",
        relied_on=(_PARTS, _SESSION_KEY),
    ),
    Kind("sealed", "kms:GenerateDataKey", "proviso-case-access", relied_on=_CONTEXT, read_only=True),
    Kind("signed", "kms:Sign", "proviso-case-access", relied_on=(_SESSION_KEY,), read_only=True),
    Kind("opened", "kms:Decrypt", "proviso-case-access", relied_on=_CONTEXT, read_only=True),
    Kind(
        "table key", "kms:Decrypt", "proviso-case-access", "dynamodb.amazonaws.com", read_only=True,
        relied_on=("userIdentity.invokedBy",),
    ),
)  # fmt: skip


@cache
def ours() -> Mapping[str, frozenset[str]]:
    """The fields of the local AWS's records, by kind."""
    raw: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: frozenset(paths) for name, paths in raw.items()}


def fields(record: object, path: str = "") -> Iterator[str]:
    """Every field of a record as a path; the elements of a list are one."""
    if isinstance(record, Mapping) and record and not path.endswith(_KEPT_AS_ONE):
        for name, value in record.items():
            yield from fields(value, f"{path}.{name}" if path else str(name))
    elif isinstance(record, list) and record:
        for value in record:
            yield from fields(value, f"{path}[]")
    elif record is not None:
        yield path


def captured(events: Iterable[Event]) -> dict[str, Event]:
    """The last event of each kind."""
    return {kind.name: event for event in events for kind in KINDS if kind.matches(event)}


def differences(kind: Kind, event: Event, known: frozenset[str]) -> tuple[list[str], list[str]]:
    """What the audit misses in a real event, and how else it differs from ours."""
    seen = frozenset(fields(event.raw))
    prefixes = {
        path[: end + 1] for path in seen for end in range(len(path)) if path[end + 1 : end + 2] in {"", ".", "["}
    }
    missing = [path for path in (*_ALWAYS, *kind.relied_on) if path not in prefixes]
    if kind.read_only is not None and event["readOnly"] is not kind.read_only:
        missing.append(f"readOnly is {event['readOnly']}")
    other = [f"-{path}" for path in sorted(known - seen)] + [f"+{path}" for path in sorted(seen - known)]
    return missing, other


def read_recent(site: Site, days: int = 2) -> list[Event]:
    """Events of the trail's files of the last days, as the auditor reads them, oldest first."""
    files, names = site.auditor("s3"), site.names
    found: dict[str, Event] = {}
    for back in range(days):
        day = (datetime.now(UTC) - timedelta(days=back)).strftime("%Y/%m/%d")
        prefix = f"AWSLogs/{names.account}/CloudTrail/{names.region}/{day}/"
        for page in files.get_paginator("list_objects_v2").paginate(Bucket=names.bucket, Prefix=prefix):
            for one in page.get("Contents", []):
                content = files.get_object(Bucket=names.bucket, Key=one["Key"])["Body"].read()
                records = json.loads(gzip.decompress(content))["Records"]
                found |= {str(record["eventID"]): Event(record) for record in records}
    return sorted(found.values(), key=lambda event: (event.time, event.id))


def compare(site: Site) -> tuple[bool, str]:
    """Hold a sample of each kind against ours.

    Raises:
        NotGivenError: the trail holds no event of any kind yet.
    """
    samples = captured(read_recent(site))
    if not samples:
        message = "the trail holds no decision's events yet: use the API, wait a quarter of an hour, ask again"
        raise NotGivenError(message)
    faults, said = [], []
    for kind in KINDS:
        if kind.name not in samples:
            said.append(f"{kind.name}: no sample")
            continue
        missing, other = differences(kind, samples[kind.name], ours()[kind.name])
        faults += [f"{kind.name}: {path}" for path in missing]
        if other:
            said.append(f"{kind.name}: {' '.join(other)}")
    packed = (samples["mint"]["responseElements"] or {}).get("packedPolicySize") if "mint" in samples else None
    said.append(f"{len(samples)} of {len(KINDS)} kinds; packed session policy: {packed or 'not told'} %")
    return not faults, "; ".join([*(f"MISSING {fault}" for fault in faults), *said])


PROBES = (Probe("samples", "a real event of each kind has every field that the audit relies on", compare),)
