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
CHECKS: Final = ["pnc", "pnd", "visor", "force_intelligence"]
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
    "forum_named": lambda _: {"forum": {"body": "local_forum", "members": ["force:11"], "reference_given": True}},
    "attempts_made": lambda _: {"attempts": 3},
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
}
"""Written over a whole body, so that the one need is not met."""

COUNTS: Final[Mapping[str, Callable[[Standing], bool]]] = {
    "items_as_undertaken": _signed,
    "present_bound": _signed,
    "identity_verified": lambda state: not state["identity"].get(state.get("recipient")),
    "five_facts": lambda state: not all(state["five_facts"].values()),
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
