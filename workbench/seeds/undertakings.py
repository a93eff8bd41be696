"""Ready-made bodies of an undertaking and of the disclosure that it is for. People are invented.

What is read out at the delivery is, item for item and with the same salts, what the recipient undertook to keep.
"""

from typing import Any

from workbench.seeds.requests import now

Body = dict[str, Any]
WARNINGS = ["purpose_only", "confidential", "proceedings"]
PRESENT = [{"ref": "p4", "name": "Testparent Exampleson"}, {"role": "officer", "name": "DC Testofficer"}]
WORDS = "The words that were agreed, read out and not left behind"
ITEMS = [{"id": "i1", "text": WORDS, "salt": "c2FsdC1vZi1hLXNlZWRlZC1pdGVt"}]


def undertaking(request: str, outcome: str) -> Body:
    """The recipient of csods's decision signs, or refuses: explained in English, in the presence of an officer."""
    body: Body = {
        "request_id": request,
        "person": "p4",
        "outcome": outcome,
        "at": now(),
        "place": "Front office, interview room 2",
        "officer": "DC Testofficer",
        "purpose": "To keep the child of this application safe",
        "template": "1",
        "language": "en",
        "adjustments": ["read_aloud"],
        "explained": True,
        "present": PRESENT,
        "warnings_read": WARNINGS,
        "items": ITEMS,
    }
    signature = {"method": "pen_on_paper", "evidence_hash": f"sha256:{'ab' * 32}", "witness": "The officer present"}
    return body | ({"signature": signature} if outcome == "signed" else {})


def delivery() -> Body:
    """The act of disclosure: in person, nothing left, the items of the undertaking."""
    return {
        "mode": "in_person",
        "at": now(),
        "place": "At the recipient's address",
        "present": PRESENT,
        "words": WORDS,
        "items_left": False,
        "warnings_read": WARNINGS,
        "items": ITEMS,
    }


def breach(request: str, kind: str = "passed_on") -> Body:
    """A report that what was disclosed was passed on."""
    return {
        "request_id": request,
        "kind": kind,
        "learned_at": now(),
        "words": "A neighbour told the school what had been said in confidence",
    }
