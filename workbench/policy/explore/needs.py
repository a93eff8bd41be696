"""How a step meets each need that its body can meet, and how it fails to. A need that is not here cannot be explored.

What meets a need is a piece of a step (or undertaking) as rules read it. `BROKEN` says what to write over a body that
meets everything, so that this one need is not met. Needs of `STANDING` depend on where the request stands alone.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

GIVEN: Final = {"given": True, "length": 40}
NOT_GIVEN: Final = {"given": False, "length": 0}
AT: Final = "2026-11-21T08:30:00Z"
LATER: Final = "2027-01-01T00:00:00Z"
WARNINGS: Final = ["purpose_only", "confidential", "proceedings"]
SEARCHES: Final = ["pnc", "pnd", "visor", "force_intelligence", "chs", "sid", "ivpd"]
FINDINGS: Final = ["both_sixteen_or_over", "not_for_vetting", "apart_from_applicant", "applicant_warned"]
CHECKS: Final = [*SEARCHES, *FINDINGS]
ITEMS: Final = [{"id": "i1", "sha256": "ab" * 32}]
LIMBS: Final = ("conviction", "risk", "necessary", "proportionate", "lawful", "pressing_need", "reasonable")
GONE: Final = object()
"""Written over a member of a body: the member is taken away."""

Piece = dict[str, Any]
Standing = Mapping[str, Any]


def _identity(person: str, *, verified: bool = True) -> Piece:
    documents = ["passport"] if verified else []
    return {"identity": {"person": person, "verified": verified, "documents": documents}}


def _applicant(state: Standing) -> str:
    return str(state.get("applicant") or next((p for p, role in state["people"].items() if role == "applicant"), "p1"))


def _recipient(state: Standing) -> str:
    return str(state.get("recipient") or "p4")


def _present(state: Standing) -> list[Piece]:
    return [{"ref": _recipient(state)}, {"role": "officer"}]


def _signed(state: Standing) -> bool:
    return bool(state.get("undertaking", {}).get("outcome") == "signed")


def _delivery(state: Standing) -> Piece:
    return {
        "mode": "in_person",
        "at": AT,
        "place_given": True,
        "words": GIVEN,
        "items_left": False,
        "present": _present(state),
        "warnings_read": WARNINGS,
        "items": ITEMS,
    }


_FORUM: Final = {"body": "local_forum", "members": ["la:E06000047"], "refusals": [], "reference_given": True}
_PLAN: Final = {"made": True, "referrals": ["childrens_social_care"]}
_ACCOUNT: Final = ("reasons_for", "reasons_against", "content", "conditions", "recipient_name", "recipient_address")
_LEVELS: Final = ("team_manager", "service_manager", "head_of_service", "partnership")
_SHARES: Final = tuple(f"01JCASE0000000000000000001.01JREC0000000000000000000{n}" for n in (5, 6))


def _another_share(state: Standing) -> str:
    """A share that the request has not named yet."""
    return _SHARES[1] if state.get("told", {}).get("share") == _SHARES[0] else _SHARES[0]


def _next_level(state: Standing) -> str:
    before = state.get("told", {}).get("escalation")
    return _LEVELS[min(_LEVELS.index(before) + 1 if before else 0, len(_LEVELS) - 1)]


def _notice(state: Standing, agency: str, role: str) -> Piece:
    return {
        "kind": "share",
        "at": "2026-11-21T09:00:00.000Z",
        "sender": {"agency": state["agency"], "role": "child_protection", "person": "practitioner:x"},
        "enactment": "Domestic Abuse Act 2021 s.49A",
        "recipients": [{"agency": agency, "role": role, "items": ["s1"]}],
        "in_reply_to": RECORD,
    }


RECORD: Final = "01JCASE0000000000000000001.01JREC00000000000000000001"
REFERRED: Final[Mapping[str, Callable[[Standing], Piece]]] = {
    "notice_to_school": lambda state: _notice(state, "school:999001", "safeguarding_lead"),
    "notice_to_council": lambda state: _notice(state, "la:E06000047", "social_worker"),
    "answered_by_share": lambda state: _notice(state, str(state.get("requester")), "social_worker"),
}
"""The header of the share that a step names, where a need looks at it. Without it the need is not met."""
MET: Final[Mapping[str, Callable[[Standing], Piece]]] = {
    "reasons": lambda _: {"reasons": GIVEN},
    "checks_done": lambda _: {"checks": CHECKS},
    "identity_of_applicant": lambda state: _identity(_applicant(state)),
    "identity_seen": lambda state: _identity(_applicant(state)),
    "identity_unverified": lambda state: _identity(_applicant(state), verified=False),
    "identity_verified": lambda state: _identity(_recipient(state)),
    "tests_present": lambda _: {"tests": dict.fromkeys(LIMBS, True)},
    "presumption_or_discretion": lambda _: {"tests": dict.fromkeys(LIMBS, True)},
    "presumption_answered": lambda _: {"tests": {**dict.fromkeys(LIMBS, True), "necessary": False}},
    "representations": lambda _: {"representations": {"sought": False, "reason": "risk_to_person"}},
    "in_person": lambda state: {"delivery": _delivery(state)},
    "nothing_left": lambda state: {"delivery": _delivery(state)},
    "words_recorded": lambda state: {"delivery": _delivery(state)},
    "delivered_not_future": lambda state: {"delivery": _delivery(state)},
    "items_as_undertaken": lambda state: {"delivery": _delivery(state)},
    "present_bound": lambda state: {"delivery": _delivery(state)},
    "five_facts": lambda _: {"facts": dict.fromkeys(("when", "who", "to_whom", "how", "what"), True)},
    "pause_reason": lambda _: {"pause": "awaiting_partner"},
    "forum_named": lambda _: {"forum": _FORUM},
    "attempts_made": lambda _: {"attempts": 3},
    "systems_checked": lambda _: {"checks": CHECKS},
    "minimum_searches": lambda _: {"checks": CHECKS},
    "apart_from_applicant": lambda _: {"checks": CHECKS},
    "applicant_warned": lambda _: {"checks": CHECKS},
    "both_sixteen": lambda _: {"checks": CHECKS},
    "no_vetting": lambda _: {"checks": CHECKS},
    "risk_graded": lambda _: {"risk": {"grade": "standard", "tool": "dash"}},
    "risk_not_high": lambda _: {"risk": {"grade": "standard", "tool": "dash"}},
    "forum_held": lambda _: {"forum": _FORUM},
    "pressing_need_answered": lambda _: {"tests": dict.fromkeys(LIMBS, True)},
    "pressing_need_shown": lambda _: {"tests": dict.fromkeys(LIMBS, True)},
    "plan_recorded": lambda _: {"plan": _PLAN},
    "safety_advice": lambda _: {"plan": _PLAN},
    "children_referred": lambda _: {"plan": _PLAN},
    "support_told": lambda _: {"plan": _PLAN},
    "less_intrusive_tried": lambda _: {"less_intrusive": [{"option": "ask_consent", "why_not": "would_increase_risk"}]},
    "legal_test_answered": lambda _: {"tests": dict.fromkeys(LIMBS, True)},
    "legal_test_met": lambda _: {"tests": dict.fromkeys(LIMBS, True)},
    "meeting_of_its_level": lambda _: {"forum": {**_FORUM, "body": "mappa"}},
    "owners_permit": lambda _: {"owners": [{"agency": "la:E06000047", "permission": True}]},
    "not_asked_with_reason": lambda _: {"representations": {"sought": False, "reason": "risk_to_person"}},
    "account_327a": lambda _: {"account_327a": dict.fromkeys(_ACCOUNT, True)},
    "children_counted": lambda _: {"children_found": 2},
    "children_none": lambda _: {"children_found": 0},
    "school_active": lambda _: {"school": "school:999001"},
    "lateness_reasoned": lambda _: {"lateness": "school_closed"},
    "notice_to_school": lambda state: {"share": _another_share(state)},
    "notice_to_council": lambda state: {"share": _another_share(state)},
    "missing_named": lambda _: {"missing": ["purpose"]},
    "searches_recorded": lambda _: {"checks": SEARCHES},
    "share_tests_answered": lambda _: {"tests": dict.fromkeys(LIMBS, True)},
    "share_tests_met": lambda _: {"tests": dict.fromkeys(LIMBS, True)},
    "refusal_grounded": lambda _: {"refusal": "not_necessary"},
    "refusal_left_open": lambda _: {"refusal": "not_necessary"},
    "detriment_answered": lambda _: {"detriment": False},
    "review_ahead": lambda _: {"review_at": "2026-11-28T09:00:00Z"},
    "answered_by_share": lambda state: {"share": _another_share(state)},
    "escalated_further": lambda state: {"escalation": _next_level(state)},
}
"""Needs that a step's body meets."""

