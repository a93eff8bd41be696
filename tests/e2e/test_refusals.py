"""Every refusal is a record with reasons; what the remedy says turns deny into allow."""

from dataclasses import dataclass

import pytest

from workbench.seeds.requests import application

from .bodies import COUNCIL, Application, Body, Change, a_referral, a_share, changed, decision, recipient
from .outside import Stand, codes


@dataclass(frozen=True)
class Refusal:
    """A share that is refused with one reason, and what its remedy says to do."""

    code: str
    spoil: Change
    mend: Change
    who: str = "social-worker"
    referral: bool = False


def _basis(**more: object) -> Change:
    return lambda body: body["lawful_basis"].update(more)


def _said(n: int, **more: object) -> Change:
    return lambda body: body["statements"][n].update(more)


def _without(*path: str | int) -> Change:
    def drop(body: Body) -> None:
        found = body
        for step in path[:-1]:
            found = found[step]  # type: ignore[index]
        found.pop(path[-1])  # type: ignore[call-overload]

    return drop


ACCOUNT = {
    "made_at": "2026-01-05T09:00:00Z",
    "made_by": "p1",
    "made_to": "social worker",
    "how": "spoken, unprompted",
    "words": "He squeezed me",
}
LESS = [{"option": "ask_the_parents_first", "why_not": "would_increase_risk"}]
QUALITY = {"reliability": "direct_observation", "complete": True}
PERMISSION = {"reference": "letter of the head teacher", "by": "the head teacher"}
SCHOOL = ("school:999002", "safeguarding_lead")

REFUSALS = (
    Refusal(
        "need_not_stated",
        recipient("force:11", "child_protection", need=" "),
        lambda b: b["recipients"][0].update(need="To decide"),
    ),
    Refusal("recipient_no_ground", recipient(*SCHOOL), recipient(*SCHOOL, ground="teaches")),
    Refusal("power_missing", _without("lawful_basis", "enactment"), _basis(enactment="Children Act 1989 s.47")),
    Refusal(
        "threshold_missing",
        _without("lawful_basis", "threshold"),
        _basis(threshold="reasonable_cause_significant_harm"),
    ),
    Refusal("special_condition_missing", _basis(conditions=[]), _basis(conditions=["UKGDPR_9_2_g", "DPA_SCH1_18"])),
    Refusal(
        "condition_consent_unmet", _without("lawful_basis", "consent"), _basis(consent="would_prejudice_protection")
    ),
    Refusal(
        "confidentiality_unanswered",
        _without("lawful_basis", "confidentiality"),
        _basis(confidentiality="public_interest"),
    ),
    Refusal("consent_sole_basis", _basis(basis="UKGDPR_6_1_a"), _basis(basis="UKGDPR_6_1_e")),
    Refusal(
        "basis_barred_for_public_authority",
        _basis(basis="UKGDPR_6_1_ea", recognised_interest="safeguarding_vulnerable_individual"),
        _basis(basis="UKGDPR_6_1_e"),
    ),
    Refusal(
        "necessity_missing",
        lambda b: b["necessity"].update(why=" "),
        lambda b: b["necessity"].update(why="No other way"),
    ),
    Refusal(
        "less_intrusive_missing",
        lambda b: b["necessity"].update(less_intrusive=[]),
        lambda b: b["necessity"].update(less_intrusive=LESS),
    ),
    Refusal(
        "informed_missing",
        lambda b: b.update(informed=[]),
        lambda b: b.update(informed=[{"who": "p1", "told": "yes"}]),
    ),
    Refusal(
        "not_informed_reason_missing",
        _without("informed", 0, "reason"),
        lambda b: b["informed"][0].update(reason="would_increase_risk"),
    ),
    Refusal(
        "review_date_missing",
        _without("informed", 0, "review_by"),
        lambda b: b["informed"][0].update(review_by="2099-12-31"),
    ),
    Refusal(
        "statement_source_missing",
        _without("statements", 0, "source"),
        _said(0, source="social worker, seen in person"),
    ),
    Refusal("statement_quality_missing", _without("statements", 0, "quality"), _said(0, quality=QUALITY)),
    Refusal("statement_text_missing", _without("statements", 0, "text"), _said(0, text="Two bruises")),
    Refusal(
        "statement_from_the_future", _said(0, as_of="2099-01-01T00:00:00Z"), _said(0, as_of="2026-01-05T09:00:00Z")
    ),
    Refusal(
        "account_facts_missing",
        _without("statements", 2, "account", "made_to"),
        lambda b: b["statements"][2].update(account=ACCOUNT),
    ),
    Refusal(
        "originator_permission_missing", _said(0, origin="school:999001"), _said(0, originator_permission=PERMISSION)
    ),
    Refusal(
        "attestation_missing",
        lambda b: b.update(urgency="immediate_danger"),
        lambda b: b.update(attestation={"by_words": "The child is alone with him now"}),
    ),
    Refusal("sender_not_involved", lambda b: None, lambda b: (b.pop("case_id"), b.update(area=COUNCIL)), "nurse"),
)


