"""A past case: how it was opened, each step as it was put to the rules, and how it was closed. One JSON line each.

The inputs are those that ledger entries hold. They are not held to today's contract: what rules cannot judge any more
is told as such, and never passed over.
"""

from collections.abc import Iterator
from typing import IO, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chalicelib.contracts.base import AgencyIdField, Code, RecordIdField, Timestamp

MAX_STEPS = 1_000


class PastError(ValueError):
    """A line is no past case; the message names the line and the field, never a value."""


class _Past(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class PastStep(_Past):
    """One decision about the case. What was refused then did not happen, and is passed over.

    Attributes:
        at: When it was made.
        decision: Its id.
        input: The policy input, as the ledger entry holds it.
        allow: What was answered then.
        view: What policy told then; the state that the step led to is `state` (opening) or `next_state`.
        made: The id of the record that the step made, if it made one: an undertaking, an incident.
    """

    at: Timestamp
    decision: str = Field(min_length=1, max_length=64)
    input: dict[str, Any]
    allow: bool
    view: dict[str, Any] | None = None
    made: RecordIdField | None = None


class Closing(_Past):
    """How the case ended: in which state, when, and with which result where one was written down.

    `result` is what the file said of the outcome: disclosed, not_disclosed, withdrawn, out_of_scope, another code.
    """

    state: Code
    at: Timestamp
    result: Code | None = None


class Later(_Past):
    """What became known after it was closed; `harm`: somebody was harmed."""

    at: Timestamp
    kind: Literal["harm", "incident"]


class PastCase(_Past):
    """A case with its steps in the order in which they were taken. The first opened it."""

    case: RecordIdField
    scheme: Code
    agency: AgencyIdField
    opened: Timestamp
    steps: Annotated[list[PastStep], Field(min_length=1, max_length=MAX_STEPS)]
    closed: Closing | None = None
    later: list[Later] = Field(default_factory=list, max_length=100)

    @property
    def taken(self) -> list[PastStep]:
        """The steps that were allowed then; what was refused did not happen."""
        return [step for step in self.steps if step.allow]


def read(lines: IO[str]) -> Iterator[PastCase]:
    """Past cases, one a line; empty lines are passed over.

    Raises:
        PastError: a line is no past case.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield PastCase.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            place = "/".join(str(part) for part in first["loc"])
            message = f"line {number} is no past case: {place or 'the line'}: {first['msg']}"
            raise PastError(message) from None


def written(case: PastCase) -> str:
    """The line of a past case."""
    return case.model_dump_json(exclude_none=True)
