"""Ids and times of decisions. Both come from outside the use case, so that a test can fix them."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from ulid import ULID

_RANDOM_BYTES = 10


def utc_now() -> datetime:
    """Return the time now, aware and in UTC."""
    return datetime.now(UTC)


def timestamp(at: datetime) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds, always 24 characters, so that text sorts as time does."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def whole_second(at: datetime) -> str:
    """Write a time as RFC 3339 in UTC, cut to whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class UlidMaker:
    """Makes ULIDs: 48 bits of time and 80 random bits, so that ids sort by time and cannot be guessed."""

    def __init__(self, randomness: Callable[[int], bytes] = os.urandom) -> None:
        """Take the source of random bytes; the operating system's by default."""
        self._randomness = randomness

    def __call__(self, at: datetime) -> str:
        """Return a new id of this time: 26 characters of Crockford's base 32, upper case."""
        milliseconds = int(at.timestamp() * 1000)
        return str(ULID(milliseconds.to_bytes(6, "big") + self._randomness(_RANDOM_BYTES)))
