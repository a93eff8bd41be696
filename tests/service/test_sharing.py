"""Sharing and reading a share, over fakes that behave like the real ports."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.contracts.share import ShareRequest
from chalicelib.contracts.wire import read
from chalicelib.domain import ids
from chalicelib.domain.errors import (
    ContentUnreadableError,
    ContractError,
    DecisionPointUnavailableError,
    FactsMovedError,
    StoreUnavailableError,
)
from chalicelib.domain.records import StoredItem
from chalicelib.service.asking import Answer, Caller, Refusal
from chalicelib.service.share_reading import ReadShare
from chalicelib.service.sharing import ShareInformation
from tests.contracts import examples
from tests.service.fakes import COUNCIL, FORCE, FakeDecisionPoint, FakeRecordStore, FakeSealer, subject
from tests.service.test_reducing import CANARY, NHS, share_full_of_canaries

CALLER = Caller("token", None, "key-1")
INVOLVEMENT = {"agency": COUNCIL, "area": COUNCIL, "grounds": []}


@pytest.fixture
def share(point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer) -> Callable[..., Answer | Refusal]:
    use_case = ShareInformation(point, store, sealer)
    store.place(ids.member_partition(examples.CASE, COUNCIL), "involvement", INVOLVEMENT)
    store.place("client#test", "status", {"status": "active"})

    def run(body: dict[str, Any] | None = None, caller: Caller = CALLER) -> Answer | Refusal:
        return use_case(caller, read(ShareRequest, body or examples.share()))

    return run


def done(outcome: Answer | Refusal) -> Any:
    assert isinstance(outcome, Answer)
    return json.loads(outcome.body)


def test_a_share_is_written_whole_and_answered(share: Any, store: FakeRecordStore) -> None:
    """One transaction writes everything, and the answer names the record, its facts and what each recipient sees."""
    outcome = share()
    body = done(outcome)
    assert outcome.status == 201
    assert len(store.writes) == 1
    assert body["share_id"].startswith(f"{examples.CASE}.")
    assert body["recipients"][0]["sees"][1] == {"item": "s2", "kind": "opinion", "categories": ["health"]}
    record = store.items[ids.case_partition(body["share_id"]), "record"]
    assert record.header["disclosure"] == body["disclosure"]
    assert outcome.decision == body["decision"]["id"] == record.header["decision"]


def test_nothing_is_sealed_or_written_without_an_allow(
    share: Any, point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer
) -> None:
    """A refusal leaves neither a call to the key nor a write."""
    point.refuse_with = ["no_basis"]
    assert isinstance(share(), Refusal)
    assert (store.writes, sealer.calls) == ([], [])


def test_every_fact_of_the_decision_is_guarded(share: Any, store: FakeRecordStore) -> None:
    """The transaction holds a condition on each fact that the decision read, at the version that it read."""
    share()
    guarded = {(one.pk, one.sk): one.expected for one in store.writes[0]}
    assert guarded["client#test", "status"] == 1
    assert guarded[ids.member_partition(examples.CASE, COUNCIL), "involvement"] == 1
    assert guarded[ids.member_partition(examples.CASE, FORCE), "involvement"] == 0


def test_no_person_stands_in_the_clear(share: Any, store: FakeRecordStore) -> None:
    """No key and no header of the transaction holds a name, a number or words of the request."""
    share(share_full_of_canaries())
    plain = json.dumps([[one.pk, one.sk, getattr(one, "header", None)] for one in store.writes[0]])
    for secret in (CANARY, NHS, "2019-04-01"):
        assert secret not in plain


def test_the_answer_to_a_share_repeats_no_words(share: Any) -> None:
    """The answer, which is stored for retries, holds no words of the request either."""
    outcome = share(share_full_of_canaries())
    assert isinstance(outcome, Answer)
    assert CANARY not in outcome.body


def test_a_referral_opens_a_case(share: Any, point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """Without a case a new one is opened, and the referrer is part of it; the council states its own area."""
    body = examples.share()
    del body["case_id"]
    made = done(share(body))
    assert made["case_id"] != examples.CASE
    involvement = store.items[ids.member_partition(made["case_id"], COUNCIL), "involvement"]
    assert involvement.header["area"] == COUNCIL
    assert [ground["ground"] for ground in involvement.header["grounds"]] == ["referrer"]


def test_the_area_of_a_referral_is_as_stated(share: Any, point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """Somebody other than the council states the council of the area."""
    point.who = subject("school:100001", "safeguarding_lead")
    body = {**examples.share(), "area": COUNCIL}
    del body["case_id"]
    made = done(share(body))
    involvement = store.items[ids.member_partition(made["case_id"], FORCE), "involvement"]
    assert involvement.header["area"] == COUNCIL


@pytest.mark.parametrize(
    "recipients",
    [
        [],
        [{"agency": FORCE, "role": "contact_officer", "items": ["s1"], "withheld": []}],
        [
            {"agency": FORCE, "role": "child_protection", "items": ["s1"], "withheld": []},
            {"agency": "school:1", "role": "safeguarding_lead", "items": ["s1"], "withheld": []},
        ],
    ],
    ids=["none", "another", "one-more"],
)
def test_a_view_of_other_recipients_is_closed(
    share: Any, point: FakeDecisionPoint, store: FakeRecordStore, recipients: list[Any]
) -> None:
    """A decision about other recipients than were asked for is no decision about this share."""
    point.view = {"recipients": recipients}
    with pytest.raises(DecisionPointUnavailableError):
        share()
    assert store.writes == []


def test_withheld_items_are_said_and_not_disclosed(share: Any, point: FakeDecisionPoint) -> None:
    """What a recipient does not need is named as withheld and is no part of the disclosure."""
    entry = {"agency": FORCE, "role": "child_protection", "items": ["s1"], "withheld": ["s2", "s3"]}
    point.view = {"recipients": [entry]}
    made = done(share())
    assert made["recipients"][0]["withheld"] == ["s2", "s3"]
    assert [what["item"] for what in made["disclosure"]["what"]] == ["s1"]


def test_a_retry_gets_the_same_bytes(share: Any, store: FakeRecordStore) -> None:
    """The same key and request again gives the stored answer and writes nothing."""
    first, second = share(), share()
    assert (first.status, first.body) == (second.status, second.body)
    assert len(store.writes) == 1


def test_without_a_key_every_request_is_its_own(share: Any, store: FakeRecordStore) -> None:
    """Two equal requests without a key are two shares."""
    caller = Caller("token")
    assert done(share(caller=caller))["share_id"] != done(share(caller=caller))["share_id"]
    assert len(store.writes) == 2


def test_a_key_with_another_request_is_a_conflict(share: Any, store: FakeRecordStore) -> None:
    """The same key with other words is refused and writes nothing."""
    share()
    body = examples.share()
    body["necessity"]["why"] = "Other words"
    with pytest.raises(ContractError) as raised:
        share(body)
    assert raised.value.code == "idempotency_conflict"
    assert len(store.writes) == 1


def race(point: FakeDecisionPoint, store: FakeRecordStore, body: dict[str, Any]) -> None:
    """Let another attempt with the same key win between this one's decision and its write."""

    def other() -> None:
        store.before_write = lambda: None
        ShareInformation(point, store, FakeSealer())(CALLER, read(ShareRequest, body))

    store.before_write = other


