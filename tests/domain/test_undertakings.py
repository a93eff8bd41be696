"""What recording an undertaking leaves behind."""

from chalicelib.domain.actors import Actor
from chalicelib.domain.disclosure_requests import NewRequest, opened
from chalicelib.domain.records import Fact, Facts, Put
from chalicelib.domain.undertakings import NewUndertaking, operations

BY = Actor("practitioner:2", "force:11", "child_protection", "D2", "2026-11-21T16:00:00.000Z")
STATE = opened(NewRequest("C.R", "C", "any", "undertaking_due", {}), BY)
NEW = NewUndertaking(record="C.U", case="C", request="C.R", person="p4", outcome="refused")
FACTS = Facts([Fact("case#C.R", "state", 7, STATE)])


def test_an_undertaking_is_a_record_and_a_step_of_its_request() -> None:
    """One transaction holds the sealed record, the request's next state at the version read, a step and a pointer."""
    made = {(one.pk, one.sk): one for one in operations(NEW, BY, {"next_state": "next"}, FACTS, b"sealed")}
    assert set(made) == {
        ("case#C.U", "record"),
        ("case#C.R", "state"),
        ("case#C.R", "step#0001"),
        ("member#C.force:11", "pointer#2026-11-21T16:00:00.000Z#C.U"),
    }
    state = made["case#C.R", "state"]
    assert isinstance(state, Put)
    assert (state.expected, state.header["state"]) == (7, "next")
    assert state.header["undertaking"]["outcome"] == "refused"
    record = made["case#C.U", "record"]
    assert isinstance(record, Put)
    assert record.sealed == b"sealed"
    assert record.header["by"] == {"person": "practitioner:2", "agency": "force:11", "role": "child_protection"}
    step = made["case#C.R", "step#0001"]
    assert isinstance(step, Put)
    assert step.header["undertaking"] == "C.U"
