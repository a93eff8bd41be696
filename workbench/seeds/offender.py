"""Ready-made bodies of a disclosure to a third party under MAPPA, and of a share among its bodies. People are invented.

An offender (p1) has moved in with a new partner (p2) who has a child (p3); probation holds the case, the police own
some of what is known. What the partner is told stands in `ITEMS`.
"""

from typing import Any

from workbench.seeds import undertakings
from workbench.seeds.requests import now, statement

Body = dict[str, Any]
LIMBS = ("conviction", "risk", "reasonable", "necessary", "lawful", "proportionate")
WARNINGS = undertakings.WARNINGS
WORDS = "He has been convicted of sexual offences against children and may not be alone with your child"
ITEMS = [{"id": "i1", "text": WORDS, "salt": "c2FsdC1vZi1hbi1vZmZlbmRlcg"}]
PRESENT = [
    {"ref": "p2", "name": "Testpartner Exampleson"},
    {"role": "probation_officer", "name": "Testofficer of probation"},
    {"role": "officer", "name": "DC Testofficer"},
]
OWNERS: list[Body] = [{"agency": "force:11", "permission": True, "by": "The public protection unit's inspector"}]


def consideration() -> Body:
    """Disclosure is considered at a MAPPA meeting: a child sex offender, managed at level 2."""
    return {
        "scheme": "mappa",
        "received": {"channel": "officer", "at": now()},
        "concern": "A new relationship came to light: the partner has a child aged six and does not know his past",
        "people": [
            {"ref": "p1", "role": "subject", "names": ["Testoffender Exampleson"], "date_of_birth": "1979-05-04"},
            {"ref": "p2", "role": "partner", "names": ["Testpartner Exampleson"]},
            {"ref": "p3", "role": "child", "names": ["Testchild Exampleson"]},
        ],
        "parties": {"subject": "p1", "children": ["p3"]},
        "mappa": {"category": 1, "level": 2},
    }


def proposal() -> Body:
    """It is proposed, with the risk and the less intrusive ways that were tried."""
    return {
        "step": "proposal",
        "outcome": "proposed",
        "reasons": "Licence conditions alone cannot keep him from being alone with the child",
        "risk": {"grade": "high", "tool": "osp", "words": "Raised since the relationship began"},
        "less_intrusive": [
            {
                "option": "licence_condition",
                "why_not": "already_tried",
                "words": "A condition against contact is broken",
            },
            {"option": "self_disclosure", "why_not": "would_not_meet_the_need"},
        ],
        "owners": OWNERS,
    }


def legal_test(outcome: str = "disclose", **more: Any) -> Body:
    """The chair's legal test, at a meeting to which an agency refused to bring what it holds."""
    forum = {
        "body": "mappa",
        "members": ["force:11", "prison:XPR01", "la:E06000047"],
        "refusals": ["nhs:X9X9X"],
        "reference": "MAPP meeting, item 4",
        "words": "The health body objects to telling her of his treatment; that is left out",
    }
    body: Body = {
        "step": "decision",
        "outcome": outcome,
        "reasons": "Serious harm to the child is likely; she alone can keep them apart",
        "tests": dict.fromkeys(LIMBS, True),
        "forum": forum,
        "owners": OWNERS,
    }
    return body | ({"recipient": "p2"} if outcome == "disclose" else {}) | more


def not_told() -> Body:
    """The offender is not told beforehand."""
    return {
        "step": "subject_step",
        "outcome": "not_told",
        "reasons": "He has threatened her before",
        "representations": {"sought": False, "reason": "risk_to_person"},
    }


def undertaking(request: str, outcome: str) -> Body:
    """The partner signs, or refuses."""
    return undertakings.undertaking(request, outcome) | {
        "person": "p2",
        "purpose": "To keep her child safe from serious harm",
        "present": PRESENT,
        "items": ITEMS,
    }


def delivery() -> Body:
    """Probation and police tell her together, in person."""
    act = undertakings.delivery() | {"words": WORDS, "present": PRESENT, "items": ITEMS}
    return {
        "step": "delivery",
        "recipient": "p2",
        "reasons": "As decided",
        "identity": {"person": "p2", "verified": True, "documents": ["passport"]},
        "delivery": act,
    }


def account(**without: Any) -> Body:
    """The record of Criminal Justice Act 2003 s.327A(7)-(8)."""
    return {
        "reasons_for": "A child of six lives with him and she could not protect it unknowing",
        "reasons_against": "He may lose the home that steadies him; she may be shunned",
        "content": WORDS,
        "conditions": "To tell nobody else; to call the police if he is alone with the child",
        "recipient_name": "Testpartner Exampleson",
        "recipient_address": "1 Example Street, Testtown",
    } | without


def record(**account_parts: Any) -> Body:
    """The five facts and the record of the statute."""
    facts = {
        "when": now(),
        "who": "The probation officer and a detective, together",
        "to_whom": "The partner",
        "how": "In person, spoken",
        "what": WORDS,
    }
    return {
        "step": "disclosure_record",
        "reasons": "As it happened",
        "facts": facts,
        "account_327a": account(**account_parts),
    }


def review() -> Body:
    """Reviewed with the risk management plan."""
    return {
        "step": "review",
        "reasons": "She keeps them apart; he has moved out; no breach is known",
        "risk": {"grade": "medium", "tool": "osp"},
    }


def share(case: str, *recipients: Body) -> Body:
    """Among MAPPA bodies information is shared, under s.325: by probation, with these recipients."""
    seen = statement("fact", "behaviour", "He spends the nights with a partner who has a child", about=["p1"])
    return {
        "case_id": case,
        "area": "la:E06000047",
        "purpose": "safeguarding_child",
        "urgency": "urgent",
        "recipients": list(recipients),
        "lawful_basis": {
            "regime": "UKGDPR",
            "basis": "UKGDPR_6_1_e",
            "enactment": "Criminal Justice Act 2003 s.325",
            "authority": "Criminal Justice Act 2003 s.325",
            "confidentiality": "public_interest",
        },
        "necessity": {
            "why": "The bodies that manage him together must know where he lives and with whom",
            "less_intrusive": [{"option": "handle_alone", "why_not": "would_not_meet_the_need"}],
        },
        "people": [{"ref": "p1", "role": "subject"}, {"ref": "p3", "role": "child"}],
        "informed": [
            {"who": ref, "told": "no", "reason": "would_increase_risk", "review_by": "2099-01-01"}
            for ref in ("p1", "p3")
        ],
        "statements": [seen | {"source": "probation officer, at a home visit", "collected_for": "law_enforcement"}],
    }


def recipient(agency: str, role: str, ground: str | None = "mappa_body") -> Body:
    """A recipient of such a share, brought in as a body of MAPPA."""
    made: Body = {"agency": agency, "role": role, "need": "To manage the offender with us"}
    return made | ({"ground": ground} if ground else {})
