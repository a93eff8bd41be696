"""Ready-made bodies of the domestic abuse schemes: applications, a trigger, and the steps of their course.

In each, p3 is the subject and p4 a child. Who asks for herself is p1; who is asked for or told about is p2, and p1 then
is whoever asks: a third party. People are invented; what is read out at the delivery is what was undertaken.
"""

from typing import Any, Final

from workbench.seeds.requests import now

Body = dict[str, Any]
SEARCHES: Final = ["pnc", "pnd", "visor", "force_intelligence"]
FOUND: Final = ["apart_from_applicant", "both_sixteen_or_over", "not_for_vetting"]
WARNINGS: Final = ["purpose_only", "confidential", "proceedings"]
LIMBS: Final = ("lawful", "necessary", "proportionate", "pressing_need")
COUNCIL: Final = "la:E06000047"
WORDS: Final = "He was convicted in 2019 of assaulting a partner, and two more partners have reported violence since"
ITEMS: Final = [{"id": "i1", "text": WORDS, "salt": "c2FsdC1vZi1hLWRvbWVzdGljLWl0ZW0"}]
SUBJECT: Final[Body] = {
    "ref": "p3",
    "role": "subject",
    "names": ["Testman Exampleson"],
    "date_of_birth": "1988-03-04",
}
CHILD: Final[Body] = {"ref": "p4", "role": "child", "names": ["Testchild Exampleson"], "date_of_birth": "2019-06-01"}
_SAFE: Final = {"how": "phone, withheld number", "when": "weekdays 10:00 to 14:00", "note": "leave no message"}


def _opening(scheme: str, people: list[Body], parties: Body, concern: str, channel: str) -> Body:
    return {
        "scheme": scheme,
        "received": {"channel": channel, "at": now()},
        "concern": concern,
        "people": [*people, SUBJECT, CHILD],
        "parties": {"subject": "p3", "children": ["p4"], "relationship": "cohabiting", "status": "current"} | parties,
    }


def asked_for_herself(scheme: str = "dvds_ask") -> Body:
    """An application by the person at risk."""
    applicant = {"ref": "p1", "role": "applicant", "names": ["Testwoman Exampledaughter"], "safe_contact": _SAFE}
    concern = "He moved in two months ago. His former partner told me to be careful, and last week he frightened me"
    return _opening(scheme, [applicant], {"applicant": "p1", "at_risk": "p1"}, concern, "station")


def asked_for_another() -> Body:
    """An application by a third party, the mother of the person at risk."""
    people: list[Body] = [
        {"ref": "p1", "role": "applicant", "names": ["Testmother Exampledaughter"], "safe_contact": _SAFE},
        {"ref": "p2", "role": "person_at_risk", "names": ["Testwoman Exampledaughter"]},
    ]
    concern = "My daughter no longer visits, and he answers her phone"
    return _opening("dvds_ask", people, {"applicant": "p1", "at_risk": "p2"}, concern, "phone_101")


def known_to_a_partner(*, to: str | None = "force:11", area: str | None = COUNCIL) -> Body:
    """A partner agency's trigger of the right to know; without `to` the police's own."""
    people = [{"ref": "p2", "role": "person_at_risk", "names": ["Testwoman Exampledaughter"]}]
    concern = "Our records of another family name him as the person who hurt two former partners"
    channel, information = ("partner_agency", "partner_agency") if to else ("officer", "police_contact")
    body = _opening("dvds_know", people, {"at_risk": "p2"}, concern, channel) | {"information": information}
    return body | ({"to": to, "area": area} if to else {})


def risk(grade: str = "medium") -> Body:
    """A graded risk."""
    return {"grade": grade, "tool": "dash", "score": 9}


def initial_checks(outcome: str = "proceed", *found: str) -> Body:
    """The first checks, with what they found besides."""
    checks = [*SEARCHES, *(found or FOUND)]
    reasons = "Partners who live together, both adults; something is held about him"
    return {"step": "initial_checks", "outcome": outcome, "reasons": reasons, "checks": checks, "risk": risk()}


