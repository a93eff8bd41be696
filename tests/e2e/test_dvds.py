"""The domestic abuse schemes over HTTP: asked for oneself and for another, told of their own accord, and in danger."""

from typing import Any

import pytest

from workbench.seeds import domestic
from workbench.seeds.api import Answer

from .outside import Stand, codes

Body = dict[str, Any]
CALLS, OFFICER, INSPECTOR, SECOND = "call-handler", "domestic-abuse-officer", "inspector", "second-inspector"
CLOSE: Body = {"step": "close", "reasons": "Done; reviewed with the unit"}


def duties(answer: Answer) -> set[str]:
    """Codes of the duties that came with an answer."""
    return {str(owed["code"]) for owed in answer.body["decision"]["obligations"]}


class Request:
    """A request under one of the schemes, and every notice that its officers were given to relay."""

    def __init__(self, stand: Stand, body: Body, by: str = CALLS) -> None:
        """Open one."""
        self.caller = stand.caller
        answer = self.caller.post(by, "/request-disclosure", body)
        assert answer.status == 201, answer.raw
        self.id = str(answer.body["request_id"])
        self.case = str(answer.body["case_id"])
        self.opened = answer
        self.notices = [answer.body["applicant_notice"]]
        self.for_herself = body["parties"]["at_risk"] == "p1"

    def take(self, who: str, step: Body) -> Answer:
        """Try a step."""
        return self.caller.post(who, f"/request-disclosure/{self.id}/steps", step)

    def must(self, *taken: tuple[str, Body]) -> "Request":
        """Take steps, each by somebody."""
        for who, step in taken:
            answer = self.take(who, step)
            assert answer.status == 201, (step["step"], answer.raw)
            self.notices += [answer.body["applicant_notice"], self.standing()["applicant_notice"]]
        return self

    def undertake(self, person: str, outcome: str = "signed") -> "Request":
        """Record the undertaking."""
        answer = self.caller.post(OFFICER, "/record-undertaking", domestic.undertaking(self.id, person, outcome))
        assert answer.status == 201, answer.raw
        self.notices.append(answer.body["applicant_notice"])
        return self

    def standing(self) -> Body:
        """Where it stands."""
        answer = self.caller.get(INSPECTOR, f"/request-disclosure/{self.id}")
        assert answer.status == 200, answer.raw
        body: Body = answer.body
        return body

    @property
    def state(self) -> str:
        """The state it is in."""
        return str(self.standing()["state"])

    def assessed(self) -> "Request":
        """From the application to where the forum has considered it."""
        self.must((CALLS, domestic.initial_checks()), (OFFICER, domestic.meeting()))
        return self.considered()

    def considered(self) -> "Request":
        """Assess the risk, refer it, record what the forum considered."""
        steps = (domestic.full_assessment(), domestic.forum("forum_referral"), domestic.forum("forum_record"))
        return self.must(*((OFFICER, step) for step in steps))

    def disclosed(self, person: str) -> "Request":
        """From the decision to the safety plan."""
        self.must((INSPECTOR, domestic.decision(person))).undertake(person)
        return self.must(
            *((OFFICER, s) for s in (domestic.delivery(person), domestic.five_facts(), domestic.safety_plan()))
        )


def test_whoever_is_at_risk_asks_and_is_told(stand: Stand) -> None:
    """The person at risk asks, is met, is told in person under an undertaking, and has a safety plan before closure."""
    request = Request(stand, domestic.asked_for_herself()).assessed()
    assert request.take(CALLS, domestic.decision("p1")).status == 403
    decided = request.take(INSPECTOR, domestic.decision("p1"))
    assert decided.body["applicant_notice"] != request.opened.body["applicant_notice"]
    assert "undertaking" in {step["step"] for step in decided.body["next"]}
    assert request.take(OFFICER, domestic.delivery("p1")).status == 403
    request.undertake("p1")
    delivered = request.take(OFFICER, domestic.delivery("p1"))
    assert {"safety_plan", "children_referral"} <= duties(delivered)
    assert request.take(INSPECTOR, CLOSE).status == 403
    request.must((OFFICER, domestic.five_facts()))
    assert request.take(INSPECTOR, CLOSE).status == 403
    assert codes(request.take(OFFICER, domestic.safety_plan("idva"))) == {"children_not_referred"}
    request.must((OFFICER, domestic.safety_plan()), (INSPECTOR, CLOSE))
    assert (request.state, request.standing()["use_limited_to"]) == ("closed", "p1")


def test_a_third_party_hears_the_same_whether_something_is_held_or_not(stand: Stand) -> None:
    """Whoever asks for another is given one notice, byte for byte, at every step of a disclosure and of none."""
    told = Request(stand, domestic.asked_for_another()).assessed().disclosed("p2")
    given = {"step": "applicant_told", "reasons": "The standard words"}
    told.must((OFFICER, given), (INSPECTOR, CLOSE))
    untold = Request(stand, domestic.asked_for_another()).assessed().must((INSPECTOR, domestic.decision(None)))
    untold.must((OFFICER, domestic.outcome_given()), (INSPECTOR, CLOSE))
    assert (told.standing()["delivered"], untold.standing()["delivered"]) == (True, False)
    assert len({notice.encode() for notice in (*told.notices, *untold.notices)}) == 1
    assert len(told.notices) > 20


