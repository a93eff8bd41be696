"""A request for information over fakes: what it tells itself, whose inbox it reaches, whom it keeps out."""

import json
from typing import Any

import pytest

from chalicelib.contracts.disclosure import DisclosureApplication, StepRequest
from chalicelib.contracts.policy_share import BoardRequest, VictimInformation
from chalicelib.contracts.share import LawfulBasis, ShareRequest
from chalicelib.contracts.wire import read
from chalicelib.domain import ids
from chalicelib.service.asking import Answer, Caller
from chalicelib.service.disclosing import OpenDisclosureRequest, TakeStep
from chalicelib.service.hashing import item_hash
from chalicelib.service.share_reducing import share_attributes
from tests.contracts import examples
from tests.service.fakes import COUNCIL, FakeDecisionPoint, FakeRecordStore, FakeSealer, practitioner, subject
from workbench.seeds.information import HEALTH, request_to_health
from workbench.seeds.requests import share_to_police

CALLER = Caller("token", None, None)
ROLE = "safeguarding_nurse"
OPENED = {
    "state": "requested",
    "holder": HEALTH,
    "holder_ground": "treats",
    "holder_until": "2027-05-22T16:00:00.000Z",
    "inbox_role": ROLE,
    "next": [],
    "applicant_notice": "Constant words.",
}


@pytest.fixture
def asked(point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer) -> dict[str, Any]:
    """A request of the council, in a case in which it has its part; its answer."""
    point.who = subject(COUNCIL, "social_worker")
    part = {"agency": COUNCIL, "grounds": [{"ground": "received", "from": "2026-11-01T09:00:00.000Z", "by": "x"}]}
    store.place(ids.member_partition(examples.CASE, COUNCIL), "involvement", part)
    point.view = OPENED
    body = request_to_health(examples.CASE)
    body["sharing"]["urgency"] = "urgent"
    body["sharing"]["excluded_practitioners"] = [practitioner(9)]
    use = OpenDisclosureRequest(point, store, sealer, salt=lambda: "ab" * 16)
    answer = use(CALLER, read(DisclosureApplication, body))
    assert isinstance(answer, Answer)
    made: dict[str, Any] = json.loads(answer.body)
    return made


def test_what_it_tells_is_sealed_and_its_five_facts_are_plain(asked: dict[str, Any], store: FakeRecordStore) -> None:
    """The statements are sealed with their salts; the record's header holds their hashes and the five facts."""
    stored = store.items[ids.case_partition(asked["request_id"]), "record"]
    assert asked["disclosure"] == stored.header["disclosure"]
    assert asked["disclosure"]["to_whom"] == [{"agency": HEALTH, "role": ROLE}]
    content = json.loads((stored.sealed or b"").partition(b"\n")[2][::-1])
    told = content["sharing"]["statements"][0]
    assert stored.header["items"][0]["sha256"] == item_hash(told["salt"], told["statement"])
    assert told["statement"]["text"] not in json.dumps(stored.header)


def test_later_rules_know_for_whom_its_words_are(asked: dict[str, Any], store: FakeRecordStore) -> None:
    """The state keeps urgency, roles and categories of what was told, and whom it keeps out."""
    state = store.items[ids.case_partition(asked["request_id"]), "state"].header
    assert (state["agency"], state["requester"], state["excluded"]) == (HEALTH, COUNCIL, [practitioner(9)])
    assert state["told"]["urgency"] == "urgent"
    assert state["told"]["telling"] == {
        "purpose": "safeguarding_child",
        "categories": ["injury"],
        "from_role": "social_worker",
        "to_role": ROLE,
    }
    assert state["told"]["asked"]["categories"] == ["injury", "health"]


def test_asking_brings_no_part_and_being_asked_one_that_ends(asked: dict[str, Any], store: FakeRecordStore) -> None:
    """Whoever asks in its own case gets no further part in it; whoever is asked gets the one that policy says."""
    case = asked["case_id"]
    assert store.version(ids.member_partition(case, COUNCIL), "involvement") == 1
    given = store.items[ids.member_partition(case, HEALTH), "involvement"].header["grounds"]
    assert [(ground["ground"], ground["until"]) for ground in given] == [("treats", OPENED["holder_until"])]


def test_it_lies_in_the_inbox_of_the_role_that_is_asked(asked: dict[str, Any], store: FakeRecordStore) -> None:
    """The entry says how urgent it is and whom it keeps out, in inbox and chronology alike."""
    inbox = [item.header for (pk, _), item in store.items.items() if pk == ids.agency_partition(HEALTH)]
    assert [(entry["urgency"], entry["excluded"]) for entry in inbox] == [("urgent", [practitioner(9)])]
    pointers = [item.header for (_, sk), item in store.items.items() if sk.startswith("pointer#")]
    assert [pointer["excluded"] for pointer in pointers] == [[practitioner(9)], [practitioner(9)]]
    assert asked["state"] == "requested"


def test_a_step_tells_the_other_agency(
    asked: dict[str, Any], point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer
) -> None:
    """The roles that policy tells find the request in their inbox again."""
    point.view = {"next_state": "returned", "next": [], "tells": [{"agency": COUNCIL, "role": "social_worker"}]}
    point.who = subject(HEALTH, ROLE)
    step = read(StepRequest, {"step": "return", "missing": ["person"]})
    TakeStep(point, store, sealer)(CALLER, asked["request_id"], step)
    told = [sk for (pk, sk), _ in store.items.items() if pk == ids.agency_partition(COUNCIL)]
    assert len(told) == 1
    assert told[0].startswith("inbox#social_worker#")
    state = store.items[ids.case_partition(asked["request_id"]), "state"].header
    assert state["history"][0]["by"]["agency"] == HEALTH


def test_a_new_decision_forgets_the_ground_of_an_earlier_refusal(
    asked: dict[str, Any], point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer
) -> None:
    """What an earlier decision said is not left standing beside a later one."""
    point.view = {"next_state": "moved", "next": []}
    for body in ({"outcome": "not", "refusal": "not_held", "detriment": False}, {"outcome": "share"}):
        step = read(StepRequest, {"step": "decision", "reasons": "Weighed", **body})
        TakeStep(point, store, sealer)(CALLER, asked["request_id"], step)
    told = store.items[ids.case_partition(asked["request_id"]), "state"].header["told"]
    assert {"refusal", "detriment"} & told.keys() == set()
    assert "asked" in told


def test_what_a_gateway_asks_for_is_reduced() -> None:
    """A board's request and the reasons for victim information reach rules as given or not, answered or not."""
    body = share_to_police(examples.CASE)
    body["lawful_basis"] |= {
        "board_request": {"reference": "SAB/2026/17", "relates_to": "its_clients", "used_only_for_board": True},
        "victim_information": {"line_of_enquiry": " ", "necessary": True, "use": "To trace a witness"},
        "more_detrimental": False,
        "acting_for": COUNCIL,
    }
    reduced = share_attributes(read(ShareRequest, body)).lawful_basis
    assert reduced is not None
    assert reduced.board_request == BoardRequest(
        reference_given=True, relates_to="its_clients", used_only_for_board=True
    )
    assert reduced.victim_information == VictimInformation(line_of_enquiry_given=False, necessary=True, use_given=True)
    assert (reduced.more_detrimental, reduced.acting_for) == (False, COUNCIL)
    assert LawfulBasis.model_fields.keys() >= {"identifier_left_out"}
