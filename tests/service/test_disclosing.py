"""Disclosure requests and undertakings over fakes: opened, stepped, undertaken, read."""

import json
from typing import Any

import pytest

from chalicelib.contracts.disclosure import DisclosureApplication, StepRequest
from chalicelib.contracts.undertaking import UndertakingRequest
from chalicelib.contracts.wire import read
from chalicelib.domain import ids
from chalicelib.domain.errors import ContentUnreadableError, ContractError, DecisionPointUnavailableError
from chalicelib.service.asking import Answer, Caller, Refusal
from chalicelib.service.disclosing import OpenDisclosureRequest, TakeStep
from chalicelib.service.disclosure_reading import ReadDisclosureRequest
from chalicelib.service.undertaking_reading import ReadUndertaking
from chalicelib.service.undertaking_recording import RecordUndertaking
from tests.contracts import examples
from tests.service.fakes import FORCE, FakeDecisionPoint, FakeRecordStore, FakeSealer, FakeSigner, subject
from tests.service.test_reducing import (
    CANARY,
    application_full_of_canaries,
    step_full_of_canaries,
    undertaking_full_of_canaries,
)

CALLER = Caller("token", None, "key-1")


class Police:
    """The use cases of a police force, one after the other."""

    def __init__(self, point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer) -> None:
        self.point, self.store, self.sealer = point, store, sealer
        point.who = subject(FORCE, "contact_officer")

    def open(self, body: dict[str, Any] | None = None, key: str | None = None) -> Any:
        application = read(DisclosureApplication, body or examples.application())
        return done(OpenDisclosureRequest(self.point, self.store, self.sealer)(Caller("t", None, key), application))

    def step(self, record: str, body: dict[str, Any] | None = None, key: str | None = None) -> Any:
        step = read(StepRequest, body or examples.step())
        return done(TakeStep(self.point, self.store, self.sealer)(Caller("t", None, key), record, step))

    def undertake(self, record: str, body: dict[str, Any] | None = None) -> Any:
        made = read(UndertakingRequest, {**(body or examples.undertaking()), "request_id": record})
        return done(RecordUndertaking(self.point, self.store, self.sealer, FakeSigner())(Caller("t"), made))

    def read(self, record: str, step: int | None = None) -> Any:
        return done(ReadDisclosureRequest(self.point, self.store, self.sealer)(CALLER, record, step))


def done(outcome: Answer | Refusal) -> Any:
    assert isinstance(outcome, Answer)
    return json.loads(outcome.body)


@pytest.fixture
def police(point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer) -> Police:
    return Police(point, store, sealer)


def test_an_application_is_a_case_of_its_own(police: Police) -> None:
    """Opening writes record and state in a new case, and says what may come next and may be told."""
    body = police.open()
    assert (body["state"], body["applicant_notice"]) == ("received", "Constant words.")
    assert ids.case_of(body["request_id"]) == body["case_id"]
    assert police.store.version(ids.case_partition(body["request_id"]), "state") == 1


def test_the_ground_of_the_case_is_the_decisions(police: Police) -> None:
    """On what ground the opener is part of the case, policy says."""
    police.point.view = {"state": "received", "ground": "police_case"}
    case = police.open()["case_id"]
    involvement = police.store.items[ids.member_partition(case, FORCE), "involvement"]
    assert [ground["ground"] for ground in involvement.header["grounds"]] == ["police_case"]


@pytest.mark.parametrize("view", [{"state": ""}, {"next_state": "x"}, {"state": 3}], ids=["empty", "missing", "number"])
def test_an_allow_without_a_state_is_closed(police: Police, view: dict[str, Any]) -> None:
    """A decision that names no state opens nothing and seals nothing."""
    police.point.view = view
    with pytest.raises(DecisionPointUnavailableError):
        police.open()
    assert (police.store.writes, police.sealer.calls) == ([], [])


def test_steps_are_numbered_and_none_is_overwritten(police: Police) -> None:
    """Each step is an item of its own beside the state, which goes up by one version."""
    record = police.open()["request_id"]
    assert [police.step(record)["step"] for _ in range(2)] == [1, 2]
    pk = ids.case_partition(record)
    assert sorted(sk for p, sk in police.store.items if p == pk) == ["record", "state", "step#0001", "step#0002"]
    assert police.store.version(pk, "state") == 3
    assert police.store.version(pk, "step#0001") == 1


def test_a_step_is_written_only_on_the_state_that_was_judged(police: Police) -> None:
    """When another officer steps first, this step is judged again on the new state."""
    record = police.open()["request_id"]
    state = police.store.items[ids.case_partition(record), "state"].header
    moves = [1]
    police.point.after_facts = lambda: (
        police.store.place(ids.case_partition(record), "state", dict(state)) if moves and moves.pop() else None
    )
    police.step(record)
    assert police.store.version(ids.case_partition(record), "state") == 3


