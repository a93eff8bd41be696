"""What a report of a breach leaves behind."""

from typing import Any

from chalicelib.domain.actors import Actor
from chalicelib.domain.disclosure_requests import NewRequest, opened
from chalicelib.domain.incidents import NewIncident, frozen, operations
from chalicelib.domain.records import Fact, Facts, Put

BY = Actor("practitioner:2", "force:11", "child_protection", "D2", "2026-11-21T16:00:00.000Z")
OTHER = Actor("practitioner:3", "force:11", "disclosure_authority", "D3", "2026-11-22T16:00:00.000Z")
CASE, REQUEST = "01JCASE0000000000000000001", "01JCASE0000000000000000001.01JREC00000000000000000001"
DUE = "2026-12-01T00:00:00.000Z"
CLOCK = {"dues": {"overall": DUE}, "due": DUE, "tick": DUE, "paused": False}
STATE = {**opened(NewRequest(REQUEST, CASE, "any", "delivery_due", {}), BY), "clock": CLOCK}
NEW = NewIncident("C.I", CASE, REQUEST, "C.U", "passed_on", "2026-11-21T12:00:00Z")


def written(view: dict[str, Any], state: dict[str, Any] = STATE) -> dict[tuple[str, str], Put]:
    facts = Facts([Fact(f"case#{REQUEST}", "state", 7, state)])
    return {(one.pk, one.sk): one for one in operations(NEW, BY, view, facts, b"sealed") if isinstance(one, Put)}


def test_a_breach_is_a_record_a_pointer_and_a_freeze() -> None:
    """One transaction holds the sealed incident, its pointer, and the request's state at the version read."""
    made = written({"next": []})
    assert set(made) == {
        ("case#C.I", "record"),
        (f"case#{REQUEST}", "state"),
        (f"member#{CASE}.force:11", "pointer#2026-11-21T16:00:00.000Z#C.I"),
    }
    assert made["case#C.I", "record"].sealed == b"sealed"
    state = made[f"case#{REQUEST}", "state"]
    assert (state.expected, state.header["frozen"]["by"]) == (7, "practitioner:2")
    assert {name: value for name, value in state.header.items() if name != "frozen"} == STATE


def test_the_request_keeps_its_place_whatever_the_answer_says_of_clocks() -> None:
    """The index is computed from the clock that the state has, not from one that came with the answer."""
    index = written({"next": [], "clock": {"due": "2030-01-01T00:00:00.000Z"}})[f"case#{REQUEST}", "state"].index
    assert index is not None
    assert (index.due_at, index.tick_at) == (f"{DUE}#{REQUEST}", f"{DUE}#{REQUEST}")


def test_a_request_without_a_clock_stays_without_one() -> None:
    """Where no limit runs, a report starts none."""
    state = {name: value for name, value in STATE.items() if name != "clock"}
    assert written({"next": []}, state)[f"case#{REQUEST}", "state"].index is None


def test_all_who_reported_are_kept() -> None:
    """The first report stays the first; each further one adds its incident and who reported, each person once."""
    once = frozen(STATE, NEW, BY)
    assert once["frozen"] == {"by": BY.person, "at": BY.at, "undertaking": "C.U", "incident": "C.I"}
    twice = frozen(once, NewIncident("C.J", CASE, REQUEST, "C.U", "lost", BY.at), OTHER)
    thrice = frozen(twice, NewIncident("C.K", CASE, REQUEST, "C.U", "lost", BY.at), OTHER)
    assert thrice["frozen"] == {
        **once["frozen"],
        "reporters": [BY.person, OTHER.person],
        "incidents": ["C.I", "C.J", "C.K"],
    }
