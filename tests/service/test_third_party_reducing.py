"""What rules may know of a disclosure to a third party: what was tried, for whom it is, what is recorded."""

import json
from typing import Any

from chalicelib.contracts.disclosure import StepRequest
from chalicelib.contracts.wire import read
from chalicelib.service.scheme_reducing import step_attributes

CANARY = "Canary Zzyzx"
STEP: dict[str, Any] = {
    "step": "decision",
    "outcome": "disclose",
    "reasons": CANARY,
    "less_intrusive": [{"option": "licence_condition", "why_not": "already_tried", "words": CANARY}],
    "acts_for": "school:999001",
    "owners": [{"agency": "force:11", "permission": False, "by": CANARY}],
    "account_327a": dict.fromkeys(("reasons_for", "reasons_against", "content", "recipient_name"), CANARY),
}


def reduced(body: dict[str, Any]) -> dict[str, Any]:
    """The step as rules read it."""
    return step_attributes(read(StepRequest, body)).model_dump(exclude_none=True)


def test_ways_that_were_tried_are_codes() -> None:
    """Of a less intrusive way rules learn which it was and the coded reason why not; of owners who permits."""
    made = reduced(STEP)
    assert made["less_intrusive"] == [{"option": "licence_condition", "why_not": "already_tried"}]
    assert (made["acts_for"], made["owners"]) == ("school:999001", [{"agency": "force:11", "permission": False}])
    assert CANARY not in json.dumps(made)


def test_each_part_of_the_statutory_record_is_given_or_not() -> None:
    """Name and address of who was told are given or not; blanks are not given, and nothing of them is kept."""
    account = STEP["account_327a"] | {"recipient_address": "   ", "conditions": "None were set"}
    made = reduced(STEP | {"account_327a": account})["account_327a"]
    assert made == dict.fromkeys(made, True) | {"recipient_address": False}
    assert len(made) == 6