def meeting(person: str = "p1") -> Body:
    """The meeting with the applicant, papers seen."""
    return {
        "step": "meeting",
        "outcome": "identity_verified",
        "reasons": "Seen at a place of her choice; offered support",
        "checks": ["applicant_warned"],
        "identity": identity(person),
    }


def identity(person: str) -> Body:
    """A verified identity."""
    return {"person": person, "verified": True, "documents": ["passport", "utility_bill"]}


def full_assessment(step: str = "risk_assessment") -> Body:
    """The full risk assessment, or the one made afterwards."""
    checks = [*SEARCHES, "other_force", "probation"]
    return {"step": step, "reasons": "All replies in; the pattern repeats", "checks": checks, "risk": risk("high")}


def forum(step: str) -> Body:
    """Referral to the forum, or what it considered."""
    considered = {"members": ["force:11", COUNCIL, "nhs:X9X9X"], "refusals": ["charity:9999001"]}
    told = {"body": "local_forum", "reference": "Agenda item 7", "words": "Contributions as minuted"}
    return {"step": step, "reasons": "As minuted", "forum": told | (considered if step == "forum_record" else {})}


def decision(recipient: str | None, capacity: str = "person_at_risk", reason: str = "risk_to_person") -> Body:
    """The decision to disclose to somebody, or, with nobody named, not to disclose."""
    body: Body = {
        "step": "decision",
        "outcome": "disclose" if recipient else "not_disclose",
        "reasons": "Weighed limb by limb",
        "tests": dict.fromkeys(LIMBS, True) | ({} if recipient else {"pressing_need": False, "necessary": False}),
    }
    if not recipient:
        return body
    told = {"recipient": recipient, "best_placed": capacity}
    return body | told | {"representations": {"sought": False, "reason": reason}}


def undertaking(request: str, person: str, outcome: str = "signed") -> Body:
    """The recipient signs, or refuses."""
    body: Body = {
        "request_id": request,
        "person": person,
        "outcome": outcome,
        "at": now(),
        "place": "A room at the health centre",
        "officer": "DC Testofficer",
        "purpose": "To keep the person at risk and the child safe",
        "template": "1",
        "language": "en",
        "adjustments": ["read_aloud"],
        "explained": True,
        "present": _present(person),
        "warnings_read": WARNINGS,
        "items": ITEMS,
    }
    signature = {"method": "pen_on_paper", "evidence_hash": f"sha256:{'cd' * 32}", "witness": "The adviser present"}
    return body | ({"signature": signature} if outcome == "signed" else {})


def delivery(person: str) -> Body:
    """The act itself, in person, with an adviser there who was there when it was signed."""
    act = {
        "mode": "in_person",
        "at": now(),
        "place": "A room at the health centre",
        "present": _present(person),
        "words": WORDS,
        "items_left": False,
        "warnings_read": WARNINGS,
        "items": ITEMS,
    }
    return {
        "step": "delivery",
        "reasons": "As decided",
        "recipient": person,
        "identity": identity(person),
        "delivery": act,
    }


def five_facts() -> Body:
    """When, who, to whom, how and what."""
    facts = {"when": now(), "who": "DC Testofficer", "to_whom": "The person at risk", "how": "In person", "what": WORDS}
    return {"step": "disclosure_record", "reasons": "As it happened", "facts": facts}


def safety_plan(*referrals: str) -> Body:
    """The safety plan, with the referrals made."""
    sent = list(referrals) or ["idva", "childrens_social_care"]
    return {"step": "safety_plan", "reasons": "Made with her", "plan": {"made": True, "referrals": sent}}


def outcome_given() -> Body:
    """The applicant is given the standard words, and safety advice all the same."""
    plan = {"made": True, "words": "Helplines, safe contact, what to do in an emergency"}
    return {"step": "outcome_given", "outcome": "given", "reasons": "In person, the standard words", "plan": plan}


def _present(person: str) -> list[Body]:
    return [
        {"ref": person, "name": "Testwoman Exampledaughter"},
        {"role": "officer", "name": "DC Testofficer"},
        {"role": "supporter", "name": "Testadviser Exampleson"},
    ]
