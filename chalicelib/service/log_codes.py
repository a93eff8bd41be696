"""What Proviso logs: a closed list of events, each with a fixed level, message and set of fields.

A line is one JSON object on standard error: `{"at", "level", "code", "message", …fields}`. No text that came
from a caller fits through: a field must be on its event's list, and its value must be a number, a truth value
or a short word of the alphabet that our own ids, codes and class names use.
"""

import json
import re
import sys
from datetime import UTC, datetime
from enum import Enum
from typing import Final

Value = str | int | float | bool | None
WITHHELD: Final = "withheld"
_WORD: Final = re.compile(r"[A-Za-z0-9_.:#/-]{1,128}")


class Level(Enum):
    """How bad it is."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogCode(Enum):
    """Every event that may be logged. A code is permanent: alarms and searches rest on it."""

    DECISION_MADE = (
        Level.INFO,
        "a decision was made and recorded",
        ("decision", "action", "outcome", "invocation", "duration_ms"),
    )
    DECISION_CLOSED = (
        Level.ERROR,
        "a part that must answer did not: nothing was done",
        ("decision", "action", "reason", "cause", "invocation", "duration_ms"),
    )
    CALLER_NOT_PROVEN = (
        Level.WARNING,
        "the token or certificate does not prove who asks",
        ("decision", "action", "reason", "invocation", "duration_ms"),
    )
    DECISION_FAULT = (
        Level.ERROR,
        "the decision point met an error that it does not know",
        ("decision", "cause"),
    )
    SESSION_POLICY_NEAR_LIMIT = (
        Level.WARNING,
        "a case session's policy and tags nearly fill what STS allows",
        ("decision", "percent"),
    )
    TOKEN_KEYS_UNREADABLE = (Level.ERROR, "the issuers' keys could not be read: no token is trusted", ("cause",))
    TOKEN_KEY_SKIPPED = (Level.WARNING, "a key of an issuer is not one that may sign", ("position",))
    OPA_STARTED = (Level.INFO, "OPA answers with the expected revision", ("pid", "port", "duration_ms"))
    OPA_START_FAILED = (Level.ERROR, "OPA did not come to answer", ("pid", "cause", "duration_ms"))
    OPA_LOST = (Level.ERROR, "OPA ended", ("pid", "status"))
    OPA_REPLACED = (Level.ERROR, "OPA does not answer and is replaced", ("pid", "cause"))
    REQUEST_ANSWERED = (
        Level.INFO,
        "a request was answered",
        ("request", "route", "status", "decision", "duration_ms"),
    )
    REQUEST_CLOSED = (
        Level.ERROR,
        "a request was answered with closed",
        ("request", "route", "status", "decision", "reason", "cause"),
    )
    REQUEST_FAULT = (
        Level.ERROR,
        "a request met an error that the function does not know",
        ("request", "route", "decision", "cause"),
    )
    FACTS_MOVED = (
        Level.INFO,
        "a fact changed between decision and write: decided again",
        ("request", "route", "decision", "attempt"),
    )
    CLOCK_RAN = (
        Level.INFO,
        "the clock has run",
        ("looked", "recorded", "breaches", "refused", "failed", "unread", "complete", "duration_ms"),
    )
    CLOCK_RECORD_FAILED = (
        Level.ERROR,
        "the clock could not judge or write a record: the next run tries again",
        ("record", "reason", "cause"),
    )
    CLOCK_INDEX_UNREAD = (
        Level.ERROR,
        "a part of the index of ticks could not be read: the next run tries again",
        ("reason", "cause"),
    )

    def __init__(self, level: Level, message: str, fields: tuple[str, ...]) -> None:
        self.level = level
        self.message = message
        self.fields = frozenset(fields)


def line(code: LogCode, at: datetime, **fields: Value) -> str:
    """Return the JSON text of an event.

    Raises:
        ValueError: a field is not on the event's list (a mistake in our code, never in a request).
    """
    if not fields.keys() <= code.fields:
        message = f"{code.name} has no such field"
        raise ValueError(message)
    said = {name: _plain(value) for name, value in fields.items() if value is not None}
    head = {"at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), "level": code.level.value}
    return json.dumps(head | {"code": code.name, "message": code.message} | said, separators=(",", ":"))


def log(code: LogCode, **fields: Value) -> None:
    """Write an event to standard error, where Lambda collects it."""
    sys.stderr.write(line(code, datetime.now(UTC), **fields) + "\n")
    sys.stderr.flush()


def _plain(value: Value) -> Value:
    if isinstance(value, str) and not _WORD.fullmatch(value):
        return WITHHELD
    return value
