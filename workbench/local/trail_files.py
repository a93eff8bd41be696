"""Reads delivered trail files back, for tests and demonstrations that look past the front."""

import gzip
import json
from typing import Any

from .records import Record


def read_records(s3: Any, bucket: str) -> list[Record]:
    """Every record in the bucket, oldest first by event time."""
    records: list[Record] = []
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="AWSLogs/"):
        for found in page.get("Contents", []):
            content = s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
            records += json.loads(gzip.decompress(content))["Records"]
    return sorted(records, key=lambda record: str(record["eventTime"]))
