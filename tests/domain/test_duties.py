"""Obligations as entries of an agency's queue."""

from chalicelib.domain.duties import duties
from chalicelib.domain.records import Put

PLACE = {"agency": "la:E06000047", "decision": "D", "record": "R", "case": "C", "at": "2026-11-20T16:00:00Z"}


def test_each_obligation_is_an_entry_under_who_owes_it() -> None:
    """A duty lies in the queue of the agency that it names, or else of the one that asked, sorted by its date."""
    owed = [
        {"code": "inform_person", "due": "2026-11-30T00:00:00Z", "detail": ["p1"]},
        {"code": "regularise_agreement", "agency": "force:11"},
    ]
    assert duties(owed, **PLACE) == [
        Put(
            "agency#la:E06000047",
            "due#2026-11-30T00:00:00.000Z#D#1",
            {
                "code": "inform_person",
                "due": "2026-11-30T00:00:00.000Z",
                "record": "R",
                "case": "C",
                "detail": ["p1"],
            },
        ),
        Put(
            "agency#force:11",
            "due#2026-11-20T16:00:00.000Z#D#2",
            {"code": "regularise_agreement", "due": "2026-11-20T16:00:00.000Z", "record": "R", "case": "C"},
        ),
    ]


def test_no_obligation_is_no_entry() -> None:
    """A decision without obligations leaves the queue alone."""
    assert duties([], **PLACE) == []
