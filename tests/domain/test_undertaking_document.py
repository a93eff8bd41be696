"""The document that is signed."""

from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.undertaking_document import Decided, document

BY = Actor("practitioner:2", "force:11", "child_protection", "D2", "2026-11-21T16:00:00.000Z")
TEMPLATE = {
    "id": "any",
    "version": "2",
    "language": "en",
    "words": "All the words.",
    "warnings": {"first": "One.", "second": "Two."},
    "effective_from": "2020-01-01",
}
DECIDED = Decided("C.U", "C", "C.R", "any", TEMPLATE, {"decision": "D2"})
SAID: dict[str, Any] = {
    "request_id": "C.R",
    "person": "p4",
    "outcome": "refused",
    "at": "2026-11-21T15:00:00Z",
    "officer": "An Officer",
    "purpose": "A purpose",
}


def test_it_names_its_record_and_what_it_belongs_to() -> None:
    """Scheme, case, record and request are the decision's, not the caller's."""
    made = document(SAID, [], DECIDED, BY)
    assert [made[name] for name in ("v", "kind", "scheme", "case", "record", "request")] == [
        1,
        "undertaking",
        "any",
        "C",
        "C.U",
        "C.R",
    ]
    assert (made["decision"], made["recorded_by"], made["receipt"]) == ("D2", BY.named(), {"decision": "D2"})


def test_warnings_stand_in_the_order_in_which_they_were_read() -> None:
    """A warning that was not read out is not in it, nor one that the template does not have."""
    made = document({**SAID, "warnings_read": ["second", "first", "third"]}, [], DECIDED, BY)
    assert made["warnings"] == [{"code": "second", "words": "Two."}, {"code": "first", "words": "One."}]
    assert document(SAID, [], DECIDED, BY)["warnings"] == []


def test_of_the_template_it_holds_the_words_and_which_they_are() -> None:
    """Id, version, language and words; nothing else that the rules know of it."""
    assert document(SAID, [], DECIDED, BY)["template"] == {
        "id": "any",
        "version": "2",
        "language": "en",
        "words": "All the words.",
    }


def test_what_was_not_said_is_not_in_it() -> None:
    """A refusal that nobody explained at no place has neither; a list that was left out is empty."""
    made = document(SAID, [], DECIDED, BY)
    assert not {"place", "language", "explained", "words", "signature"} & made.keys()
    assert (made["adjustments"], made["present"], made["items"]) == ([], [], [])
    assert document({**SAID, "explained": False}, [], DECIDED, BY)["explained"] is False
