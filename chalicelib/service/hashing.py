"""Canonical bytes (RFC 8785) and the hashes that rest on them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one canonical JSON text of a value, so that equal values have equal hashes."""
    return rfc8785.dumps(value)


def fingerprint(body: Mapping[str, Any], record: str | None = None) -> str:
    """SHA-256 of a request's canonical body and of the record that its path names, to tell retries from others."""
    return hashlib.sha256(canonical({"body": body, "record": record})).hexdigest()


def item_hash(salt: str, statement: Mapping[str, Any]) -> str:
    """SHA-256 of a statement with its salt: a reader who has both can verify it, nobody can guess it."""
    return hashlib.sha256(canonical({"salt": salt, "statement": statement})).hexdigest()
