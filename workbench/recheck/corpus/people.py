"""Who a generated case is about, and the invented officers who work on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from workbench.recheck.course import Course

AGENCY: Final = "force:11"
ISSUER: Final = "https://id.sandbox.example/force-11"
CLIENT: Final = "client:force11-portal"
PARTNERS: Final = ("la:E06000047", "nhs:X9X9X", "probation:XPS01", "charity:9999001")
"""Agencies of the sandbox that sit in the forum."""
AT_DESK: Final = 12
"""Officers of each role."""
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(rng: Random) -> str:
    """An opaque id in the form of a ULID; it says nothing, not even a time."""
    return rng.choice("01234567") + "".join(rng.choices(_ALPHABET, k=25))


class Officers:
    """The officers of the force by role."""

    def __init__(self, seed: int) -> None:
        """Invent them; the same seed gives the same ids."""
        self._rng = Random(f"officers:{seed}")  # noqa: S311 - ids of nobody
        self._desks: dict[str, list[str]] = {}

    def of(self, role: str) -> list[str]:
        """Everybody who holds a role."""
        if role not in self._desks:
            self._desks[role] = [f"practitioner:{ulid(self._rng)}" for _ in range(AT_DESK)]
        return self._desks[role]

    def settle(self, course: Course) -> None:
        """Fill the desks that a scheme needs, in one order, so that ids do not depend on who is asked for first."""
        roles = {role for move in course.moves for role in move.roles} | set(course.data["open"]["roles"])
        for role in sorted(roles):
            self.of(role)


@dataclass(frozen=True)
class Truth:
    """What a case is really like, whatever is written down of it.

    Attributes:
        grade: How high the risk is.
        tell: Whether there is something that has to be told.
        for_another: Whether somebody else asks than the person at risk.
        children: Whether there are children.
    """

    grade: str
    tell: bool
    for_another: bool
    children: bool


def truth(rng: Random) -> Truth:
    """Draw one."""
    grade = rng.choices(("standard", "medium", "high"), (50, 34, 16))[0]
    likely = {"standard": 0.37, "medium": 0.48, "high": 0.62}[grade]
    return Truth(grade, rng.random() < likely, rng.random() < 0.3, rng.random() < 0.45)  # noqa: PLR2004 - shares


def application(course: Course, case: Truth, received_at: str, rng: Random) -> dict[str, Any]:
    """An application or trigger that has what the scheme's data asks for."""
    needs = course.data["open"]["needs"]
    people, parties = _parties(needs, case)
    made: dict[str, Any] = {
        "scheme": course.code,
        "channel": rng.choice(("station", "online", "phone_101", "officer")),
        "received_at": received_at,
        "concern": {"given": True, "length": rng.randrange(20, 400)},
        "people": people,
        "subject": "p3",
    }
    if "named_child" in needs:
        made |= {"child": "p2", "contact_kind": "lives_in_household"}
    if "information_given" in needs:
        made["information"] = rng.choice(("police_contact", "partner_agency", "custody", "case_review"))
    if "at_risk_named" in needs:
        parties |= {
            "relationship": rng.choice(("married", "cohabiting")),
            "status": rng.choice(("current", "former")),
        }
        made["parties"] = parties
    return made


def _parties(needs: Mapping[str, Any], case: Truth) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    people: list[dict[str, Any]] = [_person("p3", "subject")]
    parties: dict[str, Any] = {"subject": "p3", "children": []}
    if "no_applicant" not in needs:
        people.insert(0, _person("p1", "applicant") | {"safe_contact_given": True})
        parties["applicant"] = "p1"
    if "named_child" in needs:
        people += [_person("p2", "child"), _person("p4", "parent")]
    if "at_risk_named" in needs:
        alone = "applicant" in parties and not case.for_another
        parties["at_risk"] = "p1" if alone else "p2"
        people += [] if alone else [_person("p2", "person_at_risk")]
        people += [_person("p4", "child")] if case.children else []
        parties["children"] = ["p4"] if case.children else []
    return people, parties


def _person(ref: str, role: str) -> dict[str, Any]:
    return {"ref": ref, "role": role, "details_given": True}
