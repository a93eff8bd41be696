"""Ready-made bodies of Operation Encompass: an incident, the child's school, the notice. People are invented."""

from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.seeds.requests import now, statement

Body = dict[str, Any]
SCHOOL, COUNCIL = "school:999001", "la:E06000047"


def hours_ago(hours: float) -> str:
    """So many hours before this instant, as the wire writes it."""
    return (datetime.now(UTC) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def incident(at: str | None = None) -> Body:
    """Police attended: the child was in the house and said something."""
    return {
        "scheme": "encompass",
        "received": {"channel": "officer", "at": now()},
        "concern": "A child was in the house while the mother was assaulted",
        "area": COUNCIL,
        "incident": {
            "at": at or hours_ago(0.5),
            "reference": "Test log 118",
            "place": "1 Example Street, Testtown",
            "words": "Called by a neighbour; he had left when we came",
            "voice_of_child": "I hid in my room with the dog",
        },
        "people": [
            {"ref": "p1", "role": "child", "names": ["Testchild Exampleson"], "date_of_birth": "2017-04-02"},
            {"ref": "p2", "role": "person_at_risk"},
            {"ref": "p3", "role": "subject"},
        ],
    }


def children(found: int = 1) -> Body:
    """Which children are concerned."""
    outcome = "found" if found else "none"
    return {"step": "children", "outcome": outcome, "reasons": "Asked at the house", "children_found": found}


def matched(school: str = SCHOOL) -> Body:
    """The school is found in the directory."""
    return {"step": "school_match", "outcome": "matched", "school": school}


def unmatched() -> Body:
    """The school is not known yet."""
    return {"step": "school_match", "outcome": "unmatched", "reasons": "The family moved here last week"}


def taught_at_home() -> Body:
    """The child goes to no school: the council is told."""
    return {"step": "school_match", "outcome": "la_route", "reasons": "Taught at home, as the mother says"}


def notice(case: str, agency: str = SCHOOL, role: str = "safeguarding_lead") -> Body:
    """The share that tells the school's safeguarding lead, or the council, before the next school day."""
    told = {"made_at": hours_ago(0.4), "made_by": "p1", "made_to": "the officer", "how": "spoken, in the kitchen"}
    account = statement("account", "domestic_abuse", "", account=told | {"words": "I hid in my room with the dog"})
    to: Body = {"agency": agency, "role": role, "need": "To look after the child in the morning"}
    return {
        "case_id": case,
        "area": COUNCIL,
        "purpose": "safeguarding_child",
        "urgency": "urgent",
        "recipients": [to | ({"ground": "teaches"} if agency.startswith("school:") else {})],
        "lawful_basis": {
            "regime": "UKGDPR",
            "basis": "UKGDPR_6_1_c",
            "enactment": "Domestic Abuse Act 2021 s.49A",
            "threshold": "child_may_be_domestic_abuse_victim",
            "authority": "Domestic Abuse Act 2021 s.49A",
            "consent": "would_prejudice_protection",
            "confidentiality": "legal_duty",
        },
        "necessity": {
            "why": "The school sees the child in the morning and can only help if it knows",
            "less_intrusive": [{"option": "share_later", "why_not": "would_delay_protection"}],
        },
        "people": [{"ref": "p1", "role": "child"}, {"ref": "p2", "role": "person_at_risk"}],
        "informed": [
            {"who": "p1", "told": "no", "reason": "too_young", "review_by": "2099-01-01"},
            {"who": "p2", "told": "yes"},
        ],
        "statements": [
            statement(
                "fact",
                "domestic_abuse",
                "Police attended an incident of domestic abuse; the child was in the house, upstairs",
                source="officer who attended",
                collected_for="law_enforcement",
                as_of=hours_ago(0.4),
            ),
            account | {"source": "officer who attended", "collected_for": "law_enforcement", "as_of": hours_ago(0.4)},
        ],
    }


def notified(share: str, *, to: str = "notification", lateness: str | None = None) -> Body:
    """The step that names the share, with the reason where it came late."""
    body: Body = {"step": to, "outcome": "notified", "share": share, "reasons": "Sent from the car"}
    return body | ({"lateness": lateness} if lateness else {})
