"""What every contract shares: closed, frozen, strict models whose errors never repeat a submitted value."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from chalicelib.domain import ids


class Contract(BaseModel):
    """A closed model: unknown fields are errors, values are not coerced, inputs stay out of error texts."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,
        defer_build=True,  # a cold start pays only for the models that its request uses
    )


CaseIdField = Annotated[str, StringConstraints(pattern=ids.CASE_PATTERN)]
RecordIdField = Annotated[str, StringConstraints(pattern=ids.RECORD_PATTERN)]
DecisionIdField = Annotated[str, StringConstraints(pattern=ids.DECISION_PATTERN)]
AgencyIdField = Annotated[str, StringConstraints(pattern=ids.AGENCY_PATTERN)]
PractitionerIdField = Annotated[str, StringConstraints(pattern=ids.PRACTITIONER_PATTERN)]
ClientIdField = Annotated[str, StringConstraints(pattern=ids.CLIENT_PATTERN)]
PersonRef = Annotated[str, StringConstraints(pattern=ids.PERSON_REF_PATTERN)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._()&,:'/-]{0,79}$")]
"""A code of a closed vocabulary; which codes exist is policy data."""
Timestamp = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$", max_length=27)
]
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
