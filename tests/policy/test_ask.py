"""The same question, put to the rules as of another day."""

from typing import Any

import pytest

from tests.policy.changes import changed, codes
from workbench.policy.ask import as_of, ask
from workbench.policy.bundle import revision_of_sources


@pytest.mark.parametrize(
    ("day", "found"), [("2026-02-04", ["basis_not_in_force"]), ("2026-02-05", []), ("2026-02-05T00:00:00Z", [])]
)
def test_recognised_interests_as_of_a_day(base: dict[str, Any], day: str, found: list[str]) -> None:
    """A charity's recognised legitimate interest is refused as of 4 February 2026 and allowed from the next day."""
    statement = {**base["share"]["context"]["share"]["statements"][0], "as_of": "2026-02-01T10:00:00Z"}
    operation = {"op": "replace", "path": "/context/share/statements", "value": [statement]}
    question = changed(base["charity_referral"], [operation])
    answer = ask(question, day)
    assert (codes(answer), answer["allow"]) == (found, not found)
    assert answer["policy_revision"] == revision_of_sources()


def test_the_question_is_left_as_it_is(base: dict[str, Any]) -> None:
    """Asking as of a day changes a copy; without a day the question's own time stands."""
    before = base["share"]["context"]["now"]
    assert as_of(base["share"], "2020-01-01")["context"]["now"] == "2020-01-01T12:00:00Z"
    assert (as_of(base["share"], None), base["share"]["context"]["now"]) == (base["share"], before)
