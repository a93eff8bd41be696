"""Operation Encompass over HTTP: from the incident to the support that the school gave."""

from typing import Any

import pytest

from workbench.seeds import encompass, undertakings
from workbench.seeds.api import Answer

from .outside import Stand, codes

Body = dict[str, Any]
OFFICER = "domestic-abuse-officer"
CLOSE: Body = {"step": "close", "reasons": "The school looks after the child"}


class Incident:
    """An incident that police attended, and the steps to the child's school."""

    def __init__(self, stand: Stand, at: str | None = None) -> None:
        """Take it down."""
        self.caller = stand.caller
        answer = self.caller.post(OFFICER, "/request-disclosure", encompass.incident(at))
        assert answer.status == 201, answer.raw
        self.id, self.case, self.opened = str(answer.body["request_id"]), str(answer.body["case_id"]), answer

    def take(self, step: Body) -> Answer:
        """Try a step."""
        return self.caller.post(OFFICER, f"/request-disclosure/{self.id}/steps", step)

    def must(self, *steps: Body) -> "Incident":
        """Take steps."""
        for step in steps:
            answer = self.take(step)
            assert answer.status == 201, (step["step"], answer.raw)
        return self

    def share(self, agency: str = encompass.SCHOOL, role: str = "safeguarding_lead") -> str:
        """Tell the school, or the council, by a share of the case."""
        answer = self.caller.post(OFFICER, "/share", encompass.notice(self.case, agency, role))
        assert answer.status == 201, answer.raw
        return str(answer.body["share_id"])

    def standing(self) -> Body:
        """Where it stands."""
        answer = self.caller.get(OFFICER, f"/request-disclosure/{self.id}")
        assert answer.status == 200, answer.raw
        body: Body = answer.body
        return body


def test_the_school_is_told_acknowledges_and_its_support_is_recorded(stand: Stand) -> None:
    """An incident leads to its school, which reads the notice with the child's voice in it, and ends with support."""
    incident = Incident(stand).must(encompass.children(), encompass.matched())
    assert set(incident.opened.body["outlook"]) >= {"remaining_hours", "at_risk"}
    share = incident.share()
    incident.must(encompass.notified(share))
    read = stand.caller.get("teacher", f"/share/{share}?reason=direct_care")
    assert read.status == 200, read.raw
    assert "dog" in read.body["accounts"][0]["account"]["words"]
    support = {"step": "support", "reasons": "As the school says", "plan": {"made": True, "words": "Met at the gate"}}
    incident.must({"step": "acknowledgement"}, support, CLOSE)
    assert incident.standing()["state"] == "closed"


def test_a_notice_is_a_share_of_this_case_to_that_school(stand: Stand) -> None:
    """No share, a share of another incident, or to another school, does not count as telling this school."""
    other = Incident(stand).must(encompass.children(), encompass.matched())
    elsewhere = other.share()
    incident = Incident(stand).must(encompass.children(), encompass.matched("school:999002"))
    wrong = incident.share()
    for share in (wrong, elsewhere, incident.id):
        assert codes(incident.take(encompass.notified(share))) == {"notice_not_shared"}
    incident.must(encompass.notified(incident.share("school:999002")))


def test_a_child_taught_at_home_is_the_councils(stand: Stand) -> None:
    """For a child who goes to no school the council of the area is told, and the school's step is not to be had."""
    incident = Incident(stand).must(encompass.children(), encompass.taught_at_home())
    share = incident.share(encompass.COUNCIL, "social_worker")
    assert incident.take(encompass.notified(share)).status == 403
    incident.must(encompass.notified(share, to="council_notification"))
    assert incident.standing()["state"] == "notified"


def test_a_child_whose_school_is_not_found_is_a_task(stand: Stand) -> None:
    """An unmatched child is a duty of the force with its time, until a school is found that exists."""
    incident = Incident(stand).must(encompass.children())
    answer = incident.take(encompass.unmatched())
    assert "unmatched_child" in {owed["code"] for owed in answer.body["decision"]["obligations"]}
    assert codes(incident.take(encompass.matched("school:123456"))) == {"school_not_active"}
    assert codes(incident.take(encompass.matched("nhs:X9X9X"))) == {"school_not_active"}
    incident.must(encompass.matched())
    assert incident.standing()["state"] == "school_matched"


def test_lateness_has_a_reason(stand: Stand) -> None:
    """Told after the next school day had begun: only with a reason of the list."""
    incident = Incident(stand, encompass.hours_ago(24 * 6)).must(encompass.children(), encompass.matched())
    assert incident.opened.body["outlook"]["at_risk"]
    share = incident.share()
    assert codes(incident.take(encompass.notified(share))) == {"lateness_not_reasoned"}
    incident.must(encompass.notified(share, lateness="child_identified_late"))


def test_no_child_is_concerned(stand: Stand) -> None:
    """Without a child there is nobody to tell: it is recorded with its reasons, and closed."""
    incident = Incident(stand).must(encompass.children(0), CLOSE)
    assert incident.standing()["state"] == "closed"
    incident.must({"step": "reopen", "reasons": "A child was asleep upstairs"}, encompass.children())


@pytest.mark.parametrize("who", ["teacher", "social-worker", "other-force", "nurse"])
def test_only_police_open_and_follow_it(stand: Stand, who: str) -> None:
    """To a school, a council, another force or a health body the request is not there."""
    incident = Incident(stand)
    assert stand.caller.get(who, f"/request-disclosure/{incident.id}").status == 404


def test_there_is_no_undertaking(stand: Stand) -> None:
    """The duty is to tell: nobody is asked to sign for it."""
    incident = Incident(stand).must(encompass.children(), encompass.matched())
    answer = stand.caller.post(OFFICER, "/record-undertaking", undertakings.undertaking(incident.id, "signed"))
    assert answer.status == 403, answer.raw
