"""Ready-made request bodies: the README's share, the seeded referral, the demo's application.

Dates move with today, so that nothing here grows old. People are invented; identifiers come from test ranges.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

Body = dict[str, Any]


def _ago(**delta: float) -> str:
    return (datetime.now(UTC) - timedelta(**delta)).strftime("%Y-%m-%dT%H:%M:%SZ")


def now() -> str:
    """This instant, as the wire writes it."""
    return _ago()


def _in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%d")


def statement(kind: str, category: str, text: str, **extra: Any) -> Body:
    """One statement of the sender's own, collected for general purposes."""
    reliability = {"fact": "direct_observation", "opinion": "professional_judgement", "account": "reported"}[kind]
    body: Body = {
        "kind": kind,
        "about": ["p1"],
        "categories": [category],
        "source": "social worker, seen in person",
        "as_of": _ago(days=1),
        "origin": "own",
        "collected_for": "general",
        "quality": {"reliability": reliability, "complete": kind == "fact"},
    }
    if kind != "account":
        body["text"] = text
    return body | extra


def account(words: str) -> Body:
    """What a child said, to whom, when and how: the five facts of someone telling someone."""
    told = {"made_at": _ago(days=1), "made_by": "p1", "made_to": "social worker", "how": "spoken, unprompted"}
    return statement("account", "injury", "", account=told | {"words": words})


def share_to_police(case: str) -> Body:
    """The share that the README sends: a council tells the police of its area what was seen and said."""
    return {
        "case_id": case,
        "purpose": "safeguarding_child",
        "urgency": "routine",
        "recipients": [
            {
                "agency": "force:11",
                "role": "child_protection",
                "need": "To decide with us whether a section 47 enquiry is needed",
            }
        ],
        "lawful_basis": {
            "regime": "UKGDPR",
            "basis": "UKGDPR_6_1_e",
            "enactment": "Children Act 1989 s.47",
            "threshold": "reasonable_cause_significant_harm",
            "conditions": ["UKGDPR_9_2_g", "DPA_SCH1_18"],
            "consent": "would_prejudice_protection",
            "confidentiality": "public_interest",
        },
        "necessity": {
            "why": "Social care alone cannot tell whether the injuries fit the account given",
            "less_intrusive": [{"option": "ask_the_parents_first", "why_not": "would_increase_risk"}],
        },
        "people": [{"ref": "p1", "role": "child"}],
        "informed": [{"who": "p1", "told": "no", "reason": "would_increase_risk", "review_by": _in_days(7)}],
        "statements": [
            statement("fact", "injury", "Two circular bruises on the left upper arm, each about 2 cm across"),
            statement("opinion", "health", "The bruises look more than two days old", source="social worker"),
            account("He squeezed me because I dropped the cup"),
        ],
    }


def referral(*, area: str, council: str, child: Body | None = None) -> Body:
    """A school's referral to children's social care: it opens a case."""
    person = child or {
        "ref": "p1",
        "role": "child",
        "names": ["Testchild Exampleson"],
        "date_of_birth": "2017-04-02",
        "identifiers": [{"kind": "nhs_number", "value": "9990000018"}],
    }
    return {
        "area": area,
        "purpose": "safeguarding_child",
        "urgency": "routine",
        "recipients": [
            {
                "agency": council,
                "role": "social_worker",
                "need": "To decide whether the child is in need or at risk of significant harm",
            }
        ],
        "lawful_basis": {
            "regime": "UKGDPR",
            "basis": "UKGDPR_6_1_e",
            "enactment": "Children Act 2004 s.10",
            "conditions": ["UKGDPR_9_2_g", "DPA_SCH1_18"],
            "consent": "would_prejudice_protection",
            "confidentiality": "public_interest",
        },
        "necessity": {
            "why": "The school cannot find out alone whether the child is safe at home",
            "less_intrusive": [{"option": "ask_the_parents_first", "why_not": "would_increase_risk"}],
        },
        "people": [person],
        "informed": [{"who": "p1", "told": "no", "reason": "would_increase_risk", "review_by": _in_days(7)}],
        "statements": [
            statement(
                "fact", "injury", "Bruise on the left upper arm seen while changing for sport", source="class teacher"
            ),
            statement("opinion", "behaviour", "Quieter than a month ago, avoids going home", source="class teacher"),
        ],
    }


def application() -> Body:
    """An application under the child sex offender disclosure scheme, taken at a police station."""
    return {
        "scheme": "csods",
        "received": {"channel": "station", "at": _ago(hours=3)},
        "concern": "A new adult has moved into the household and is often alone with the child",
        "people": [
            {
                "ref": "p1",
                "role": "applicant",
                "relationship_to_child": "grandparent",
                "safe_contact": {"how": "phone", "when": "weekdays before 15:00"},
            },
            {"ref": "p2", "role": "child"},
            {"ref": "p3", "role": "subject"},
            {"ref": "p4", "role": "parent"},
        ],
        "contact": {"subject": "p3", "child": "p2", "kind": "lives_in_household"},
    }
