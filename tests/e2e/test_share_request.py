"""One agency asks another for information: told with need and minimum, answered, refused, put off, challenged."""

import copy
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from workbench.seeds.api import Answer
from workbench.seeds.information import (
    ACKNOWLEDGE,
    CHECK,
    COUNCIL,
    HEALTH,
    answer_of_health,
    decision,
    request_to_health,
)
from workbench.seeds.practitioners import practitioner

from .outside import Stand, codes

Body = dict[str, Any]
ASKING, ASKED = "social-worker", "nurse"
INTERNAL = "Only our own team may read these words: kestrel-nine"
TOLD = "Two circular bruises on the left upper arm"


class Request:
    """A request of the council to the health body, and its steps."""

    def __init__(self, stand: Stand, body: Body | None = None) -> None:
        """Ask."""
        self._stand = stand
        answer = stand.caller.post(ASKING, "/request-disclosure", body or request_to_health(stand.case))
        assert answer.status == 201, answer.raw
        self.opened: Body = answer.body
        self.id = str(answer.body["request_id"])
        self.case = str(answer.body["case_id"])

    def take(self, who: str, step: Body) -> Answer:
        """Try a step."""
        return self._stand.caller.post(who, f"/request-disclosure/{self.id}/steps", step)

    def must(self, who: str, step: Body) -> "Request":
        """Take a step."""
        answer = self.take(who, step)
        assert answer.status == 201, (step, answer.raw)
        return self

    def checked(self) -> "Request":
        """Acknowledged and searched for."""
        return self.must(ASKED, ACKNOWLEDGE).must(ASKED, CHECK)

    def refused(self) -> "Request":
        """Refused, on a ground that the law leaves."""
        return self.checked().must(ASKED, decision("not", refusal="not_our_function", reasons=INTERNAL))

    def shared(self) -> str:
        """Decided in part, shared, and the share named; its id."""
        self.checked().must(ASKED, decision("part", refusal="unreasonable_in_the_circumstances", reasons=INTERNAL))
        answer = self._stand.caller.post(ASKED, "/share", answer_of_health(self.case, self.id))
        assert answer.status == 201, answer.raw
        share = str(answer.body["share_id"])
        self.must(ASKED, {"step": "shared", "share": share})
        return share

    def read(self, who: str, step: int | None = None, **headers: str) -> Answer:
        """Read where it stands, with the words of one step."""
        path = f"/request-disclosure/{self.id}" + ("" if step is None else f"?open={step}")
        return self._stand.caller.get(who, path, **headers)

    @property
    def state(self) -> str:
        """Where it stands, as the council reads it."""
        return str(self.read(ASKING).body["state"])


def _inbox(stand: Stand, who: str, record: str) -> list[Body]:
    entries: list[Body] = stand.caller.get(who, "/inbox").body["entries"]
    return [entry for entry in entries if entry["record_id"] == record]


def test_asked_acknowledged_searched_shared_in_part_received(stand: Stand) -> None:
    """A request is told, acknowledged, searched for, decided, answered by a share, received, acted on and closed."""
    request = Request(stand)
    facts = request.opened["disclosure"]
    assert facts["to_whom"] == [{"agency": HEALTH, "role": "safeguarding_nurse"}]
    assert [item["item"] for item in facts["what"]] == ["s1"]
    entry = _inbox(stand, ASKED, request.id)[0]
    assert (entry["from"]["agency"], entry["purpose"]) == (COUNCIL, "sharing_request")
    opened = request.read(ASKED, 0).body["opened"]["content"]
    assert TOLD in opened["sharing"]["statements"][0]["statement"]["text"]
    assert opened["asked"]["categories"] == ["injury", "health"]
    share = request.shared()
    assert len(_inbox(stand, ASKING, request.id)) == 2  # acknowledged, and shared
    answered = stand.caller.get(ASKING, f"/share/{share}?reason=risk_assessment").body
    assert (answered["in_reply_to"], len(answered["facts"]), len(answered["opinions"])) == (request.id, 1, 1)
    request.must(ASKING, {"step": "receipt"}).must(ASKING, {"step": "action", "reasons": "Used in the enquiry"})
    request.must(ASKED, {"step": "close"})
    assert request.state == "closed"
    told = request.read(ASKING).body["told"]
    assert (told["checks"], told["not_checked"]) == (["own_records"], ["partner_records"])


