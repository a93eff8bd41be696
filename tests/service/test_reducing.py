"""What rules may know of a request: codes, references and times, and of texts only that they were given."""

import json
from typing import Any

import pytest

from chalicelib.contracts.disclosure import DisclosureApplication, StepRequest
from chalicelib.contracts.share import ShareRequest
from chalicelib.contracts.undertaking import UndertakingRequest
from chalicelib.contracts.wire import read
from chalicelib.service.reducing import text
from chalicelib.service.scheme_reducing import application_attributes, step_attributes, undertaking_attributes
from chalicelib.service.share_reducing import share_attributes
from tests.contracts import examples

CANARY = "Canary Zzyzx"
NHS = "9990000018"


def share_full_of_canaries() -> dict[str, Any]:
    """A share with a canary in every field that takes free text."""
    body = examples.share()
    body["attestation"] = {"by_words": CANARY}
    body["recipients"][0]["need"] = CANARY
    body["lawful_basis"] |= {"public_task_request": CANARY, "balancing_test": CANARY}
    body["necessity"]["why"] = CANARY
    body["necessity"]["less_intrusive"][0]["words"] = CANARY
    body["informed"][0]["words"] = CANARY
    body["people"][0] |= {
        "names": [CANARY],
        "date_of_birth": "2019-04-01",
        "identifiers": [{"kind": "nhs_number", "value": NHS}],
        "addresses": [CANARY],
        "safe_contact": {"how": CANARY, "when": CANARY, "where": CANARY, "note": CANARY},
    }
    for statement in body["statements"]:
        statement |= {"text": CANARY, "source": CANARY, "originator_permission": {"reference": CANARY, "by": CANARY}}
        statement["quality"]["note"] = CANARY
    body["statements"][2]["account"] |= {"made_to": CANARY, "how": CANARY, "words": CANARY}
    return body


def application_full_of_canaries() -> dict[str, Any]:
    body = examples.application()
    body["concern"] = CANARY
    body["contact"]["words"] = CANARY
    body["people"][0] |= {"names": [CANARY], "addresses": [CANARY], "safe_contact": {"how": CANARY}}
    return body


def step_full_of_canaries() -> dict[str, Any]:
    body = examples.step()
    body["reasons"] = CANARY
    body["representations"]["words"] = CANARY
    body["identity"] = {"person": "p4", "verified": True, "documents": ["passport"], "words": CANARY}
    body["delivery"] = {
        "mode": "in_person",
        "at": "2026-11-22T10:00:00Z",
        "place": CANARY,
        "present": [{"ref": "p4", "name": CANARY}],
        "words": CANARY,
        "items_left": False,
        "how": CANARY,
    }
    body["facts"] = {"when": "2026-11-22T10:00:00Z", "who": CANARY, "to_whom": CANARY, "how": CANARY, "what": CANARY}
    return body


def undertaking_full_of_canaries() -> dict[str, Any]:
    body = examples.undertaking()
    body |= {"place": CANARY, "words": CANARY, "present": [{"ref": "p4", "name": CANARY}]}
    body |= {"officer": CANARY, "purpose": CANARY}
    body["items"][0] |= {"text": CANARY}
    body["signature"] |= {"witness": CANARY}
    return body


FULL = [
    (ShareRequest, share_attributes, share_full_of_canaries),
    (DisclosureApplication, application_attributes, application_full_of_canaries),
    (StepRequest, step_attributes, step_full_of_canaries),
    (UndertakingRequest, undertaking_attributes, undertaking_full_of_canaries),
]


@pytest.mark.parametrize(("model", "reduce", "body"), FULL, ids=["share", "application", "step", "undertaking"])
def test_no_words_and_no_numbers_of_people_reach_policy(model: Any, reduce: Any, body: Any) -> None:
    """Whatever free text, name or identifier a request holds, none of it is in what rules are given."""
    reduced = json.dumps(reduce(read(model, body())).model_dump(mode="json"))
    for secret in (CANARY, NHS, "2019-04-01"):
        assert secret not in reduced


def test_a_text_is_given_when_it_says_something() -> None:
    """Length is counted without the white space around, and white space alone is nothing."""
    assert [text(each).model_dump() for each in (None, "", " \n\t ", "  ab c ")] == [
        {"given": False, "length": 0},
        {"given": False, "length": 0},
        {"given": False, "length": 0},
        {"given": True, "length": 4},
    ]


def test_a_share_is_reduced_to_its_codes_and_what_was_given() -> None:
    """The reduced share has every code, reference and time of the request, and marks what was said in words."""
    reduced = share_attributes(read(ShareRequest, share_full_of_canaries())).model_dump(exclude_none=True)
    assert reduced["attested"] is True
    child = {"ref": "p1", "role": "child", "details_given": True, "safe_contact_given": True}
    assert reduced["people"] == [child | {"identifiers": ["nhs_number"]}]
    assert reduced["lawful_basis"]["balancing_test_given"] is True
    assert [statement["item"] for statement in reduced["statements"]] == ["s1", "s2", "s3"]
    assert reduced["statements"][0]["originator_permission_given"] is True
    assert reduced["statements"][2]["account"] == {
        "made_at": "2026-11-20T15:20:00Z",
        "made_by": "p1",
        "made_to_given": True,
        "how_given": True,
        "words_given": True,
    }


def test_what_was_left_out_is_left_out_of_the_attributes() -> None:
    """A share without paperwork has no basis and no necessity for rules to read, and is not attested."""
    body = examples.share()
    for name in ("lawful_basis", "necessity", "informed"):
        del body[name]
    reduced = share_attributes(read(ShareRequest, body)).model_dump(exclude_none=True)
    assert {"lawful_basis", "necessity"} & reduced.keys() == set()
    assert (reduced["attested"], reduced["informed"]) == (False, [])


def test_five_facts_are_reduced_one_by_one() -> None:
    """Each of the five facts of a disclosure is given or not."""
    step = read(StepRequest, {"step": "disclosure_record", "facts": {"who": "DC 1", "what": " "}})
    reduced = step_attributes(step).model_dump(exclude_none=True)
    assert reduced["facts"] == {"when": False, "who": True, "to_whom": False, "how": False, "what": False}