def test_the_same_step_on_two_requests_is_two_steps(police: Police) -> None:
    """A key names a request and its body: the same body for another application is a conflict, not a replay."""
    first, second = police.open()["request_id"], police.open()["request_id"]
    police.step(first, key="k")
    with pytest.raises(ContractError) as raised:
        police.step(second, key="k")
    assert raised.value.code == "idempotency_conflict"


def test_a_step_on_a_state_that_was_not_read_is_closed(police: Police) -> None:
    """An allow without the state that it judged writes nothing."""
    with pytest.raises(DecisionPointUnavailableError):
        police.step(examples.REQUEST)
    assert police.store.writes == []


def test_an_undertaking_is_recorded_with_its_request(police: Police) -> None:
    """Signing is a record of its own and a step of the request, in one transaction."""
    record = police.open()["request_id"]
    body = police.undertake(record)
    assert body["undertaking_id"] != record
    assert (body["request_id"], body["outcome"], body["state"]) == (record, "signed", "moved")
    assert len(police.store.writes) == 2
    standing = police.read(record)
    assert [(step["step"], step["outcome"]) for step in standing["steps"]] == [("undertaking", "signed")]


def test_an_undertaking_is_read_back(police: Police) -> None:
    """What was signed, by whom, when and with which warnings is shown after one opening."""
    made = police.undertake(police.open()["request_id"])
    police.sealer.calls.clear()
    body = done(ReadUndertaking(police.point, police.store, police.sealer)(CALLER, made["undertaking_id"]))
    assert (body["person"], body["outcome"]) == ("p4", "signed")
    assert [warning["code"] for warning in body["document"]["warnings"]] == [
        "purpose_only",
        "confidential",
        "proceedings",
    ]
    assert [call[0] for call in police.sealer.calls] == ["open"]


def test_where_a_request_stands_opens_no_content(police: Police) -> None:
    """Reading the standing alone does not touch the key."""
    record = police.open()["request_id"]
    police.step(record)
    police.sealer.calls.clear()
    body = police.read(record)
    assert (body["scheme"], body["state"], len(body["steps"])) == (examples.application()["scheme"], "moved", 1)
    assert police.sealer.calls == []


def test_one_step_is_opened_on_demand(police: Police) -> None:
    """The words of the application are step 0, those of a step its number, and each is one opening."""
    record = police.open(application_full_of_canaries())["request_id"]
    police.step(record, step_full_of_canaries())
    police.sealer.calls.clear()
    assert police.read(record, 0)["opened"]["content"]["concern"] == CANARY
    assert police.read(record, 1)["opened"]["content"]["reasons"] == CANARY
    assert [call[0] for call in police.sealer.calls] == ["open", "open"]
    assert [asked.attributes.open for asked in police.point.asked[-2:]] == [0, 1]


@pytest.mark.parametrize("step", [2, 9999])
def test_a_step_that_is_not_there_is_said_so(police: Police, step: int) -> None:
    """Asking for the words of a step that does not exist, or has none, is a broken request."""
    record = police.open()["request_id"]
    police.undertake(record)
    with pytest.raises(ContractError) as raised:
        police.read(record, step)
    assert [problem.field for problem in raised.value.problems] == ["open"]


def test_a_standing_that_is_gone_is_unreadable(police: Police) -> None:
    """An allow for a request whose state is gone shows nothing."""
    with pytest.raises(ContentUnreadableError):
        police.read(examples.REQUEST)


def test_no_words_stand_in_the_clear(police: Police) -> None:
    """No key and no header of an application, a step or an undertaking holds words of the request."""
    record = police.open(application_full_of_canaries())["request_id"]
    police.step(record, step_full_of_canaries())
    police.undertake(record, undertaking_full_of_canaries())
    plain = json.dumps([[pk, sk, item.header] for (pk, sk), item in police.store.items.items()])
    assert CANARY not in plain


def test_refusals_write_nothing(police: Police) -> None:
    """A refused opening, step or undertaking leaves neither a call to the key nor a write."""
    police.point.refuse_with = ["not_police"]
    caller = Caller("t")
    use = (police.point, police.store, police.sealer)
    outcomes = [
        OpenDisclosureRequest(*use)(caller, read(DisclosureApplication, examples.application())),
        TakeStep(*use)(caller, examples.REQUEST, read(StepRequest, examples.step())),
        RecordUndertaking(*use, FakeSigner())(caller, read(UndertakingRequest, examples.undertaking())),
        ReadDisclosureRequest(*use)(caller, examples.REQUEST, 0),
        ReadUndertaking(*use)(caller, examples.REQUEST),
    ]
    assert all(isinstance(outcome, Refusal) for outcome in outcomes)
    assert (police.store.writes, police.store.calls, police.sealer.calls) == ([], [], [])
