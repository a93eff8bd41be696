"""Ready-made bodies of a general request for information, its steps and the share that answers it."""

import copy
from typing import Any

from workbench.seeds.requests import now, share_to_police, statement

Body = dict[str, Any]
SCHEME = "sharing_request"
ASKED = ("injury", "health")
HEALTH = "nhs:X9X9X"
COUNCIL = "la:E06000047"
TESTS = {"lawful": True, "necessary": True, "proportionate": True}
CHECK = {"step": "check", "checks": ["own_records"], "not_checked": ["partner_records"]}
ACKNOWLEDGE = {"step": "acknowledge"}


def request_to_health(case: str | None, *, gateway: str | None = "Children Act 1989 s.47(9)") -> Body:
    """A council asks the health body that treats a child, and tells it what it must know to answer.

    Args:
        case: The case in which it asks; None opens one of its own.
        gateway: The law under which it asks; None names none.
    """
    sharing = copy.deepcopy(share_to_police("unused"))
    sharing.pop("case_id")
    need = "To look for injuries and treatment that fit, or do not fit, the account given"
    sharing["recipients"] = [{"agency": HEALTH, "role": "safeguarding_nurse", "need": need, "ground": "treats"}]
    sharing["statements"] = sharing["statements"][:1]
    if case is None:
        sharing["area"] = COUNCIL
        sharing["people"] = [{"ref": "p1", "role": "child", "names": ["Testchild Exampleson"]}]
    words = "All attendances of the last twelve months, with injuries seen and how they were explained"
    asked: Body = {"categories": list(ASKED), "words": words} | ({"gateway": gateway} if gateway else {})
    body: Body = {
        "scheme": SCHEME,
        "received": {"channel": "partner_agency", "at": now()},
        "concern": "An enquiry under section 47 has begun; the account of the injuries is not clear",
        "people": [],
        "to": HEALTH,
        "asked": asked,
        "sharing": sharing,
    }
    return body | ({"case_id": case} if case else {})


def answer_of_health(case: str, request: str) -> Body:
    """What the health body shares in answer, with the agency that asked alone."""
    body = copy.deepcopy(share_to_police(case))
    body["in_reply_to"] = request
    need = "To decide in the enquiry whether the injuries fit the account"
    body["recipients"] = [{"agency": COUNCIL, "role": "social_worker", "need": need}]
    body["lawful_basis"] |= {"enactment": "Children Act 2004 s.11"}
    body["lawful_basis"].pop("threshold")
    body["statements"] = [
        statement("fact", "injury", "Seen on two days in the last year, with bruises both times", source="records"),
        statement("opinion", "health", "The second pattern is unusual for a fall", source="named nurse"),
    ]
    return body


def decision(outcome: str, **more: Any) -> Body:
    """The decision whether to share."""
    reasons = "What was asked for is weighed against the child's and the family's privacy"
    return {"step": "decision", "outcome": outcome, "reasons": reasons, "tests": dict(TESTS), **more}