def test_a_third_party_is_never_told(stand: Stand) -> None:
    """Whoever asked for another cannot be told in the place of the person at risk; the subject can never be told."""
    request = Request(stand, domestic.asked_for_another()).assessed()
    assert codes(request.take(INSPECTOR, domestic.decision("p1"))) == {"recipient_not_at_risk"}
    for capacity in ("person_at_risk", "protector_of_adult", "parent_with_care"):
        assert "recipient_not_at_risk" in codes(request.take(INSPECTOR, domestic.decision("p3", capacity)))
    request.must((INSPECTOR, domestic.decision("p2"))).undertake("p2")
    to_another = domestic.delivery("p2") | {"recipient": "p1"}
    assert request.take(OFFICER, to_another).status == 403
    assert not request.standing()["delivered"]


def test_checks_are_never_made_in_the_applicants_presence(stand: Stand) -> None:
    """Initial checks count only where it is said that the applicant was not there."""
    request = Request(stand, domestic.asked_for_another())
    seen = domestic.initial_checks("proceed", "both_sixteen_or_over", "not_for_vetting")
    assert codes(request.take(CALLS, seen)) == {"checks_in_presence"}
    child = domestic.initial_checks("proceed", "apart_from_applicant", "not_for_vetting")
    assert codes(request.take(CALLS, child)) == {"outside_scheme"}
    answer = request.take(CALLS, child | {"outcome": "child_procedures"})
    assert "safety_referral" in duties(answer)
    assert request.state == "out_of_scope"


def test_a_council_triggers_the_right_to_know_and_learns_nothing_of_its_course(stand: Stand) -> None:
    """A council tells the force of the area; the force's domestic abuse officer finds it; to the council it is gone."""
    request = Request(stand, domestic.known_to_a_partner(), by="social-worker")
    inbox = stand.caller.get(OFFICER, "/inbox")
    assert request.id in inbox.raw.decode()
    assert request.id not in stand.caller.get("detective", "/inbox").raw.decode()
    request.must((OFFICER, domestic.initial_checks())).considered().disclosed("p2").must((INSPECTOR, CLOSE))
    assert len(set(request.notices)) == 1
    path = f"/request-disclosure/{request.id}"
    absent = stand.caller.get("social-worker", path[:-1] + ("0" if path[-1] != "0" else "1"))
    followed = stand.caller.get("social-worker", path)
    assert (followed.status, absent.status) == (404, 404)
    assert set(followed.body) == set(absent.body)
    assert request.take("social-worker", CLOSE).status == 404
    listed = stand.caller.get("social-worker", f"/share?case={request.case}").raw.decode()
    assert request.state == "closed"
    assert "closed" not in listed


def test_a_trigger_goes_to_the_force_of_the_area(stand: Stand) -> None:
    """To another force than that of the area, or with an applicant, no right to know can be triggered."""
    elsewhere = domestic.known_to_a_partner(to="force:13")
    assert codes(stand.caller.post("social-worker", "/request-disclosure", elsewhere)) == {"holder_wrong"}
    asked = domestic.asked_for_another() | {"scheme": "dvds_know", "to": "force:11", "area": domestic.COUNCIL}
    assert codes(stand.caller.post("social-worker", "/request-disclosure", asked)) == {"application_incomplete"}


def test_the_right_to_know_may_end_with_no_further_action_and_its_reason(stand: Stand) -> None:
    """The police's own trigger can end after the checks, with a reason, and never at a high risk."""
    request = Request(stand, domestic.known_to_a_partner(to=None), by=OFFICER)
    nothing = domestic.initial_checks("no_further_action")
    assert request.take(OFFICER, nothing | {"reasons": "  "}).status == 403
    assert request.take(OFFICER, nothing | {"risk": domestic.risk("high")}).status == 403
    request.must((OFFICER, nothing), (INSPECTOR, CLOSE))
    assert request.state == "closed"


@pytest.mark.parametrize("before", [0, 1, 3])
def test_immediate_danger_goes_before_the_forum_and_the_records_come_after(stand: Stand, before: int) -> None:
    """From any state it is decided at once; the forum and the records follow on clocks of their own, before closure."""
    request = Request(stand, domestic.asked_for_another())
    early = [(CALLS, domestic.initial_checks()), (OFFICER, domestic.meeting()), (OFFICER, domestic.full_assessment())]
    request.must(*early[:before])
    called = request.take(CALLS, {"step": "emergency", "reasons": "He has said that he will kill her tonight"})
    assert {"complete_paperwork", "tell_forum", "safety_plan"} <= duties(called)
    request.must((INSPECTOR, domestic.decision("p2", reason="urgent"))).undertake("p2")
    request.must(
        *((OFFICER, step) for step in (domestic.delivery("p2"), domestic.five_facts(), domestic.safety_plan()))
    )
    assert codes(request.take(INSPECTOR, CLOSE)) == {"emergency_records_missing"}
    request.must((OFFICER, domestic.full_assessment("late_risk_assessment")))
    assert codes(request.take(INSPECTOR, CLOSE)) == {"emergency_records_missing"}
    request.must((OFFICER, domestic.forum("forum_informed")), (INSPECTOR, CLOSE))
    assert request.state == "closed"


