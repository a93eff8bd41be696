"""How receiving makes an agency part of a case."""

from chalicelib.domain.involvements import extended, ground

AT, LATER, MUCH_LATER, AFTER = (
    "2026-01-01T00:00:00Z",
    "2026-03-01T00:00:00Z",
    "2026-10-01T00:00:00Z",
    "2027-06-01T00:00:00Z",
)
COUNCIL, SCHOOL = "la:E06000047", "school:100001"


def received(at: str, until: str | None) -> dict[str, str]:
    return ground("received", at, COUNCIL, until)


FIRST = {"agency": SCHOOL, "area": COUNCIL, "grounds": [received(AT, "2027-01-01T00:00:00Z")]}


def test_an_agency_becomes_involved() -> None:
    """A new involvement has the ground, its start and end, who brought it in, and the case's area."""
    made = extended(None, SCHOOL, COUNCIL, [received(AT, "2027-01-01T00:00:00Z")])
    assert made == {
        "agency": SCHOOL,
        "area": COUNCIL,
        "grounds": [
            {
                "ground": "received",
                "from": "2026-01-01T00:00:00.000Z",
                "until": "2027-01-01T00:00:00.000Z",
                "by": COUNCIL,
            }
        ],
    }


def test_a_case_without_area_has_none() -> None:
    """Where no area is known, none is recorded."""
    assert extended(None, SCHOOL, None, [received(AT, None)]) == {"agency": SCHOOL, "grounds": [received(AT, None)]}


def test_another_ground_is_added() -> None:
    """A second ground stands beside the first."""
    added = ground("teaches", LATER, COUNCIL)
    made = extended(FIRST, SCHOOL, None, [added])
    assert made == {**FIRST, "grounds": [*FIRST["grounds"], added]}


def test_a_ground_with_most_of_its_time_left_stays_as_it_is() -> None:
    """Shares that follow each other leave the involvement alone, so that they do not contend for it."""
    assert extended(FIRST, SCHOOL, COUNCIL, [received(LATER, "2027-03-01T00:00:00Z")]) is None


def test_a_ground_near_its_end_is_renewed() -> None:
    """A ground with little time left gets the new end and keeps its start."""
    made = extended(FIRST, SCHOOL, COUNCIL, [received(MUCH_LATER, "2027-10-01T00:00:00Z")])
    assert made is not None
    assert made["grounds"] == [{**received(AT, "2027-10-01T00:00:00Z")}]


def test_a_lapsed_ground_begins_anew() -> None:
    """Between its end and the new share the agency was not involved, and the record does not pretend that it was."""
    made = extended(FIRST, SCHOOL, COUNCIL, [received(AFTER, "2028-06-01T00:00:00Z")])
    assert made is not None
    assert made["grounds"] == [received(AFTER, "2028-06-01T00:00:00Z")]


def test_a_ground_without_end_is_never_shortened() -> None:
    """An involvement that lasts, lasts, whatever is received meanwhile."""
    lasting = {"agency": SCHOOL, "grounds": [received(AT, None)]}
    assert extended(lasting, SCHOOL, None, [received(LATER, "2027-01-01T00:00:00Z")]) is None


def test_what_was_before_is_not_changed_in_place() -> None:
    """The header as it was read stays as it was read."""
    before = {"agency": SCHOOL, "grounds": [received(AT, "2026-02-01T00:00:00Z")]}
    extended(before, SCHOOL, None, [received(AFTER, None)])
    assert before == {"agency": SCHOOL, "grounds": [received(AT, "2026-02-01T00:00:00Z")]}
