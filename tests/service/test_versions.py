"""A step on the version that was seen, and what those are told whom another step overtook."""

from typing import Any

import pytest

from chalicelib.contracts.decision import DecideRequest, DecideResponse
from chalicelib.contracts.disclosure import StepRequest
from chalicelib.contracts.undertaking import UndertakingRequest
from chalicelib.contracts.wire import read
from chalicelib.domain import ids
from chalicelib.domain.errors import ContractError, VersionMovedError
from chalicelib.service.asking import Answer, Caller, Refusal
from chalicelib.service.disclosing import TakeStep
from chalicelib.service.disclosure_reading import ReadDisclosureRequest
from chalicelib.service.undertaking_recording import RecordUndertaking
from tests.contracts import examples
from tests.service.fakes import FakeDecisionPoint, FakeRecordStore, FakeSealer, FakeSigner
from tests.service.test_disclosing import Police


class Choosy(FakeDecisionPoint):
    """A decision point that refuses some actions alone, each with its own codes."""

    def __init__(self, store: FakeRecordStore) -> None:
        super().__init__(store)
        self.refusing: dict[str, list[str]] = {}

    def decide(self, request: DecideRequest) -> DecideResponse:
        self.refuse_with = self.refusing.get(request.action, [])
        return super().decide(request)


@pytest.fixture
def point(store: FakeRecordStore) -> Choosy:
    return Choosy(store)


@pytest.fixture
def police(point: Choosy, store: FakeRecordStore, sealer: FakeSealer) -> Police:
    return Police(point, store, sealer)


@pytest.fixture
def record(police: Police) -> str:
    """A request at version 1."""
    return str(police.open()["request_id"])


def step(police: Police, record: str, expected: int | None, key: str | None = None) -> Answer | Refusal:
    use = TakeStep(police.point, police.store, police.sealer)
    return use(Caller("t", None, key), record, read(StepRequest, examples.step()), expected)


def undertake(police: Police, record: str, expected: int | None) -> Answer | Refusal:
    made = read(UndertakingRequest, {**examples.undertaking(), "request_id": record})
    return RecordUndertaking(police.point, police.store, police.sealer, FakeSigner())(Caller("t"), made, expected)


def somebody_steps(police: Police, record: str) -> None:
    """Another step is written at once."""
    pk = ids.case_partition(record)
    police.store.place(pk, "state", dict(police.store.items[pk, "state"].header))


def first_time(action: Any) -> Any:
    """Do something the first time alone."""
    left = [1]
    return lambda: action() if left and left.pop() else None


def test_every_answer_names_the_version_that_it_shows(police: Police, record: str) -> None:
    """Opened is 1, each write one more; reading shows what is stored."""
    for taken, version in ((step, 2), (undertake, 3), (step, 4)):
        outcome = taken(police, record, version - 1)
        assert isinstance(outcome, Answer)
        assert outcome.version == version
    seen = ReadDisclosureRequest(police.point, police.store, police.sealer)(Caller("t"), record)
    assert isinstance(seen, Answer)
    assert (seen.version, police.read(record)["version"]) == (4, 4)


@pytest.mark.parametrize("taken", [step, undertake])
@pytest.mark.parametrize("expected", [1, 3])
def test_a_step_on_another_version_writes_nothing(police: Police, record: str, taken: Any, expected: int) -> None:
    """What the rules would allow is not done when the caller saw another version, earlier or later."""
    police.step(record)
    police.sealer.calls.clear()
    before = len(police.store.writes)
    with pytest.raises(VersionMovedError):
        taken(police, record, expected)
    assert (len(police.store.writes), police.sealer.calls) == (before, [])


@pytest.mark.parametrize("taken", [step, undertake])
def test_a_version_that_moves_before_the_write_is_noticed(police: Police, record: str, taken: Any) -> None:
    """Another step between decision and write is no second decision on a version that was never seen."""
    police.point.after_facts = first_time(lambda: somebody_steps(police, record))
    with pytest.raises(VersionMovedError):
        taken(police, record, 1)
    assert police.store.version(ids.case_partition(record), "state") == 2
    assert len(police.store.writes) == 1


