"""The state of a disclosure request, folded from step to step without knowing any scheme."""

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.actors import Actor
from chalicelib.domain.disclosure_requests import (
    NewRequest,
    fold_breach,
    fold_passed,
    fold_step,
    fold_undertaking,
    opened,
    opening,
    placed,
    step_key,
)
from chalicelib.domain.records import Facts, Put

ROOT = Path(__file__).resolve().parents[2]
FORCE = "force:11"
OPENER = Actor("practitioner:1", FORCE, "contact_officer", "D1", "2026-11-20T16:00:00.000Z")
DECIDER = Actor("practitioner:2", FORCE, "disclosure_authority", "D2", "2026-11-21T16:00:00.000Z")
NEW = NewRequest(
    record="C.R",
    case="C",
    scheme="any_scheme",
    state="received",
    people={"p1": "applicant", "p2": "child"},
    parties={"subject": "p3", "child": "p2"},
    contact_kind="online",
    ground="police_case",
)
VIEW = {"next_state": "moved", "use_limited_to": "p2"}


def fold(step: dict[str, Any], state: dict[str, Any] | None = None, by: Actor = DECIDER) -> dict[str, Any]:
    return fold_step(state if state is not None else opened(NEW, OPENER), step, VIEW, by)


def disclosed() -> dict[str, Any]:
    """A request that was decided, undertaken, delivered and recorded."""
    state = fold({"step": "decision", "outcome": "disclose", "recipient": "p4", "best_placed": "carer"})
    state = fold_undertaking(state, {"person": "p4", "outcome": "signed"}, "C.U", VIEW, DECIDER)
    state = fold({"step": "delivery", "delivery": {"mode": "in_person"}}, state)
    return fold({"step": "disclosure_record", "facts": dict.fromkeys(("when", "who", "how"), True)}, state)


def test_a_new_request_starts_with_nothing_done() -> None:
    """An opened request has policy's state, its people by role, and nothing decided, delivered or recorded."""
    assert opened(NEW, OPENER) == {
        "scheme": "any_scheme",
        "state": "received",
        "opened_by": "practitioner:1",
        "agency": FORCE,
        "opened_at": "2026-11-20T16:00:00.000Z",
        "received_at": "2026-11-20T16:00:00.000Z",
        "entered_at": "2026-11-20T16:00:00.000Z",
        "history": [],
        "people": {"p1": "applicant", "p2": "child"},
        "contact": {"kind": "online"},
        "identity": {},
        "delivered": False,
        "five_facts": {"when": False, "who": False, "to_whom": False, "how": False, "what": False},
        "emergency": False,
        "told": {},
        "subject": "p3",
        "child": "p2",
    }


def test_opening_writes_record_state_pointer_and_involvement() -> None:
    """An application is a case of its own: its record, its state, and the opener's part in it on the given ground."""
    made = opening(NEW, OPENER, b"sealed", Facts([]))
    assert {(one.pk, one.sk) for one in made} == {
        ("case#C.R", "record"),
        ("case#C.R", "state"),
        ("member#C.force:11", "pointer#2026-11-20T16:00:00.000Z#C.R"),
        ("member#C.force:11", "involvement"),
    }
    puts = {one.sk: one for one in made if isinstance(one, Put)}
    assert puts["record"].sealed == b"sealed"
    assert puts["involvement"].header["grounds"] == [
        {"ground": "police_case", "from": "2026-11-20T16:00:00.000Z", "by": FORCE}
    ]


def test_a_request_to_another_agency_is_in_that_agencys_hands() -> None:
    """Holder and opener are both part of the case, each on its ground, and the holder's role finds it in its inbox."""
    made = opening(
        replace(NEW, holder="force:13", holder_ground="police_case", ground="referrer", inbox_role="domestic_abuse"),
        OPENER,
        b"sealed",
        Facts([]),
    )
    puts = {(one.pk, one.sk.split("#")[0]): one for one in made if isinstance(one, Put)}
    state = puts["case#C.R", "state"].header
    assert (state["agency"], state["requester"]) == ("force:13", FORCE)
    grounds = {pk: put.header["grounds"][0]["ground"] for (pk, sk), put in puts.items() if sk == "involvement"}
    assert grounds == {"member#C.force:11": "referrer", "member#C.force:13": "police_case"}
    assert puts["agency#force:13", "inbox"].header["record"] == "C.R"
    assert ("member#C.force:13", "pointer") in puts


def test_a_pause_lasts_until_the_next_step() -> None:
    """A pause is kept with its reason, and any other step ends it."""
    state = fold({"step": "pause", "pause": "awaiting_partner"})
    assert state["pauses"] == [{"from": DECIDER.at, "reason": "awaiting_partner"}]
    later = replace(DECIDER, at="2026-11-22T16:00:00.000Z")
    state = fold({"step": "resume"}, state, later)
    assert state["pauses"] == [{"from": DECIDER.at, "reason": "awaiting_partner", "until": later.at}]


