"""The trail: keeps what its selectors take, and delivers it as CloudTrail does, in gzip files in the trail's bucket.

A record is in the buffer before its call is answered. Delivery comes after, every two seconds or when asked for: as in
AWS, a file is late, and nobody is told when it is complete.
"""

import gzip
import json
import logging
import secrets
import string
import threading
from datetime import datetime
from typing import Any

from moto.backends import get_backend

from workbench.iam import UnsupportedPolicyError

from . import selectors
from .authorise import Authoriser
from .backend import Backend
from .clock import Clock
from .inventory import Inventory
from .names import ACCOUNT, REGION
from .plan import Check
from .plan_kms import encryption
from .records import Record

SERVICE = "cloudtrail.amazonaws.com"
INTERVAL_SECONDS = 2.0
_LETTERS = string.ascii_letters + string.digits
_LOG = logging.getLogger("proviso.local.trail")


class TrailDeliveryError(RuntimeError):
    """The bucket's or the key's policy does not let the trail write its files."""


class Trail:
    """The account's one trail; without one, nothing is kept."""

    def __init__(self, backend: Backend, inventory: Inventory, authoriser: Authoriser, clock: Clock) -> None:
        """Take where files go, and who says that they may."""
        self._store = backend.control_client("s3")
        self._inventory = inventory
        self._authoriser = authoriser
        self._clock = clock
        self._buffer: list[Record] = []
        self._lock = threading.Lock()
        self._delivering = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def on(self) -> bool:
        """Whether it records now."""
        trail = _the_trail()
        return trail is not None and bool(trail.status.is_logging)

    def keep(self, record: Record, *, on: bool = True) -> None:
        """Put a record into the buffer, if the trail was `on` and one of its selectors takes the event."""
        trail = _the_trail()
        if trail is None or not on:
            return
        kept = selectors.Kept(
            category=record["eventCategory"],
            name=record["eventName"],
            source=record["eventSource"],
            read_only=record["readOnly"],
            resources=[(resource["type"], resource["ARN"]) for resource in record["resources"]],
        )
        if selectors.keeps(trail.advanced_event_selectors, kept):
            with self._lock:
                self._buffer.append(record)

    def flush(self) -> int:
        """Deliver what is in the buffer as one file, and return how many records it holds.

        Raises:
            TrailDeliveryError: The bucket or the key refuses; the records stay in the buffer.
        """
        with self._delivering:
            with self._lock:
                records, self._buffer = self._buffer, []
            trail = _the_trail()
            if not records or trail is None:
                return 0
            try:
                self._deliver(trail, records)
            except BaseException:
                with self._lock:
                    self._buffer = records + self._buffer
                raise
            return len(records)

    def start(self) -> None:
        """Deliver from time to time, in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="trail-delivery", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and deliver what is left."""
        self._stopped.set()
        if self._thread:
            self._thread.join()
        self.flush()

    def _run(self) -> None:
        while not self._stopped.wait(INTERVAL_SECONDS):
            try:
                self.flush()
            except Exception:  # noqa: BLE001 (the next round tries again)
                _LOG.exception("the trail could not deliver")

    def _deliver(self, trail: Any, records: list[Record]) -> None:
        name = object_name(self._clock.now())
        self._require(trail, name)
        key = trail.kms_key_id
        encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if key else {}
        body = gzip.compress(json.dumps({"Records": records}).encode())
        self._store.put_object(
            Bucket=trail.bucket_name, Key=name, Body=body, ContentType="application/json", ContentEncoding="gzip",
            **encryption,
        )  # fmt: skip

    def _require(self, trail: Any, name: str) -> None:
        bucket = self._inventory.bucket(trail.bucket_name)
        arn = f"arn:aws:s3:::{trail.bucket_name}/{name}"
        acl = {"s3:x-amz-acl": "bucket-owner-full-control"}
        checks = [Check("s3:PutObject", arn, acl, bucket.policy if bucket else None)]
        key_arn = self._inventory.key_named(trail.kms_key_id) if trail.kms_key_id else None
        key = self._inventory.key(key_arn) if key_arn else None
        if key:
            context = {"aws:cloudtrail:arn": trail.arn, "aws:s3:arn": arn}
            checks.append(Check("kms:GenerateDataKey", key.arn, encryption(context), key.policy))
        for check in checks:
            try:
                verdict = self._authoriser.service_may(SERVICE, check, trail.arn)
            except UnsupportedPolicyError as error:
                message = f"{check.action} on {check.resource}: {error}"
                raise TrailDeliveryError(message) from error
            if not verdict.allowed:
                message = f"{check.action} on {check.resource}: {verdict.why}"
                raise TrailDeliveryError(message)


def object_name(now: datetime) -> str:
    """The key of a new file, in CloudTrail's layout."""
    part = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return (
        f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/{now:%Y/%m/%d}/"
        f"{ACCOUNT}_CloudTrail_{REGION}_{now:%Y%m%dT%H%MZ}_{part}.json.gz"
    )


def _the_trail() -> Any:
    return next(iter(get_backend("cloudtrail")[ACCOUNT][REGION].trails.values()), None)
