"""A changed part in a case: what is written for whom, all in one transaction."""

from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.involvement_changes import NewChange, operations
from chalicelib.domain.involvements import ground
from chalicelib.domain.records import Fact, Facts, Put

CASE = "01HCCCCCCCCCCCCCCCCCCCCCCC"
RECORD, SHARE = f"{CASE}.01HRRRRRRRRRRRRRRRRRRRRRR5", f"{CASE}.01HRRRRRRRRRRRRRRRRRRRRRR6"
OLD, NEXT, SCHOOL = "la:E06000047", "la:E06000001", "school:100001"
BY = Actor("practitioner:2", OLD, "social_worker", "D2", "2026-11-21T09:00:00.000Z")
HEADER = {"purpose": "safeguarding_child", "urgency": "routine", "excluded": ["practitioner:9"]}
DUTY = ground("area_duty", "2026-11-01T09:00:00Z", SCHOOL, "2027-11-01T09:00:00Z")
MOVED = NewChange(RECORD, SHARE, "hand_over", OLD, NEXT)
HANDED_OVER: dict[str, Any] = {
    "parts": [
        {"agency": OLD, "ends": BY.at, "area": NEXT},
        {"agency": NEXT, "ground": "child_lives_in_area", "until": "2027-11-21T09:00:00.000Z", "area": NEXT},
    ],
    "agencies": [OLD, NEXT],
    "tells": [{"agency": NEXT, "role": "social_worker"}],
}


def member(agency: str) -> str:
    return f"member#{CASE}.{agency}"


FACTS = Facts(
    [
        Fact(f"case#{SHARE}", "record", 1, HEADER),
        Fact(member(OLD), "involvement", 4, {"agency": OLD, "area": OLD, "grounds": [DUTY]}),
        Fact(member(NEXT), "involvement", 0, None),
        Fact(member(SCHOOL), "involvement", 2, {"agency": SCHOOL, "area": OLD, "grounds": [DUTY]}),
    ]
)


def made(new: NewChange, view: dict[str, Any]) -> dict[tuple[str, str], Put]:
    every = operations(new, view, FACTS, b"sealed", BY)
    found = {(put.pk, put.sk): put for put in every if isinstance(put, Put)}
    assert len(found) == len(every)
    return found


def test_one_part_ends_and_the_other_begins_together() -> None:
    """Old and new part are two items of one transaction, each at the version that was decided on, in the new area."""
    puts = made(MOVED, HANDED_OVER)
    old, new = puts[member(OLD), "involvement"], puts[member(NEXT), "involvement"]
    assert (old.expected, old.header) == (4, {"agency": OLD, "area": NEXT, "grounds": [{**DUTY, "until": BY.at}]})
    lives = ground("child_lives_in_area", BY.at, OLD, "2027-11-21T09:00:00Z")
    assert (new.expected, new.header) == (0, {"agency": NEXT, "area": NEXT, "grounds": [lives]})


def test_the_record_says_what_changed_for_whom() -> None:
    """The change, the share by which it was asked, and both agencies stand plain; the reason is sealed."""
    put = made(MOVED, HANDED_OVER)[f"case#{RECORD}", "record"]
    assert put.sealed == b"sealed"
    assert put.header == {
        "kind": "involvement_change",
        "at": BY.at,
        "decision": "D2",
        "case": CASE,
        "by": {"person": "practitioner:2", "agency": OLD, "role": "social_worker"},
        "share": SHARE,
        "change": "hand_over",
        "agency": OLD,
        "to": NEXT,
        "parts": HANDED_OVER["parts"],
        "readers": [{"agency": OLD}, {"agency": NEXT}],
        "excluded": ["practitioner:9"],
        "only": {},
    }


def test_those_whom_it_concerns_are_told() -> None:
    """Each agency finds it in its chronology and the next council's role in its inbox; who was kept out stays out."""
    puts = made(MOVED, HANDED_OVER)
    named = {"change": "hand_over", "agency": OLD, "to": NEXT}
    for agency in (OLD, NEXT):
        pointer = puts[member(agency), f"pointer#{BY.at}#{RECORD}"].header
        assert (pointer["kind"], pointer["change"], pointer["items"]) == ("involvement_change", named, [])
        assert pointer["excluded"] == ["practitioner:9"]
    entry = puts[f"agency#{NEXT}", f"inbox#social_worker#{BY.at}#{RECORD}"].header
    assert (entry["change"], entry["case"], entry["purpose"]) == (named, CASE, "safeguarding_child")
    assert entry["excluded"] == ["practitioner:9"]


def test_a_part_made_longer_keeps_its_area() -> None:
    """Only the ground and its end change."""
    view = {
        "parts": [{"agency": SCHOOL, "ground": "area_duty", "until": "2028-01-01T00:00:00Z"}],
        "agencies": [OLD, SCHOOL],
        "tells": [],
    }
    put = made(NewChange(RECORD, SHARE, "extend", SCHOOL), view)[member(SCHOOL), "involvement"]
    longer = {**DUTY, "until": "2028-01-01T00:00:00.000Z", "by": OLD}
    assert (put.expected, put.header) == (2, {"agency": SCHOOL, "area": OLD, "grounds": [longer]})