def _sent(stand: Stand, refusal: Refusal) -> Body:
    body = a_share(stand, refusal.spoil)
    if refusal.who == "nurse":
        # A case of its own: in the seeded one another test may have brought the nurse in.
        case = stand.caller.post("teacher", "/share", a_referral()).body["case_id"]
        body = changed(a_referral(), lambda b: (b.update(case_id=case), b.pop("area")), refusal.spoil)
    return body


@pytest.mark.parametrize("refusal", REFUSALS, ids=[refusal.code for refusal in REFUSALS])
def test_a_refusal_is_recorded_and_its_remedy_mends_it(stand: Stand, refusal: Refusal) -> None:
    """A refusal names its reason with law and remedy, is in the ledger with it, writes nothing, and can be mended."""
    body = _sent(stand, refusal)
    items = stand.items()
    answer = stand.caller.post(refusal.who, "/share", body)
    assert answer.status == 403, answer.raw
    assert codes(answer) == {refusal.code}
    assert all(reason[part].strip() for reason in answer.body["reasons"] for part in ("message", "law", "remedy"))
    decision_id = answer.headers["proviso-decision"]
    entry = stand.entries()[decision_id]
    assert (entry["kind"], entry["allow"], entry["reasons"]) == ("decision", False, [refusal.code])
    assert entry["grant"] is None
    assert entry["input"]["context"]["share"]["purpose"] == body["purpose"]
    assert answer.body["receipt"]["decision"] == decision_id
    assert stand.items() == items
    mended = changed(body, refusal.mend)
    assert mended != body
    allowed = stand.caller.post(refusal.who, "/share", mended)
    assert allowed.status == 201, allowed.raw


def test_all_reasons_are_listed_not_the_first(stand: Stand) -> None:
    """A share that is wrong in several ways is told all of them at once."""
    spoils = [one for one in REFUSALS if one.code in {"need_not_stated", "power_missing", "statement_source_missing"}]
    answer = stand.caller.post("social-worker", "/share", a_share(stand, *[one.spoil for one in spoils]))
    assert answer.status == 403
    assert codes(answer) == {one.code for one in spoils}
    assert stand.entries()[answer.headers["proviso-decision"]]["reasons"] == sorted(codes(answer))


def test_a_hidden_thing_is_refused_on_the_record(stand: Stand) -> None:
    """What answers 404 is a refusal in the ledger, with who asked for what."""
    record = stand.running.cases[0].share_id
    with stand.watched() as seen:
        answer = stand.caller.get("outsider", f"/share/{record}?reason=supervision")
    assert answer.status == 404
    puts = [r["requestParameters"]["key"]["pk"] for r in seen if r["eventName"] == "PutItem"]
    entry = stand.entries()[puts[0].removeprefix("decision#")]
    assert (entry["allow"], entry["reasons"], entry["resource"]["id"]) == (False, ["not_found"], record)
    assert entry["subject"]["agency"] == "la:E06000001"


def test_who_may_not_open_an_application_is_told_where_to_apply(stand: Stand) -> None:
    """Only police open an application; the refusal of others is recorded and says where to go."""
    answer = stand.caller.post("teacher", "/request-disclosure", application())
    assert answer.status == 403
    assert any("police" in reason["remedy"].lower() for reason in answer.body["reasons"])
    entry = stand.entries()[answer.headers["proviso-decision"]]
    assert entry["reasons"] == sorted(codes(answer))


def test_a_decision_not_to_disclose_is_recorded_with_its_reasons(stand: Stand) -> None:
    """A decision not to share is a step of the record with its sealed reasons, and an entry in the ledger."""
    application_ = Application(stand).assessed()
    answer = application_.take("inspector", decision("not_disclose"))
    assert answer.status == 201, answer.raw
    n = answer.body["step"]
    opened = stand.caller.get("inspector", f"/request-disclosure/{application_.id}?open={n}")
    assert opened.body["opened"]["content"]["reasons"] == decision("not_disclose")["reasons"]
    assert opened.body["steps"][n - 1]["outcome"] == "not_disclose"
    entry = stand.entries()[answer.body["decision"]["id"]]
    assert entry["input"]["context"]["step"]["outcome"] == "not_disclose"
