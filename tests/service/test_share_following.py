"""What follows a share, over fakes: the answer, the attachment, the changed part; and what a reader sees of them."""

import json
from typing import Any

import pytest

from chalicelib.contracts.follow_up import AttachmentRequest, InvolvementRequest, OutcomeRequest
from chalicelib.contracts.share import ShareRequest
from chalicelib.contracts.wire import read
from chalicelib.domain import ids
from chalicelib.domain.errors import ContentUnreadableError, ContractError, DecisionPointUnavailableError
from chalicelib.service.asking import Answer, Caller, Refusal
from chalicelib.service.listing import ListCase, ListInbox, Window
from chalicelib.service.share_following import AttachReferral, ChangeInvolvement, SayOutcome
from chalicelib.service.share_reading import ReadShare
from chalicelib.service.sharing import ShareInformation
from tests.contracts import examples
from tests.service.fakes import COUNCIL, FORCE, FakeDecisionPoint, FakeRecordStore, FakeSealer, subject

CALLER = Caller("token", None, "key-1")
SECRET = "Zephaniah Canary"
SCHOOL, NEXT = "school:100001", "la:E06000001"
DUE = "2026-11-23T16:00:00.000Z"
CLOCK = {"dues": {"awaiting_answer": DUE}, "due": DUE, "tick": DUE, "paused": False}
TELLS = [{"agency": SCHOOL, "role": "safeguarding_lead"}]
ANSWERED = {"next_state": "answered", "holder": COUNCIL, "tells": TELLS, "next": [], "clock": {"dues": {}}}


class World:
    """A referral of a school, and who may do what with it."""

    def __init__(self) -> None:
        self.store, self.sealer = FakeRecordStore(), FakeSealer()
        self.point = FakeDecisionPoint(self.store)
        self.point.who = subject(SCHOOL, "safeguarding_lead")
        self.point.view = {
            "recipients": [{"agency": FORCE, "role": "child_protection", "items": ["s1"], "withheld": []}],
            "clock": CLOCK,
            "answerer": COUNCIL,
            "next": [],
        }
        body = {**examples.share(), "area": COUNCIL}
        del body["case_id"]
        ports = self.point, self.store, self.sealer
        made = ShareInformation(*ports)(Caller("token"), read(ShareRequest, body))
        self.share: str = done(made)["share_id"]
        self.case = ids.case_of(self.share)
        self.point.who, self.point.view = subject(), ANSWERED
        self.outcome, self.attach, self.change = SayOutcome(*ports), AttachReferral(*ports), ChangeInvolvement(*ports)
        self.read = ReadShare(*ports)

    def say(self, caller: Caller = CALLER, **body: Any) -> Answer | Refusal:
        return self.outcome(caller, self.share, read(OutcomeRequest, {"outcome": "accepted", "words": SECRET, **body}))

    def plain(self) -> str:
        """All that is written plain."""
        every = [[key, item.header] for key, item in self.store.items.items()]
        return json.dumps(every)


@pytest.fixture
def world() -> World:
    return World()


def done(outcome: Answer | Refusal) -> Any:
    assert isinstance(outcome, Answer)
    return json.loads(outcome.body)


def test_a_referral_waits_for_its_answer_from_the_start(world: World) -> None:
    """The state is written with the referral, in one transaction, and stands in queue and clock."""
    assert len(world.store.writes) == 1
    state = world.store.items[ids.case_partition(world.share), "state"]
    assert (state.header["state"], state.header["agency"], state.header["requester"]) == (
        "awaiting_answer",
        COUNCIL,
        SCHOOL,
    )
    assert world.store.indexed[state.pk, "state"].due_at == f"{DUE}#{world.share}"


def test_an_answer_is_written_and_told(world: World) -> None:
    """One transaction holds the outcome, the state without its clock and the sender's inbox entry; words are sealed."""
    body = done(world.say())
    assert (body["outcome"], body["state"], body["told"]) == ("accepted", "answered", TELLS)
    assert len(world.store.writes) == 2
    keys = [(one.pk, one.sk.partition("#")[0]) for one in world.store.writes[-1] if hasattr(one, "header")]
    pk = ids.case_partition(world.share)
    assert keys[:3] == [(pk, "state"), (pk, "outcome"), (f"agency#{SCHOOL}", "inbox")]
    assert (pk, "state") not in world.store.indexed
    assert SECRET not in world.plain()
    assert SECRET not in json.dumps(body)


