"""How receiving makes an agency part of a case."""

from chalicelib.domain.involvements import ended, extended, ground, moved, prolonged

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


def test_a_part_made_longer_ends_when_it_was_decided_to() -> None:
    """The same ground gets exactly the end that was decided, however much time it had left, and keeps its start."""
    made = prolonged(FIRST, SCHOOL, received(LATER, "2027-02-01T00:00:00Z"))
    assert made == {**FIRST, "grounds": [received(AT, "2027-02-01T00:00:00Z")]}


def test_a_part_made_longer_on_another_ground_keeps_the_first() -> None:
    """A second ground stands beside the first, and a lapsed one begins anew."""
    teaches = ground("teaches", LATER, COUNCIL, "2027-03-01T00:00:00Z")
    assert prolonged(FIRST, SCHOOL, teaches)["grounds"] == [*FIRST["grounds"], teaches]
    anew = received(AFTER, "2028-01-01T00:00:00Z")
    assert prolonged(FIRST, SCHOOL, anew)["grounds"] == [anew]


def test_an_agency_without_a_part_gets_one() -> None:
    """The next council becomes involved on its ground."""
    lives = ground("child_lives_in_area", AT, COUNCIL)
    assert prolonged(None, SCHOOL, lives) == {"agency": SCHOOL, "grounds": [lives]}


def test_an_ended_part_has_no_ground_beyond_the_end() -> None:
    """Every ground that lasts longer, or for ever, ends when it was decided; one that ended before stays as it was."""
    past, lasting = ground("teaches", AT, COUNCIL, "2026-02-01T00:00:00Z"), ground("referrer", AT, SCHOOL)
    before = {"agency": SCHOOL, "area": COUNCIL, "grounds": [past, received(AT, "2027-01-01T00:00:00Z"), lasting]}
    made = ended(before, LATER)
    end = "2026-03-01T00:00:00.000Z"
    assert made == {**before, "grounds": [past, {**received(AT, end)}, {**lasting, "until": end}]}
    assert before["grounds"][2] == lasting
    assert ended(made, AFTER) == made


def test_a_part_moves_to_the_area_of_another_council() -> None:
    """Where the area is that of the council already, nothing has to be written."""
    assert moved(FIRST, "la:E06000001") == {**FIRST, "area": "la:E06000001"}
    assert moved(FIRST, COUNCIL) is None
