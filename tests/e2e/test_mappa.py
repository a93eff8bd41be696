"""MAPPA over HTTP: sharing among its bodies, and disclosure to a third party from consideration to closure."""

from typing import Any

import pytest

from workbench.seeds import offender, undertakings
from workbench.seeds.api import Answer

from .outside import Stand, codes

Body = dict[str, Any]
OFFICER, CHAIR, SECOND = "probation-officer", "mappa-coordinator", "second-coordinator"
CLOSE: Body = {"step": "close", "reasons": "He has moved away; the plan says what follows"}


class Disclosure:
    """A disclosure that probation considers, and who takes its steps."""

    def __init__(self, stand: Stand, body: Body | None = None) -> None:
        """Open it: considered at a meeting."""
        self.caller = stand.caller
        answer = self.caller.post(OFFICER, "/request-disclosure", body or offender.consideration())
        assert answer.status == 201, answer.raw
        self.id, self.case = str(answer.body["request_id"]), str(answer.body["case_id"])

    def take(self, who: str, step: Body) -> Answer:
        """Try a step."""
        return self.caller.post(who, f"/request-disclosure/{self.id}/steps", step)

    def must(self, who: str, *steps: Body) -> "Disclosure":
        """Take steps."""
        for step in steps:
            answer = self.take(who, step)
            assert answer.status == 201, (step["step"], answer.raw)
        return self

    def undertake(self, outcome: str) -> Answer:
        """Try to record the undertaking."""
        return self.caller.post(OFFICER, "/record-undertaking", offender.undertaking(self.id, outcome))

    def decided(self) -> "Disclosure":
        """Proposed, tested, and the offender's part settled."""
        return (
            self.must(OFFICER, offender.proposal())
            .must(CHAIR, offender.legal_test())
            .must(OFFICER, offender.not_told())
        )

    def delivered(self) -> "Disclosure":
        """Signed for and told in person."""
        signed = self.decided().undertake("signed")
        assert signed.status == 201, signed.raw
        self.undertaking = str(signed.body["undertaking_id"])
        return self.must(OFFICER, offender.delivery())

    def standing(self) -> Body:
        """Where it stands."""
        answer = self.caller.get(CHAIR, f"/request-disclosure/{self.id}")
        assert answer.status == 200, answer.raw
        body: Body = answer.body
        return body


def test_a_third_party_is_told_and_it_is_recorded_reviewed_and_closed(stand: Stand) -> None:
    """From the meeting to closure: proposed, tested, signed, told in person by two agencies, recorded, reviewed."""
    told = Disclosure(stand).delivered()
    for part in ("reasons_for", "reasons_against", "content", "conditions", "recipient_name", "recipient_address"):
        assert codes(told.take(OFFICER, offender.record(**{part: None}))) == {"account_327a_missing"}
    told.must(OFFICER, offender.record(), offender.review(), CLOSE)
    assert told.standing()["state"] == "closed"


def test_the_legal_test_is_another_officers_and_all_its_limbs_hold(stand: Stand) -> None:
    """Who opened it does not decide it; each limb of the test stands in the way alone; so does an owner who refuses."""
    proposed = Disclosure(stand).must(OFFICER, offender.proposal())
    assert codes(proposed.take(OFFICER, offender.legal_test())) == {"step_not_for_role", "other_officer_needed"}
    for limb in ("risk", "reasonable", "necessary", "lawful", "proportionate"):
        tests = dict.fromkeys(offender.LIMBS, True) | {limb: False}
        assert codes(proposed.take(CHAIR, offender.legal_test(tests=tests))) == {"legal_test_not_met"}
    refusing = [{"agency": "force:11", "permission": False}]
    assert codes(proposed.take(CHAIR, offender.legal_test(owners=refusing))) == {"owner_refuses"}
    assert proposed.standing()["state"] == "proposed"


def test_not_to_disclose_about_a_child_sex_offender_answers_the_presumption(stand: Stand) -> None:
    """Where every limb holds, rejection needs a reason of the list, and the reasons are kept until a later review."""
    rejected = Disclosure(stand).must(OFFICER, offender.proposal())
    assert codes(rejected.take(CHAIR, offender.legal_test("reject"))) == {"presumption_not_answered"}
    rejected.must(CHAIR, offender.legal_test("reject", rebuttal="protected_otherwise"))
    again = {"step": "reopen", "reasons": "New conditions were set at the next review"}
    assert rejected.must(OFFICER, again).standing()["state"] == "considered"