def test_rules_see_no_words(world: World) -> None:
    """What is asked of the decision point says that words were given and how long they are, no more."""
    world.say()
    asked = world.point.asked[-1]
    assert (asked.action, asked.record, asked.case) == ("share.outcome", world.share, None)
    assert asked.attributes.outcome is not None
    assert asked.attributes.outcome.words.length == len(SECRET)
    assert SECRET not in asked.model_dump_json()


def test_the_sender_reads_answer_and_words(world: World) -> None:
    """The outcomes that the decision names are opened and shown with who gave them; others are not even fetched."""
    world.say()
    world.point.view = {**ANSWERED, "tells": []}  # the fake clock stands still: a second entry would be the same one
    world.say(Caller("token"), outcome="action_taken", words=None)
    world.point.view = {"items": ["s1"], "outcomes": [1], "answer": {"state": "answered", "agency": COUNCIL}}
    world.store.calls.clear()
    body = done(world.read(CALLER, world.share, "direct_care"))
    (seen,) = body["outcomes"]
    assert (seen["outcome"], seen["words"]) == ("accepted", SECRET)
    assert seen["by"] == {"agency": COUNCIL, "role": "social_worker"}
    assert body["answer"] == {"state": "answered", "agency": COUNCIL}
    assert [call[2] for call in world.store.calls] == ["record", "outcome#0001"]
    world.point.view = {"items": ["s1"], "outcomes": [2]}
    assert "words" not in done(world.read(CALLER, world.share, "direct_care"))["outcomes"][0]


def test_an_answer_that_is_not_there_is_not_passed_over(world: World) -> None:
    """When an outcome that the decision names cannot be fetched, nothing of the share is shown."""
    world.point.view = {"items": ["s1"], "outcomes": [1]}
    with pytest.raises(ContentUnreadableError):
        world.read(CALLER, world.share, "direct_care")


def test_of_two_answers_at_once_the_second_is_decided_again(world: World) -> None:
    """When another answer came between decision and write, the decision is made anew and can refuse."""

    def other() -> None:
        world.store.before_write = lambda: None
        world.say(Caller("token"))
        world.point.refuse_with = ["outcome_out_of_turn"]

    world.store.before_write = other
    outcome = world.say()
    assert isinstance(outcome, Refusal)
    assert [sk for _, sk in world.store.items if sk.startswith("outcome#")] == ["outcome#0001"]


def test_a_retry_is_answered_as_before_and_another_request_is_not(world: World) -> None:
    """The same key and request gives the same bytes; the same words about another share are another request."""
    first, again = world.say(), world.say()
    assert isinstance(first, Answer)
    assert isinstance(again, Answer)
    assert first.body == again.body
    assert len(world.store.writes) == 2
    with pytest.raises(ContractError):
        world.outcome(CALLER, examples.REQUEST, read(OutcomeRequest, {"outcome": "accepted", "words": SECRET}))


ATTACHED = {
    "referral": {
        "record_id": examples.REQUEST,
        "case_id": ids.case_of(examples.REQUEST),
        "purpose": "safeguarding_child",
    },
    "roles": ["social_worker"],
    "items": [{"id": "s1", "kind": "fact"}],
    "excluded": [],
    "only": {},
}


def attach(world: World, why: str = SECRET) -> Answer | Refusal:
    world.point.view = ATTACHED
    return world.attach(CALLER, examples.REQUEST, read(AttachmentRequest, {"case_id": world.case, "why": why}))


def test_a_referral_is_put_to_the_case(world: World) -> None:
    """A new record of the case names both; the answer says where; the reason is sealed for the new record."""
    body = done(attach(world))
    assert ids.case_of(body["attachment_id"]) == world.case
    assert (body["share_id"], body["case_id"]) == (examples.REQUEST, world.case)
    asked = world.point.asked[-1]
    assert (asked.action, asked.record, asked.case) == ("share.attach", examples.REQUEST, world.case)
    assert world.sealer.calls[-1] == ("seal", world.case, body["attachment_id"])
    assert SECRET not in world.plain()