BROKEN: Final[Mapping[str, Piece]] = {
    "reasons": {"reasons": NOT_GIVEN},
    "checks_done": {"checks": []},
    "identity_of_applicant": {"identity": {"person": "p3"}},
    "identity_seen": {"identity": {"documents": []}},
    "identity_unverified": {"identity": {"verified": True}},
    "identity_verified": {"identity": GONE},
    "tests_present": {"tests": GONE},
    "presumption_or_discretion": {"tests": {"necessary": False}},
    "presumption_answered": {"tests": {"necessary": True}},
    "representations": {"representations": GONE},
    "in_person": {"delivery": {"mode": "letter"}},
    "nothing_left": {"delivery": {"items_left": True}},
    "words_recorded": {"delivery": {"words": NOT_GIVEN}},
    "delivered_not_future": {"delivery": {"at": LATER}},
    "items_as_undertaken": {"delivery": {"items": [{"id": "i1", "sha256": "cd" * 32}]}},
    "present_bound": {"delivery": {"present": [{"ref": "p4"}, {"role": "officer"}, {"role": "supporter"}]}},
    "five_facts": {"facts": {"how": False}},
    "pause_reason": {"pause": GONE},
    "forum_named": {"forum": {"reference_given": False}},
    "attempts_made": {"attempts": 0},
    "recipient_named": {"recipient": GONE},
    "recipient_best_placed": {"best_placed": GONE},
    "recipient_as_decided": {"recipient": "p3"},
    "warnings_read": {"warnings_read": ["purpose_only"]},
    "present_recorded": {"present": [{"role": "officer"}]},
    "person_is_recipient": {"person": "p3"},
    "undertaking_not_future": {"at": LATER},
    "place_recorded": {"place_given": False},
    "signature_evidenced": {"signature_method": GONE},
    "systems_checked": {"checks": FINDINGS},
    "minimum_searches": {"checks": [*SEARCHES[1:], *FINDINGS]},
    "apart_from_applicant": {"checks": [check for check in CHECKS if check != "apart_from_applicant"]},
    "applicant_warned": {"checks": [check for check in CHECKS if check != "applicant_warned"]},
    "both_sixteen": {"checks": [check for check in CHECKS if check != "both_sixteen_or_over"]},
    "no_vetting": {"checks": [check for check in CHECKS if check != "not_for_vetting"]},
    "risk_graded": {"risk": GONE},
    "risk_not_high": {"risk": {"grade": "high", "tool": "dash"}},
    "forum_held": {"forum": {"members": []}},
    "pressing_need_answered": {"tests": {"pressing_need": GONE}},
    "pressing_need_shown": {"tests": {"pressing_need": False}},
    "recipient_at_risk_or_protector": {"best_placed": "carer"},
    "plan_recorded": {"plan": {"made": GONE}},
    "safety_advice": {"plan": {"made": False}},
    "children_referred": {"plan": {"referrals": []}},
    "support_told": {"plan": GONE},
    "less_intrusive_tried": {"less_intrusive": []},
    "legal_test_answered": {"tests": {"reasonable": GONE}},
    "legal_test_met": {"tests": {"risk": False}},
    "meeting_of_its_level": {"forum": GONE},
    "owners_permit": {"owners": [{"agency": "la:E06000047", "permission": False}]},
    "recipient_outside_mappa": {"acts_for": "la:E06000047"},
    "not_asked_with_reason": {"representations": {"reason": GONE}},
    "account_327a": {"account_327a": {"content": False}},
    "children_counted": {"children_found": 0},
    "children_none": {"children_found": 1},
    "school_active": {"school": "la:E06000047"},
    "missing_named": {"missing": []},
    "searches_recorded": {"checks": []},
    "share_tests_answered": {"tests": {"lawful": GONE}},
    "share_tests_met": {"tests": {"lawful": False}},
    "refusal_grounded": {"refusal": GONE},
    "review_ahead": {"review_at": GONE},
    "escalated_further": {"escalation": GONE},
}
"""Written over a whole body, so that the one need is not met."""