def test_a_broken_undertaking_freezes_until_it_is_lifted() -> None:
    """A report of a breach freezes the request; only the decision to lift it ends that."""
    state = fold_breach(opened(NEW, OPENER), "C.I", "C.U", OPENER)
    assert state["frozen"] == {"by": "practitioner:1", "at": OPENER.at, "undertaking": "C.U", "incident": "C.I"}
    state = fold({"step": "freeze_decision", "outcome": "keep"}, state)
    assert "frozen" in state
    assert "frozen" not in fold({"step": "freeze_decision", "outcome": "lift"}, state)


def test_a_passed_limit_is_recorded_with_when_it_was_due() -> None:
    """The clock's finding is kept by name, due time and decision."""
    clock = {"dues": {"received": "2026-11-21T16:00:00.000Z"}, "due": "2026-11-21T16:00:00.000Z", "paused": False}
    state = {**opened(NEW, OPENER), "clock": clock}
    after = fold_passed(state, {"passed": ["received"], "clock": clock}, DECIDER)
    assert after["breaches"] == [
        {"clock": "received", "due": "2026-11-21T16:00:00.000Z", "at": DECIDER.at, "decision": "D2"}
    ]


def test_what_is_due_stands_in_the_queue_and_on_the_clock() -> None:
    """The index follows policy's clock: by due time in the agency's queue, by the next limit on the clock."""
    clock = {"dues": {}, "due": "2026-11-21T16:00:00.000Z", "tick": "2026-11-22T16:00:00.000Z", "paused": False}
    state = opened(NEW, OPENER)
    record = "01JCASE0000000000000000001.01JREC0000000000000000000R"
    index = placed(record, state, {"clock": clock, "next": [{"step": "close", "roles": ["x"], "outcomes": []}]})
    assert index is not None
    assert (index.queue, index.due_at) == ("queue#force:11", f"2026-11-21T16:00:00.000Z#{record}")
    assert (index.tick, index.tick_at) == ("tick#3", f"2026-11-22T16:00:00.000Z#{record}")
    assert index.brief is not None
    assert index.brief["next"] == [{"step": "close", "roles": ["x"]}]
    assert placed(record, state, {"clock": {"dues": {}, "paused": True}}) is None


def test_a_step_moves_to_the_state_that_policy_names() -> None:
    """The next state is policy's answer, and the history says which step, by whom, when, under which decision."""
    state = fold({"step": "initial_assessment", "outcome": "proceed"})
    assert state["state"] == "moved"
    assert state["history"] == [
        {
            "n": 1,
            "step": "initial_assessment",
            "outcome": "proceed",
            "at": DECIDER.at,
            "by": {"person": "practitioner:2", "agency": DECIDER.agency, "role": "disclosure_authority"},
            "decision": "D2",
        }
    ]


def test_folding_changes_nothing_in_place() -> None:
    """The state as it was read stays as it was read."""
    before = opened(NEW, OPENER)
    kept = copy.deepcopy(before)
    fold({"step": "interview", "identity": {"person": "p1", "verified": True}}, before)
    assert before == kept


def identity(person: str, *, verified: bool, documents: tuple[str, ...] = ("passport",)) -> dict[str, Any]:
    group = {"person": person, "verified": verified, "documents": list(documents)}
    return {"step": "interview", "identity": group}


def test_identity_is_kept_for_each_person() -> None:
    """The last check of each person's identity counts."""
    state = fold(identity("p1", verified=False))
    state = fold(identity("p4", verified=True), state)
    state = fold(identity("p1", verified=True), state)
    assert state["identity"] == {"p1": True, "p4": True}


def test_identity_is_not_verified_without_documents() -> None:
    """Saying that somebody is who they say, with no paper seen, verifies nobody."""
    assert fold(identity("p4", verified=True, documents=()))["identity"] == {"p4": False}


@pytest.mark.parametrize("step", ["identity_check", "second_decision", "delivery", "emergency", "reopen"])
def test_only_a_decision_names_the_recipient(step: str) -> None:
    """No other step can slip in a recipient, or representations, that the decision did not judge."""
    sneaked = {"recipient": "p3", "best_placed": "carer", "representations": {"sought": False, "reason": "urgent"}}
    before = fold({"step": "decision", "outcome": "disclose", "recipient": "p4"})
    state = fold({"step": step, **sneaked}, before)
    assert state.get("recipient") in {"p4", None}
    assert {"best_placed", "representations"} & state.keys() == set()


