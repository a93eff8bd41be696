"""No way from decided to disclosed without a signed undertaking or a second decision; no closing without five facts."""

import json
from collections.abc import Iterator

import pytest

from workbench.tools import ROOT

from .bodies import CHECKS, Application, Body, decision, delivery, facts, identity, second_decision, undertaking
from .outside import Stand

OFFICERS = ("call-handler", "detective", "inspector", "second-inspector")
DISCLOSED = {"delivered", "disclosure_recorded", "closed"}
CLOSE = {"step": "close", "reasons": "Disclosed; safety advice given"}


def _scheme() -> Body:
    made: Body = json.loads((ROOT / "policies/proviso/schemes/csods/data.json").read_text(encoding="utf-8"))
    return made


def _every_step() -> Iterator[Body]:
    """Every step of the scheme with every outcome: with all that any step could need, and with little."""
    for name, step in _scheme()["steps"].items():
        for outcome in step["outcomes"]:
            whole = delivery() | decision("disclose") | {"checks": CHECKS, "facts": facts()}
            yield whole | {"step": name, "outcome": outcome, "identity": identity("p4", "passport")}
            lean: Body = {"step": name, "outcome": outcome, "reasons": "Because"}
            yield lean | {"checks": CHECKS}
            yield lean | {"identity": identity("p4", "passport")}
    yield delivery()


def test_nothing_but_undertaking_or_second_decision_leads_from_decided_to_disclosed(stand: Stand) -> None:
    """After the decision no step of the scheme, by any officer, discloses, nor opens a way to."""
    application = Application(stand).decided()
    taken = 0
    for step in _every_step():
        for officer in OFFICERS:
            answer = application.take(officer, step)
            if answer.status in {403, 422}:
                continue
            assert answer.status == 201, answer.raw
            taken += 1
            state = application.standing()
            assert not state["delivered"], (officer, step["step"], step.get("outcome"))
            assert state["state"] not in DISCLOSED
            if state["state"] == "immediate_danger":
                application.must("inspector", decision("disclose"))
            elif state["state"] != "undertaking_due":
                application = Application(stand).decided()
    assert taken > 1  # the steps that may be taken here were taken
    assert application.take("detective", delivery()).status == 403


def test_a_refused_undertaking_needs_another_officer(stand: Stand) -> None:
    """After a refusal to sign, neither delivery nor the first decider's word discloses; another officer's does."""
    application = Application(stand).decided().undertaken("refused")
    for officer in OFFICERS:
        assert application.take(officer, delivery()).status == 403
    for officer in ("call-handler", "detective", "inspector"):
        assert application.take(officer, second_decision("proceed")).status == 403
    assert application.undertake("signed").status == 403
    assert not application.standing()["delivered"]
    application.must("second-inspector", second_decision("proceed")).must("detective", delivery())
    assert application.standing()["delivered"]


def test_a_second_decision_to_withhold_discloses_nothing(stand: Stand) -> None:
    """When the second officer withholds, no officer can deliver."""
    application = Application(stand).decided().undertaken("refused")
    application.must("second-inspector", second_decision("withhold"))
    for officer in OFFICERS:
        assert application.take(officer, delivery()).status == 403
    assert application.standing()["state"] == "withheld"


def test_a_signed_undertaking_opens_the_way(stand: Stand) -> None:
    """With a signature the disclosure is made, and its use is limited to the named child."""
    state = Application(stand).delivered().standing()
    assert state["delivered"]
    assert state["use_limited_to"] == "p2"


def test_a_second_decision_before_a_refusal_is_none(stand: Stand) -> None:
    """A second decision is not there to be had before the recipient refused to sign."""
    application = Application(stand).decided()
    for officer in OFFICERS:
        assert application.take(officer, second_decision("proceed")).status == 403


def test_an_undertaking_counts_only_after_the_decision_that_asked_for_it(stand: Stand) -> None:
    """An undertaking before the decision is refused, and one of an earlier decision does not serve a later one."""
    application = Application(stand).assessed()
    assert application.undertake("signed").status == 403
    application.must("inspector", decision("disclose")).undertaken("signed")
    application.must("detective", {"step": "emergency", "outcome": "immediate_danger", "reasons": "He is there now"})
    application.must("inspector", decision("disclose"))
    for officer in OFFICERS:
        assert application.take(officer, delivery()).status == 403
    assert not application.standing()["delivered"]


@pytest.mark.parametrize(
    "spoil",
    [{"person": "p1"}, {"person": "p3"}, {"warnings_read": ["purpose_only", "confidential"]}, {"warnings_read": []}],
    ids=["by the applicant", "by the subject", "without the last warning", "without warnings"],
)
def test_an_undertaking_is_the_recipients_after_three_warnings(stand: Stand, spoil: Body) -> None:
    """A signature of somebody else, or without the three warnings read, is no undertaking."""
    application = Application(stand).decided()
    body = undertaking(application.id, "signed") | spoil
    assert stand.caller.post("detective", "/record-undertaking", body).status == 403
    assert application.take("detective", delivery()).status == 403


def test_who_opened_it_does_not_decide_it(stand: Stand) -> None:
    """The decision is another officer's than who opened the application."""
    application = Application(stand).assessed()
    assert application.take("call-handler", decision("disclose")).status == 403
    assert application.standing()["state"] == "risk_assessed"


def test_a_disclosure_is_not_closed_without_its_five_facts(stand: Stand) -> None:
    """When, who, to whom, how and what: with any one of them missing or blank it is neither recorded nor closed."""
    application = Application(stand).delivered()
    whole = {"step": "disclosure_record", "reasons": "As it happened", "facts": facts()}
    for missing in ("when", "who", "to_whom", "how", "what"):
        told = {name: value for name, value in facts().items() if name != missing}
        attempts = [told] + ([told | {missing: "   "}] if missing != "when" else [])
        for attempt in attempts:
            assert application.take("detective", whole | {"facts": attempt}).status == 403
        assert application.take("inspector", CLOSE).status == 403
    for officer in OFFICERS:
        assert application.take(officer, CLOSE).status == 403
    assert application.standing()["state"] == "delivered"
    application.must("detective", whole).must("inspector", CLOSE)
    assert application.standing()["state"] == "closed"


@pytest.mark.parametrize(
    ("group", "kept"),
    [
        ({"delivery": delivery()["delivery"]}, "delivered"),
        ({"facts": facts()}, "five_facts"),
        ({"recipient": "p3"}, "recipient"),
        ({"recipient": "p1"}, "recipient"),
        ({"best_placed": "other_protector"}, "best_placed"),
    ],
    ids=["a delivery", "five facts", "the subject as recipient", "the applicant as recipient", "who is best placed"],
)
def test_a_step_brings_nothing_in_that_belongs_to_another(stand: Stand, group: Body, kept: str) -> None:
    """A check of an identity cannot carry along a delivery, five facts or another recipient than was decided."""
    application = Application(stand).decided()
    before = application.standing()[kept]
    check = {"step": "identity_check", "outcome": "verified", "reasons": "Seen", "identity": identity("p4", "passport")}
    application.take("detective", check | group)
    assert application.standing()[kept] == before


def test_the_notice_to_the_applicant_is_the_same_whatever_is_held(stand: Stand) -> None:
    """Disclosed or not, the words that may be relayed to the applicant are the same bytes."""
    disclosed = Application(stand).delivered().standing()
    not_disclosed = Application(stand).assessed().must("inspector", decision("not_disclose")).standing()
    assert disclosed["applicant_notice"] == not_disclosed["applicant_notice"]
    assert len(disclosed["applicant_notice"]) > 0
