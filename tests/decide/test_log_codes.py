"""Logs: a closed list of events, and no text of a caller's."""

import json

import pytest

from chalicelib.service.log_codes import WITHHELD, Level, LogCode, line, log
from tests.decide import world


def test_line_is_json_with_fixed_parts() -> None:
    """An event has its level and message; the fields are those given."""
    said = json.loads(line(LogCode.OPA_STARTED, world.NOW, pid=7, port=8181, duration_ms=1.5))
    assert said == {
        "at": "2026-11-20T15:10:00.250Z",
        "level": "INFO",
        "code": "OPA_STARTED",
        "message": "OPA answers with the expected revision",
        "pid": 7,
        "port": 8181,
        "duration_ms": 1.5,
    }


def test_fields_are_on_a_list() -> None:
    """A field that is not on an event's list is a mistake in our code, and is found at once."""
    with pytest.raises(ValueError, match="OPA_STARTED"):
        line(LogCode.OPA_STARTED, world.NOW, name="x")


@pytest.mark.parametrize("text", ["Ada Testcase", "999 000 0018", "a\nb", "é", "x" * 129, ""])
def test_text_that_is_no_word_is_withheld(text: str) -> None:
    """A value that is not a short word of our own alphabet is not logged, not even in part."""
    assert json.loads(line(LogCode.DECISION_FAULT, world.NOW, cause=text))["cause"] == WITHHELD


def test_absent_values_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """A field without a value is not there; a line goes to standard error, alone."""
    log(LogCode.DECISION_FAULT, decision=None, cause="ValueError")
    caught = capsys.readouterr()
    assert caught.out == ""
    assert set(json.loads(caught.err)) == {"at", "level", "code", "message", "cause"}


def test_events_are_told_apart() -> None:
    """Each event has a message of its own and a level."""
    assert len({code.message for code in LogCode}) == len(LogCode)
    assert {code.level for code in LogCode} == set(Level)