def test_chronology_and_inbox_show_what_followed(world: World) -> None:
    """The chronology of the case names the referral that was put to it, the sender's inbox what was said."""
    world.say(Caller("token"))
    attach(world)
    listed = done(ListCase(world.point, world.store)(CALLER, world.case, Window()))
    (entry,) = listed["entries"]
    assert (entry["kind"], entry["referral"], entry["items"]) == ("attachment", ATTACHED["referral"], ATTACHED["items"])
    world.point.who = subject(SCHOOL, "safeguarding_lead")
    world.point.view = {"roles": ["safeguarding_lead"]}
    (found,) = done(ListInbox(world.point, world.store)(CALLER, Window()))["entries"]
    assert (found["kind"], found["outcome"], found["record_id"]) == ("share_outcome", "accepted", world.share)


def test_why_it_was_put_there_can_be_read(world: World) -> None:
    """The record is read like a share, and shows the referral's number and the reason."""
    made = done(attach(world))["attachment_id"]
    world.point.view = {"items": [], "outcomes": []}
    body = done(world.read(CALLER, made, "supervision"))
    assert (body["kind"], body["share_id"], body["why"]) == ("attachment", examples.REQUEST, SECRET)
    assert {"facts", "outcomes"}.isdisjoint(body)


CHANGED = {
    "parts": [{"agency": COUNCIL, "ends": "2026-11-21T09:00:00.000Z", "area": NEXT}],
    "agencies": [COUNCIL, NEXT],
    "tells": [{"agency": NEXT, "role": "social_worker"}],
}


def change(world: World, **more: str) -> Answer | Refusal:
    world.point.view = CHANGED
    body = {
        "change": "hand_over",
        "agency": COUNCIL,
        "to": NEXT,
        "ground": "child_lives_in_area",
        "why": SECRET,
        **more,
    }
    return world.change(CALLER, world.share, read(InvolvementRequest, body))


def test_a_changed_part_is_written_and_told(world: World) -> None:
    """Record, parts, pointers and inbox are one transaction; the answer says what changed, not why."""
    world.store.place(ids.member_partition(world.case, COUNCIL), "involvement", {"agency": COUNCIL, "grounds": []})
    body = done(change(world))
    assert (body["change"], body["agency"], body["to"]) == ("hand_over", COUNCIL, NEXT)
    assert (body["parts"], body["told"]) == (CHANGED["parts"], CHANGED["tells"])
    involvement = world.store.items[ids.member_partition(world.case, COUNCIL), "involvement"]
    assert (involvement.version, involvement.header["area"]) == (2, NEXT)
    assert SECRET not in world.plain() + json.dumps(body)
    world.point.view = {"items": [], "outcomes": []}
    note = done(world.read(CALLER, body["change_id"], "supervision"))
    assert (note["kind"], note["change"], note["why"], note["share_id"]) == (
        "involvement_change",
        "hand_over",
        SECRET,
        world.share,
    )


def test_a_refusal_seals_and_writes_nothing(world: World) -> None:
    """Without an allow there is no call to the key and no write, whichever of the three was asked for."""
    world.point.refuse_with = ["not_found"]
    world.sealer.calls.clear()
    for outcome in (world.say(), attach(world), change(world)):
        assert isinstance(outcome, Refusal)
        assert outcome.hidden
    assert (len(world.store.writes), world.sealer.calls) == (1, [])


def test_an_allow_about_a_share_that_is_not_there_is_none(world: World) -> None:
    """An allow without the share's header among its facts is no answer, and nothing is sealed or written."""
    del world.store.items[ids.case_partition(world.share), "record"]
    world.sealer.calls.clear()
    with pytest.raises(DecisionPointUnavailableError):
        world.say()
    with pytest.raises(DecisionPointUnavailableError):
        change(world)
    assert (len(world.store.writes), world.sealer.calls) == (1, [])