def test_another_fact_that_moves_is_no_other_version(police: Police, record: str) -> None:
    """A fact beside the request that moves is decided on again, and the step is taken."""
    police.point.after_facts = first_time(
        lambda: police.store.place("client#client:test", "status", {"status": "active"})
    )
    outcome = step(police, record, 1)
    assert isinstance(outcome, Answer)
    assert outcome.version == 2


@pytest.mark.parametrize("taken", [step, undertake])
def test_a_refusal_on_another_version_says_that_it_moved(
    police: Police, point: Choosy, record: str, taken: Any
) -> None:
    """Who may look is told that it moved, not why the step does not fit a state that it never saw."""
    police.step(record)
    point.refusing = {"disclosure.step": ["step_out_of_order"], "undertaking.record": ["step_out_of_order"]}
    with pytest.raises(VersionMovedError):
        taken(police, record, 1)
    assert (point.asked[-1].action, point.asked[-1].idempotency) == ("disclosure.read", None)


@pytest.mark.parametrize("taken", [step, undertake])
def test_a_refusal_on_the_version_seen_stands(police: Police, point: Choosy, record: str, taken: Any) -> None:
    """On the version that was seen a refusal is a refusal, and no conflict."""
    point.refusing = {"disclosure.step": ["step_out_of_order"], "undertaking.record": ["step_out_of_order"]}
    outcome = taken(police, record, 1)
    assert isinstance(outcome, Refusal)
    assert not outcome.overtaken


def test_whoever_may_not_look_learns_no_version(police: Police, point: Choosy, record: str) -> None:
    """A refusal stays what it is for whoever may not read; what is hidden is not even asked about again."""
    police.step(record)
    point.refusing = {"disclosure.step": ["step_not_for_role"], "disclosure.read": ["not_found"]}
    told = [step(police, record, expected) for expected in (1, 2)]
    assert [isinstance(each, Refusal) and each.decision.reasons[0].code for each in told] == ["step_not_for_role"] * 2
    point.refusing = {"disclosure.step": ["not_found"]}
    asked = len(point.asked)
    hidden = step(police, record, 1)
    assert isinstance(hidden, Refusal)
    assert (hidden.hidden, hidden.overtaken, len(point.asked)) == (True, False, asked + 1)


def test_an_allow_that_becomes_a_refusal_was_overtaken(police: Police, point: Choosy, record: str) -> None:
    """Without a version the loser learns that something came first, with the reasons of what stands now."""

    def moved() -> None:
        somebody_steps(police, record)
        point.refusing = {"disclosure.step": ["step_out_of_order"]}

    point.after_facts = first_time(moved)
    outcome = step(police, record, None)
    assert isinstance(outcome, Refusal)
    assert outcome.overtaken
    assert [reason.code for reason in outcome.decision.reasons] == ["step_out_of_order"]
    assert len(police.store.writes) == 1


def test_a_retry_gets_the_first_answer_and_its_version(police: Police, record: str) -> None:
    """The retry of a step that was taken is answered as at first, though the version that it names is past."""
    first = step(police, record, 1, key="k")
    somebody_steps(police, record)
    again = step(police, record, 1, key="k")
    assert isinstance(first, Answer)
    assert isinstance(again, Answer)
    assert (again.body, again.version) == (first.body, 2)


def test_a_retry_that_loses_against_itself_has_the_version_too(police: Police, record: str) -> None:
    """When another attempt under the key wrote first, its answer and version are given, and no 412."""
    first: list[Any] = []
    police.point.after_facts = first_time(lambda: first.append(step(police, record, 1, key="k")))
    again = step(police, record, 1, key="k")
    assert isinstance(again, Answer)
    assert (again.body, again.version) == (first[0].body, 2)


def test_a_key_with_another_request_is_a_conflict_whatever_the_version(police: Police, record: str) -> None:
    """A key used before for another request is a conflict of keys first."""
    step(police, record, 1, key="k")
    other = str(police.open()["request_id"])
    with pytest.raises(ContractError):
        step(police, other, 7, key="k")