def test_of_two_at_once_one_writes_and_both_answer_the_same(
    share: Any, point: FakeDecisionPoint, store: FakeRecordStore
) -> None:
    """When another attempt with the same key wins the race, its answer is given and nothing more is written."""
    race(point, store, examples.share())
    outcome = share()
    assert len(store.writes) == 1
    stored = next(item for (_, sk), item in store.items.items() if sk.startswith("idempotency#"))
    assert (outcome.status, outcome.body) == (stored.header["status"], stored.header["body"])


def test_losing_the_race_to_another_request_is_a_conflict(
    share: Any, point: FakeDecisionPoint, store: FakeRecordStore
) -> None:
    """When the winner of the race was another request under the same key, this one is refused."""
    other = examples.share()
    other["purpose"] = "safeguarding_adult"
    race(point, store, other)
    with pytest.raises(ContractError) as raised:
        share()
    assert raised.value.code == "idempotency_conflict"
    assert len(store.writes) == 1


def move(store: FakeRecordStore) -> None:
    store.place("client#test", "status", {"status": "active"})


def test_moved_facts_are_decided_again(share: Any, point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """When a fact moves between decision and write, the decision is made anew and then written."""
    moves = [1]
    point.after_facts = lambda: move(store) if moves and moves.pop() else None
    outcome = share()
    assert outcome.status == 201
    assert len(point.asked) == 2
    assert len(store.writes) == 1
    assert done(outcome)["decision"]["id"] == outcome.decision


def test_facts_that_keep_moving_end_it(share: Any, point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """After three decisions the request ends, and nothing was written."""
    point.after_facts = lambda: move(store)
    with pytest.raises(FactsMovedError):
        share()
    assert len(point.asked) == 3
    assert store.writes == []


def test_a_new_decision_can_refuse(share: Any, point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """What was allowed on facts that moved is refused when the new facts say so, and marked as overtaken."""

    def moved() -> None:
        move(store)
        point.refuse_with = ["client_suspended"]

    point.after_facts = moved
    outcome = share()
    assert isinstance(outcome, Refusal)
    assert outcome.overtaken
    assert store.writes == []


def test_obligations_become_duties_in_the_same_transaction(
    share: Any, point: FakeDecisionPoint, store: FakeRecordStore
) -> None:
    """What comes due after an allow stands in the queue as soon as the share does."""
    from chalicelib.contracts.decision import Obligation

    point.obligations = [Obligation(code="inform_person", due="2026-11-30T00:00:00Z", detail=["p1"])]
    body = done(share())
    duties = [item for (_, sk), item in store.items.items() if sk.startswith("due#")]
    assert [duty.header["record"] for duty in duties] == [body["share_id"]]
    assert body["decision"]["obligations"] == [
        {"code": "inform_person", "due": "2026-11-30T00:00:00Z", "detail": ["p1"]}
    ]


def test_more_than_a_transaction_holds_is_closed(share: Any, point: FakeDecisionPoint, store: FakeRecordStore) -> None:
    """A decision with more duties than fit one transaction writes nothing rather than half."""
    from chalicelib.contracts.decision import Obligation

    point.obligations = [Obligation(code="inform_person")] * 100
    with pytest.raises(StoreUnavailableError):
        share()
    assert store.writes == []


@pytest.fixture
def shared(share: Any) -> str:
    record: str = done(share(share_full_of_canaries()))["share_id"]
    return record


def test_a_reader_sees_the_items_decided_and_nothing_else(
    shared: str, point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer
) -> None:
    """A read opens the content once and shows the decided items, with facts and opinions apart and its own need."""
    point.view, point.who = {"items": ["s2"]}, subject(FORCE, "child_protection")
    sealer.calls.clear()
    body = done(ReadShare(point, store, sealer)(CALLER, shared, "direct_care"))
    assert (body["facts"], body["accounts"], [each["id"] for each in body["opinions"]]) == ([], [], ["s2"])
    assert body["need"] == CANARY
    assert body["people"][0]["identifiers"] == [{"kind": "nhs_number", "value": NHS}]
    assert sealer.calls == [("open", examples.CASE, shared)]
    assert point.asked[-1].attributes.reason == "direct_care"


def test_nothing_is_read_or_opened_without_an_allow(
    shared: str, point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer
) -> None:
    """A refused read touches neither table nor key."""
    point.refuse_with = ["not_found"]
    store.calls.clear()
    sealer.calls.clear()
    outcome = ReadShare(point, store, sealer)(CALLER, shared, "direct_care")
    assert isinstance(outcome, Refusal)
    assert (store.calls, sealer.calls) == ([], [])


def test_a_statement_that_was_changed_is_not_shown(
    shared: str, point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer
) -> None:
    """When content does not give the hash that the header holds, nothing of the share is shown."""
    key = (ids.case_partition(shared), "record")
    item = store.items[key]
    header = json.loads(json.dumps(item.header))
    header["items"][0]["sha256"] = "0" * 64
    store.items[key] = StoredItem(item.pk, item.sk, item.version, header, item.sealed)
    point.view = {"items": ["s1"]}
    with pytest.raises(ContentUnreadableError):
        ReadShare(point, store, sealer)(CALLER, shared, "direct_care")


def test_a_record_without_content_is_not_shown(
    shared: str, point: FakeDecisionPoint, store: FakeRecordStore, sealer: FakeSealer
) -> None:
    """A record whose sealed half is gone, or that is gone itself, is unreadable, not empty."""
    key = (ids.case_partition(shared), "record")
    item = store.items[key]
    store.items[key] = StoredItem(item.pk, item.sk, item.version, item.header, None)
    with pytest.raises(ContentUnreadableError):
        ReadShare(point, store, sealer)(CALLER, shared, "direct_care")
    del store.items[key]
    with pytest.raises(ContentUnreadableError):
        ReadShare(point, store, sealer)(CALLER, shared, "direct_care")


def test_equal_statements_have_different_hashes(share: Any) -> None:
    """Salt keeps hashes from telling that two statements say the same."""
    one, other = (done(share(caller=Caller("token")))["disclosure"]["what"] for _ in range(2))
    assert {each["sha256"] for each in one}.isdisjoint({each["sha256"] for each in other})
