"""What was agreed, told in plain words."""

from tests.undertaking.agreed import RECORD, agreed
from workbench.undertaking.telling import told


def test_everything_that_was_agreed_is_told() -> None:
    """Who was present, the words, the warnings, the items, when, where, by which officer, and that it was signed."""
    said = told(agreed())
    for wanted in (
        RECORD,
        "Testparent Exampleson (p4) signed this undertaking.",
        "21 November 2026, 15:30 UTC",
        "Front office, interview room 2",
        "Read out by   DC Testofficer",
        "I agree to keep it confidential.",
        "template csods, version 1, en",
        "The words of the warning proceedings.",
        "To keep the child of this application safe",
        "i1: The words that were agreed, read out and not left behind",
        "Testparent Exampleson: the recipient",
        "DC Testofficer: Police officer",
        "explained, in English",
        "Read aloud",
        "pen on paper, seen by The officer present",
        "force:11, child_protection",
        "entry " + "a" * 64,
    ):
        assert wanted in said


def test_a_refusal_is_told_as_one() -> None:
    """That the recipient did not sign cannot be overread, and nothing is said of a signature by hand."""
    said = told(agreed("refused", explained=False, warnings_read=[], words="She left"))
    assert "REFUSED to sign" in said
    assert "was NOT explained" in said
    assert "Warnings read out: none" in said
    assert "She left" in said
    assert "Signed by hand" not in said


def test_what_is_not_known_here_is_told_as_it_stands() -> None:
    """A code that this copy of the rules does not know, a recipient who is not among those present, no place."""
    made = agreed(language="cy", present=[{"ref": "p9", "name": "Somebody"}, {"name": "Nobody's"}], adjustments=["new"])
    del made["place"]
    said = told(made)
    assert "p4 signed this undertaking" in said
    assert "in Welsh" in said
    assert "Somebody: p9" in said
    assert "Nobody's: no role said" in said
    assert "- new" in said
    assert "Where         not said" in said