def test_a_decision_keeps_who_decided_what_for_whom() -> None:
    """A decision records decider, outcome, recipient, and that use is limited to the named child."""
    state = fold(
        {
            "step": "decision",
            "outcome": "disclose",
            "recipient": "p4",
            "best_placed": "carer",
            "representations": {"sought": False, "reason": "risk_to_person"},
        }
    )
    assert state["decision"] == {"by": "practitioner:2", "outcome": "disclose", "n": 1}
    assert (state["recipient"], state["best_placed"], state["use_limited_to"]) == ("p4", "carer", "p2")
    assert state["representations"] == {"considered": True}


@pytest.mark.parametrize(
    ("group", "considered"),
    [
        ({"sought": True, "considered": True}, True),
        ({"sought": False, "reason": "urgent"}, True),
        ({"sought": True, "considered": False}, False),
        ({"sought": True}, False),
    ],
)
def test_representations_count_when_considered_or_reasoned_away(group: dict[str, Any], *, considered: bool) -> None:
    """Asking alone is not considering."""
    assert fold({"step": "decision", "representations": group})["representations"] == {"considered": considered}


def test_an_undertaking_is_kept_with_who_took_it() -> None:
    """A refused undertaking stands in the state with its own id, the person and the officer."""
    state = fold_undertaking(opened(NEW, OPENER), {"person": "p4", "outcome": "refused"}, "C.U", VIEW, DECIDER)
    kept = {"id": "C.U", "person": "p4", "outcome": "refused", "by": "practitioner:2", "items": []}
    assert state["undertaking"] == kept
    assert [(entry["step"], entry["outcome"]) for entry in state["history"]] == [("undertaking", "refused")]


def test_a_second_decision_stands_beside_the_first() -> None:
    """Whether to disclose still is a decision of its own, and the refusal that led to it stays."""
    state = fold({"step": "decision", "outcome": "disclose", "recipient": "p4"}, by=OPENER)
    state = fold_undertaking(state, {"person": "p4", "outcome": "refused"}, "C.U", VIEW, OPENER)
    state = fold({"step": "second_decision", "outcome": "proceed"}, state)
    assert state["decision"]["by"] == "practitioner:1"
    assert state["second_decision"] == {"by": "practitioner:2", "outcome": "proceed", "n": 3}
    assert state["undertaking"]["outcome"] == "refused"


def test_five_facts_are_gathered_over_steps() -> None:
    """Facts of a disclosure add up; what was given once stays given."""
    state = disclosed()
    assert state["delivered"] is True
    assert state["five_facts"] == {"when": True, "who": True, "to_whom": False, "how": True, "what": False}
    state = fold({"step": "disclosure_record", "facts": {"to_whom": True, "what": True, "when": False}}, state)
    assert set(state["five_facts"].values()) == {True}


@pytest.mark.parametrize("step", ["decision", "reopen"])
def test_nothing_of_an_earlier_decision_stands_in_for_a_new_one(step: str) -> None:
    """After a new decision or a reopening, an old undertaking, delivery or recorded fact opens no way."""
    recorded = fold({"step": "disclosure_record", "facts": {"to_whom": True, "what": True}}, disclosed())
    state = fold({"step": step, "outcome": "disclose"}, recorded)
    assert {"undertaking", "second_decision", "recipient", "use_limited_to"} & state.keys() == set()
    assert state["delivered"] is False
    assert set(state["five_facts"].values()) == {False}
    assert ("decision" in state) is (step == "decision")


@pytest.mark.parametrize("step", ["decision", "reopen"])
def test_facts_that_are_owed_stay_owed(step: str) -> None:
    """A delivery without its five facts stays on the state, so that no later decision lets the request be closed."""
    state = fold({"step": step, "outcome": "not_disclose"}, disclosed())
    assert state["delivered"] is True
    assert state["five_facts"] == disclosed()["five_facts"]


def test_an_emergency_is_remembered() -> None:
    """Once in immediate danger, the state says so until the request is reopened."""
    state = fold({"step": "emergency"})
    state = fold({"step": "risk_assessment", "outcome": "complete"}, state)
    assert state["emergency"] is True
    assert fold({"step": "reopen"}, state)["emergency"] is False


def test_step_keys_sort_by_number() -> None:
    """The key of step 10 comes behind that of step 9."""
    assert [step_key(n) for n in (1, 9, 10, 100)] == ["step#0001", "step#0009", "step#0010", "step#0100"]


def test_no_scheme_is_named_in_python() -> None:
    """Another scheme needs no Python: no file of the product names the ones there are."""
    schemes = [path.name for path in (ROOT / "policies" / "proviso" / "schemes").iterdir() if path.is_dir()]
    named = [
        (file.name, scheme)
        for file in (ROOT / "chalicelib").rglob("*.py")
        for scheme in schemes
        if re.search(rf"[\"']{scheme}[\"']", file.read_text(encoding="utf-8"))
    ]
    assert named == []
