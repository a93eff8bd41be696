"""What follows a share, as it may be sent."""

from typing import Any

import pytest

from chalicelib.contracts.follow_up import AttachmentRequest, InvolvementRequest, OutcomeRequest
from chalicelib.contracts.wire import Wire, read
from chalicelib.domain.errors import ContractError
from tests.contracts import examples

MODELS: dict[str, type[Wire]] = {
    "outcome": OutcomeRequest,
    "attachment": AttachmentRequest,
    "involvement": InvolvementRequest,
}


@pytest.mark.parametrize("name", MODELS)
def test_the_documented_bodies_pass(name: str) -> None:
    """What the documentation shows is accepted, and nothing that it does not know."""
    body = examples.example(name)
    assert read(MODELS[name], body).model_dump(exclude_none=True) == body
    with pytest.raises(ContractError) as raised:
        read(MODELS[name], {**body, "surprise": "x"})
    assert [problem.field for problem in raised.value.problems] == ["surprise"]


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("outcome", "outcome", "lost"),
        ("outcome", "outcome", None),
        ("outcome", "passed_to", "the council next door"),
        ("outcome", "words", "x" * 10_001),
        ("attachment", "case_id", "a case"),
        ("attachment", "why", None),
        ("involvement", "change", "replace"),
        ("involvement", "agency", "E06000047"),
        ("involvement", "to", "E06000047"),
        ("involvement", "ground", "because"),
        ("involvement", "until", "2026-02-30T09:00:00Z"),
        ("involvement", "until", "next week"),
        ("involvement", "why", None),
    ],
)
def test_what_is_odd_is_named_and_not_repeated(name: str, field: str, value: Any) -> None:
    """A broken field is named; its value is in no message."""
    body = {key: part for key, part in {**examples.example(name), field: value}.items() if part is not None}
    with pytest.raises(ContractError) as raised:
        read(MODELS[name], body)
    assert [problem.field for problem in raised.value.problems] == [field]
    assert not any(str(value) in problem.problem for problem in raised.value.problems)