COUNTS: Final[Mapping[str, Callable[[Standing], bool]]] = {
    "items_as_undertaken": _signed,
    "present_bound": _signed,
    "identity_verified": lambda state: not state["identity"].get(state.get("recipient")),
    "five_facts": lambda state: not all(state["five_facts"].values()),
    "apart_from_applicant": lambda state: "applicant" in state["people"].values(),
    "meeting_of_its_level": lambda state: not state["emergency"],
    "owners_permit": lambda state: not state["emergency"],
}
"""Where such a need counts at all: elsewhere it is met by where the request stands, whatever the body says."""

STANDING: Final = frozenset(
    {
        "named_child",
        "contact_test",
        "emergency_recorded",
        "five_facts_if_delivered",
        "frozen",
        "paused",
        "undertaking_signed_or_second_decision",
        "use_limited",
        "partners",
        "with_applicant",
        "no_applicant",
        "relationship_current",
        "disclosed_before",
        "searched",
        "limit_passed",
    }
)
"""Needs that no body meets: they are met, or not, by where the request stands."""


def undertaken(state: Standing, outcome: str) -> Piece:
    """An undertaking that meets everything."""
    made = {
        "person": _recipient(state),
        "outcome": outcome,
        "at": AT,
        "place_given": True,
        "present": _present(state),
        "warnings_read": WARNINGS,
        "items": ITEMS,
        "template": "1",
        "language": "en",
        "explained": True,
        "adjustments": [],
        "witness_given": True,
        "evidence_hash_given": True,
    }
    return made | ({"signature_method": "pen_on_paper"} if outcome == "signed" else {})


_IN_A_DELIVERY: Final = {"warnings_read", "present_recorded"}


def broken(body: Piece, need: str) -> Piece:
    """A copy of the body in which this one need is not met."""
    piece = BROKEN[need]
    if need in _IN_A_DELIVERY and "delivery" in body:
        piece = {"delivery": piece if need == "warnings_read" else {"present": [{"role": "officer"}]}}
    return over(body, piece)


def over(body: Piece, piece: Piece) -> Piece:
    """A body with a piece written over it, member by member."""
    made = dict(body)
    for name, value in piece.items():
        if value is GONE:
            made.pop(name, None)
        elif isinstance(value, dict) and isinstance(made.get(name), dict):
            made[name] = over(made[name], value)
        else:
            made[name] = value
    return made