def test_what_was_withdrawn_is_decided_all_the_same(stand: Stand) -> None:
    """A withdrawn application ends in a decision about the risk, by another officer than who opened it."""
    withdrawn = {"step": "withdraw", "reasons": "She rang back and asked us to stop"}
    request = Request(stand, domestic.asked_for_herself()).must((CALLS, domestic.initial_checks()), (CALLS, withdrawn))
    assert request.take(INSPECTOR, CLOSE).status == 403
    end = {
        "step": "risk_decision",
        "outcome": "no_further_action",
        "reasons": "Nothing is held",
        "risk": domestic.risk(),
    }
    assert codes(request.take(INSPECTOR, end)) == {"minimum_searches_missing"}
    assert codes(request.take(CALLS, end)) >= {"step_not_for_role"}
    searched = end | {"checks": domestic.SEARCHES}
    assert request.take(INSPECTOR, searched | {"risk": domestic.risk("high")}).status == 403
    request.must((INSPECTOR, searched), (INSPECTOR, CLOSE))
    crime = {"step": "crime_raised", "reasons": "Recorded from the first call, whatever she decides"}
    other = Request(stand, domestic.asked_for_another()).must((CALLS, crime), (CALLS, withdrawn))
    other.considered().disclosed("p2")
    assert other.standing()["delivered"]


def test_who_cannot_be_reached_or_identified_is_decided_all_the_same(stand: Stand) -> None:
    """Silence, and papers that do not hold, end neither the request nor the search for the risk."""
    silence = {"step": "uncontactable", "reasons": "Rang at the safe times", "attempts": 3}
    request = Request(stand, domestic.asked_for_herself())
    assert request.take(CALLS, silence | {"attempts": 0}).status == 403
    request.must((CALLS, silence))
    go_on = {"step": "risk_decision", "outcome": "go_on", "reasons": "Two earlier partners reported violence"}
    request.must((INSPECTOR, go_on)).considered().must((INSPECTOR, domestic.decision(None)))
    unheard = {"step": "outcome_given", "outcome": "not_possible", "reasons": "No answer", "attempts": 2}
    request.must((OFFICER, unheard), (INSPECTOR, CLOSE))
    assert request.state == "closed"
    unknown = Request(stand, domestic.asked_for_herself()).must((CALLS, domestic.initial_checks()))
    failed = domestic.meeting() | {"outcome": "identity_failed", "identity": {"person": "p1", "verified": False}}
    unknown.must((OFFICER, failed)).considered().must((INSPECTOR, domestic.decision("p1"))).undertake("p1")
    unseen = {name: part for name, part in domestic.delivery("p1").items() if name != "identity"}
    assert codes(unknown.take(OFFICER, unseen)) == {"identity_not_verified"}


def test_new_information_opens_it_again_with_limits_that_count_anew(stand: Stand) -> None:
    """A closed request is opened again on new information; nothing of its earlier decision stands in for a new one."""
    request = Request(stand, domestic.asked_for_herself()).assessed().disclosed("p1").must((INSPECTOR, CLOSE))
    news = {"step": "reopen", "outcome": "reassess", "reasons": "A new partner of his has reported violence"}
    request.must((CALLS, news))
    standing = request.standing()
    assert (standing["state"], standing["delivered"], "recipient" in standing) == ("assessment_due", False, False)
    assert standing["outlook"]["remaining_hours"] > 27 * 24
    request.considered().disclosed("p1").must((SECOND, CLOSE))
    assert request.state == "closed"


def test_the_scottish_scheme_runs_on_its_data_alone(stand: Stand) -> None:
    """Police Scotland works its own scheme: England's is refused there, and so is a relationship that has ended."""
    by = "scottish-officer"
    english = stand.caller.post(by, "/request-disclosure", domestic.asked_for_herself())
    assert codes(english) == {"scheme_of_other_nation"}
    past = domestic.asked_for_herself("dsdas")
    past["parties"]["status"] = "former"
    for body, outcome, status in ((past, "proceed", 403), (past, "out_of_scope", 201)):
        opened = stand.caller.post(by, "/request-disclosure", body)
        path = f"/request-disclosure/{opened.body['request_id']}/steps"
        assert stand.caller.post(by, path, domestic.initial_checks(outcome)).status == status
    opened = stand.caller.post(by, "/request-disclosure", domestic.asked_for_herself("dsdas"))
    answer = stand.caller.post(by, f"/request-disclosure/{opened.body['request_id']}/steps", domestic.initial_checks())
    assert (answer.status, answer.body["state"]) == (201, "checked")