def test_the_requester_reads_no_words_of_the_holder(stand: Stand) -> None:
    """Whoever asked opens its own request and steps and what was addressed to it, and none of the holder's words."""
    request = Request(stand).must(ASKED, {"step": "return", "missing": ["person"], "reasons": "Which of two children?"})
    request.must(ASKING, {"step": "complete", "reasons": "The younger one"}).checked()
    request.must(ASKED, decision("defer", review_at=_in(hours=30), reasons=INTERNAL))
    assert request.read(ASKING, 0).status == request.read(ASKING, 2).status == 200
    assert request.read(ASKING, 1).body["opened"]["content"]["reasons"] == "Which of two children?"
    for step in (3, 4, 5):
        refused = request.read(ASKING, step)
        assert (refused.status, codes(refused)) == (403, {"step_words_not_yours"})
    assert request.read(ASKED, 5).body["opened"]["content"]["reasons"] == INTERNAL
    assert b"kestrel" not in request.read(ASKING).raw


def test_to_everybody_else_it_is_not_there(stand: Stand) -> None:
    """An agency of the same case and one outside of it read a request exactly as one that does not exist."""
    request = Request(stand)
    for who in ("teacher", "outsider", "detective"):
        same = {"X-Request-ID": str(uuid.uuid4())}
        hidden = request.read(who, 0, **same)
        absent = stand.caller.get(who, f"/request-disclosure/{request.id[:-13]}{'0' * 13}?open=0", **same)
        assert hidden.status == absent.status == 404
        assert hidden.raw == absent.raw
        assert request.take(who, ACKNOWLEDGE).status == 404
        assert _inbox(stand, who, request.id) == []


def test_whom_it_keeps_out_does_not_find_it(stand: Stand) -> None:
    """A practitioner who is excluded by name does not find the request; a colleague does."""
    body = request_to_health(stand.case)
    body["sharing"]["excluded_practitioners"] = [practitioner("second-nurse").practitioner]
    request = Request(stand, body)
    assert (request.read(ASKED).status, request.read("second-nurse").status) == (200, 404)
    assert _inbox(stand, "second-nurse", request.id) == []
    assert len(_inbox(stand, ASKED, request.id)) == 1


def test_a_refusal_has_its_ground_and_can_be_escalated(stand: Stand) -> None:
    """A refusal names a ground that the duty leaves; it goes up a level, and another than the decider answers."""
    request = Request(stand).checked()
    barred = request.take(ASKED, decision("not", refusal="not_necessary"))
    assert codes(barred) == {"refusal_barred_by_duty"}
    by_the_requester = request.take(ASKING, decision("share"))
    assert codes(by_the_requester) == {"step_not_for_party", "other_officer_needed"}
    request.must(ASKED, decision("not", refusal="not_our_function", reasons=INTERNAL))
    assert request.read(ASKING).body["told"]["refusal"] == "not_our_function"
    assert codes(request.take(ASKED, {"step": "lapse", "reasons": "No word"})) == {"limit_not_passed"}
    request.must(ASKING, {"step": "escalate", "escalation": "team_manager", "reasons": "We differ"})
    again = {"step": "answer_escalation", "outcome": "reconsidered", "reasons": "Looked at with the team manager"}
    assert codes(request.take(ASKED, again)) == {"other_officer_needed"}
    request.must("second-nurse", again)
    assert request.state == "acknowledged"
    request.must(ASKED, CHECK).must(ASKED, decision("share"))
    assert "refusal" not in request.read(ASKING).body["told"]