def test_nothing_proposed_is_kept_with_its_reasons(stand: Stand) -> None:
    """A review at which disclosure is not proposed is recorded with reasons, and comes up at the next review."""
    idle = Disclosure(stand)
    assert codes(idle.take(OFFICER, {"step": "no_proposal"})) == {"reasons_missing"}
    answer = idle.take(OFFICER, {"step": "no_proposal", "reasons": "The conditions are kept and nobody is at risk"})
    assert (answer.status, answer.body["state"]) == (201, "not_proposed")
    assert {step["step"] for step in answer.body["next"]} >= {"review", "reopen", "close"}


def test_a_mappa_body_is_not_disclosed_to(stand: Stand) -> None:
    """A professional who acts for a council is shared with, not disclosed to; one of a school can be told."""
    body = offender.consideration()
    body["people"][1]["role"] = "professional"
    proposed = Disclosure(stand, body).must(OFFICER, offender.proposal())
    for agency in (None, "la:E06000047", "nhs:X9X9X", "prison:XPR01"):
        spoken_for = {"acts_for": agency} if agency else {}
        assert codes(proposed.take(CHAIR, offender.legal_test(**spoken_for))) == {"mappa_body_is_shared_with"}
    proposed.must(CHAIR, offender.legal_test(acts_for="school:999001"))


def test_a_refused_undertaking_needs_another_officer(stand: Stand) -> None:
    """After a refusal nothing is told until another chair decides; the first cannot."""
    refused = Disclosure(stand).decided()
    assert refused.undertake("refused").status == 201
    second = {"step": "second_decision", "outcome": "proceed", "reasons": "The risk outweighs the refusal"}
    assert refused.take(OFFICER, offender.delivery()).status == 403
    assert codes(refused.take(CHAIR, second)) == {"other_officer_needed"}
    refused.must(SECOND, second).must(OFFICER, offender.delivery())
    assert refused.standing()["delivered"]


def test_immediate_danger_goes_over_a_freeze(stand: Stand) -> None:
    """A breach stops everything but immediate danger, in which an owner's refusal is no hindrance either."""
    told = Disclosure(stand).delivered()
    breach = undertakings.breach(told.id)
    reported = stand.caller.post(SECOND, f"/record-undertaking/{told.undertaking}/breach", breach)
    assert reported.status == 201, reported.raw
    assert codes(told.take(OFFICER, offender.record())) == {"undertaking_broken"}
    told.must(OFFICER, {"step": "emergency", "reasons": "He has taken the child"})
    assert told.standing()["state"] == "immediate_danger"
    lifted = {"step": "freeze_decision", "outcome": "lift", "reasons": "Her sister was told; she is warned"}
    told.must(CHAIR, lifted).must(CHAIR, offender.legal_test(owners=[{"agency": "force:11", "permission": False}]))
    assert told.standing()["state"] == "subject_due"


def test_police_hold_such_a_disclosure_too_and_a_council_does_not(stand: Stand) -> None:
    """The police hold one as probation does; to a council the scheme is not open."""
    answer = stand.caller.post("offender-manager", "/request-disclosure", offender.consideration())
    assert answer.status == 201, answer.raw
    refused = stand.caller.post("social-worker", "/request-disclosure", offender.consideration())
    assert "apply_to_the_police" in codes(refused)


def test_sharing_among_the_bodies_is_not_disclosure(stand: Stand) -> None:
    """Police, prison and council are shared with under s.325; a charity only as an associate; a school never."""
    disclosure = Disclosure(stand)
    bodies = [
        offender.recipient("force:11", "offender_manager"),
        offender.recipient("prison:XPR01", "prison_offender_manager"),
        offender.recipient("la:E06000047", "social_worker"),
    ]
    answer = stand.caller.post(OFFICER, "/share", offender.share(disclosure.case, *bodies))
    assert answer.status == 201, answer.raw
    read = stand.caller.get("prison-manager", f"/share/{answer.body['share_id']}?reason=risk_assessment")
    assert read.status == 200, read.raw
    for agency, role, ground in (
        ("school:999001", "safeguarding_lead", "teaches"),
        ("charity:9999001", "support_worker", "supervises"),
    ):
        outside = offender.share(disclosure.case, offender.recipient(agency, role, ground))
        assert codes(stand.caller.post(OFFICER, "/share", outside)) == {"mappa_disclosure_not_sharing"}
    associate = offender.share(disclosure.case, offender.recipient("charity:9999001", "support_worker"))
    assert stand.caller.post(OFFICER, "/share", associate).status == 201


@pytest.mark.parametrize("who", ["prison-manager", "offender-manager", "social-worker", "outsider"])
def test_nobody_else_learns_that_it_is_considered(stand: Stand, who: str) -> None:
    """To another agency, of MAPPA or not, the request is not there."""
    disclosure = Disclosure(stand)
    assert stand.caller.get(who, f"/request-disclosure/{disclosure.id}").status == 404