def test_what_is_deferred_comes_back_on_its_clock(stand: Stand) -> None:
    """A decision that is put off is due at the moment that was named, and is looked at again."""
    moment = _in(hours=30)
    request = Request(stand).checked()
    assert codes(request.take(ASKED, decision("defer"))) == {"review_not_set"}
    request.must(ASKED, decision("defer", review_at=moment))
    assert request.read(ASKED).body["due"][:19] == moment[:19]
    assert "due" not in request.read(ASKING).body
    request.must(ASKED, {"step": "review", "reasons": "The records are back"})
    assert request.state == "in_check"


def test_nothing_held_is_an_answer(stand: Stand) -> None:
    """That nothing is held is an answer, with what was searched and what was not."""
    request = Request(stand, request_to_health(None)).checked()
    request.must(ASKED, {"step": "no_trace", "reasons": "No record of the child in our systems"})
    words = request.read(ASKING, 3).body["opened"]["content"]
    assert words["reasons"] == "No record of the child in our systems"
    request.must(ASKING, {"step": "accept"})
    assert request.state == "closed"


def test_a_correction_is_acknowledged_by_the_recipient(stand: Stand) -> None:
    """What turns out wrong is corrected by another share, or recalled, and the recipient acknowledges it."""
    request = Request(stand)
    first = request.shared()
    same = {"step": "correct", "share": first, "reasons": "One date was wrong"}
    assert codes(request.take(ASKED, same)) == {"answer_not_shared"}
    second = stand.caller.post(ASKED, "/share", answer_of_health(request.case, request.id)).body["share_id"]
    request.must(ASKED, same | {"share": second}).must(ASKING, {"step": "acknowledge_correction"})
    request.must(ASKED, {"step": "recall", "reasons": "It is about another child"})
    request.must(ASKING, {"step": "acknowledge_recall", "reasons": "Taken out of the enquiry"})
    assert request.state == "recall_acknowledged"


def test_an_answer_names_a_request_that_is_to_be_answered(stand: Stand) -> None:
    """To answer a request that does not exist, or is not decided yet, is refused in the same words."""
    request = Request(stand)
    body = answer_of_health(request.case, request.id)
    absent = copy.deepcopy(body) | {"in_reply_to": f"{request.id[:-13]}{'0' * 13}"}
    early = stand.caller.post(ASKED, "/share", body)
    never = stand.caller.post(ASKED, "/share", absent)
    assert codes(early) == codes(never) == {"answers_no_request"}
    assert early.body["reasons"] == never.body["reasons"]
    request.checked().must(ASKED, decision("share"))
    beyond = copy.deepcopy(body)
    beyond["statements"][1]["categories"] = ["family"]
    assert codes(stand.caller.post(ASKED, "/share", beyond)) == {"answer_beyond_what_was_asked"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda body: body["sharing"].pop("lawful_basis"), "basis_missing"),
        (lambda body: body["sharing"]["recipients"][0].update(need=" "), "need_not_stated"),
        (lambda body: body["sharing"]["statements"][0].update(categories=["finance"]), "recipient_needs_nothing"),
        (lambda body: body["asked"].update(gateway="Children Act 2004 s.16LA"), "gateway_not_in_force"),
        (lambda body: body.pop("sharing"), "request_tells_otherwise"),
    ],
)
def test_what_a_request_tells_is_judged_as_a_share(stand: Stand, change: Any, code: str) -> None:
    """Lawful basis, need and minimum hold for what a request tells, and its law must be in force."""
    body = request_to_health(stand.case)
    change(body)
    refused = stand.caller.post(ASKING, "/request-disclosure", body)
    assert (refused.status, code in codes(refused)) == (403, True)


@pytest.mark.timeout(300)
def test_every_look_at_requests_is_matched(stand: Stand) -> None:
    """Of all that requests and answers did to the records, every look is matched to its decision."""
    Request(stand).refused()
    report = stand.reconcile()
    assert report.faults == []
    assert [orphan for orphan in report.orphans if orphan.event not in stand.on_purpose] == []


def _in(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).strftime("%Y-%m-%dT%H:%M:%SZ")
