"""The small world that is walked: a few people, a few officers, one agency that holds the request and one that asks."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from chalicelib.domain.actors import Actor
from workbench.policy import vocabulary
from workbench.policy.explore.needs import RECORD
from workbench.policy.sources import POLICIES

NOW: Final = "2026-11-21T09:00:00.000Z"
LONG_AFTER: Final = "2028-11-21T09:00:00.000Z"
"""When every limit has passed."""
OPENED: Final = "2026-11-20T10:00:00.000Z"
OFFICERS: Final = tuple(f"practitioner:01ARZ3NDEKTSV4RRFFQ69G5F{n:02d}" for n in (1, 2, 3, 4))
"""The first opens; which of the others decides, reports or decides again is what is explored."""
CASE: Final = RECORD.split(".")[0]
PEOPLE: Final = {"p1": "applicant", "p2": "child", "p3": "subject", "p4": "parent", "p5": "person_at_risk"}
HOLDERS: Final = {
    "police": "force:11",
    "probation": "probation:X9999",
    "local_authority": "la:E06000047",
    "nhs": "nhs:X9X9X",
}
TOLD: Final = {
    "incident": {"at": "2026-11-20T08:00:00Z", "reference_given": True},
    "area": "la:E06000047",
    "mappa_category": 1,
    "mappa_level": 2,
    "information": "partner_agency",
    "asked": {"categories": ["health"], "words": {"given": True, "length": 40}},
    "telling": {
        "urgency": "routine", "purpose": "safeguarding_child", "categories": ["neglect"],
        "from_role": "social_worker", "to_role": "child_protection",
    },
}  # fmt: skip
"""What the applications of all schemes told."""


@dataclass(frozen=True)
class Opening:
    """One way in which a request of the scheme begins."""

    name: str
    state: Mapping[str, Any]


@cache
def agencies() -> Mapping[str, Any]:
    """The directory."""
    found: dict[str, Any] = vocabulary.load(POLICIES / "proviso" / "directory" / "data.json")["agencies"]
    return found


@cache
def roles() -> Mapping[str, Any]:
    """The roles of the reference data."""
    return vocabulary.reference()["roles"]


def kind_of(agency: str) -> str:
    """The kind of an agency."""
    return str(agencies()[agency]["kind"])


def holder_of(course: Mapping[str, Any]) -> str:
    """An agency that can hold a request of the scheme: of its kind, in a nation in which it runs."""
    preferred = [HOLDERS[kind] for kind in HOLDERS if kind in course["agency_kinds"]]
    for agency in [*preferred, *agencies()]:
        entry = agencies().get(agency)
        if entry and entry["kind"] in course["agency_kinds"] and entry["nation"] in course["jurisdiction"]:
            return agency
    message = "no agency of the directory can hold a request of this scheme"
    raise ValueError(message)


def openings(code: str, course: Mapping[str, Any], holder: str) -> Iterator[Opening]:
    """The ways in: applied for by the person at risk or by another, or told without anybody applying."""
    needs = {*course["open"]["needs"], *course["open"].get("requester_needs", {})}
    ways: dict[str, str | None] = {}
    if not needs or "no_applicant" not in course["open"]["needs"]:
        ways["another person applies"] = "p1"
    if "at_risk_named" in needs and ways:
        ways["the person at risk applies"] = "p5"
    if "no_applicant" in needs:
        ways["nobody applies"] = None
    states = [course["open"]["to"], course["open"].get("requester_to", course["open"]["to"])]
    for name, applicant in ways.items():
        for begins in dict.fromkeys(states):
            yield Opening(f"{name}, {begins}", _state(code, begins, holder, applicant, course))


def _state(code: str, begins: str, holder: str, applicant: str | None, course: Mapping[str, Any]) -> dict[str, Any]:
    asked = "requester_kinds" in course["open"]
    return {
        "scheme": code,
        "state": begins,
        "agency": holder,
        **({"requester": "la:E06000047" if holder != "la:E06000047" else "nhs:X9X9X"} if asked else {}),
        **({"applicant": applicant} if applicant else {}),
        "opened_by": OFFICERS[0],
        "opened_at": OPENED,
        "received_at": OPENED,
        "entered_at": OPENED,
        "history": [],
        "people": {**PEOPLE, **_APPLYING[applicant]},
        "at_risk": "p5",
        "subject": "p3",
        "child": "p2",
        "children": ["p2"],
        "relationship": "intimate",
        "status": "current",
        "contact": {"kind": "lives_in_household"},
        "identity": {},
        "delivered": False,
        "five_facts": dict.fromkeys(("when", "who", "to_whom", "how", "what"), False),
        "emergency": False,
        "told": TOLD,
    }


_APPLYING: Final[Mapping[str | None, Mapping[str, str]]] = {
    "p1": {},
    "p5": {"p1": "other_adult", "p5": "applicant"},
    None: {"p1": "other_adult"},
}
"""The roles of people that are other than usual, by who applies."""


def question(
    state: Mapping[str, Any],
    action: str,
    group: Mapping[str, Any],
    by: Actor,
    referred: Mapping[str, Any] | None,
    now: str = NOW,
) -> dict[str, Any]:
    """The policy input by which somebody takes a step."""
    name = {"disclosure.step": "step", "undertaking.record": "undertaking", "undertaking.breach": "breach"}[action]
    agencies = [agency for agency in (state["agency"], state.get("requester")) if agency]
    ground = {"ground": "police_case", "from": OPENED, "by": state["agency"]}
    facts: dict[str, Any] = {
        "client": {"status": "active", "revoked_certificates": []},
        "involvements": {agency: {"agency": agency, "grounds": [ground]} for agency in agencies},
        "state": state,
    }
    if referred is not None:
        facts["referred"] = referred
    issuer = f"https://id.sandbox.example/{by.agency.replace(':', '-')}"
    properties = {"agency": by.agency, "role": by.role, "client": "client:desk", "issuer": issuer}
    return {
        "subject": {"type": "practitioner", "id": by.person, "properties": properties},
        "action": {"name": action},
        "resource": {"type": "disclosure_request", "id": RECORD, "case": CASE},
        "context": {"now": now, "facts": facts, name: group},
    }


def key(state: Mapping[str, Any], read: frozenset[str], records: Mapping[str, Any]) -> str:
    """What of a state rules can tell apart.

    Not when, and not under which decision, things were done. Of people and officers only who is the same as whom:
    rules compare them, and name none.

    Args:
        state: The state.
        read: The members of `told` that rules look at.
        records: The scheme's records that an emergency puts off.
    """
    people = {ref: _who(state, ref) for ref in state["people"]}
    kept: dict[str, Any] = {name: state.get(name) for name in ("state", "delivered", "five_facts")}
    kept["told"] = {name: _alike(name, value) for name, value in state.get("told", {}).items() if name in read}
    kept["owed"] = _owed(state, records)
    kept["paused"] = bool(state.get("pauses")) and "until" not in state["pauses"][-1]
    kept["identity"] = sorted({people[ref] for ref, verified in state["identity"].items() if verified})
    kept["recipient"] = people.get(state.get("recipient", ""))
    kept["use"] = state.get("use_limited_to") is not None
    kept["considered"] = state.get("representations", {}).get("considered")
    kept["outcomes"] = [state.get(name, {}).get("outcome") for name in ("decision", "undertaking", "second_decision")]
    kept["officers"] = _same(state)
    undertaking = state.get("undertaking", {})
    kept["bound"] = [undertaking.get("person") == state.get("recipient"), len(undertaking.get("bound", []))]
    kept["requester"] = "requester" in state
    kept["applied"] = "applicant" in state["people"].values()
    return json.dumps(kept, sort_keys=True)


def _alike(name: str, value: object) -> object:
    """A group as rules tell it apart.

    Which share was named last never matters to the next, which is another one; of levels only whether it is the last.
    """
    if name == "share":
        return True
    return value == "partnership" if name == "escalation" else value


def _who(state: Mapping[str, Any], ref: str) -> str:
    """A person by what rules still ask once it is decided: whether it is who applied, the subject, or the child."""
    parts = [name for name in ("applicant", "subject", "child") if state.get(name) == ref]
    return "+".join(parts) or ("applicant" if state["people"][ref] == "applicant" else "other")


def _same(state: Mapping[str, Any]) -> list[int]:
    """Opener, decider, second decider and reporter of a breach as numbers: equal numbers are one officer."""
    officers = [
        state["opened_by"],
        state.get("decision", {}).get("by"),
        state.get("second_decision", {}).get("by"),
        state.get("frozen", {}).get("by"),
    ]
    return [-1 if officer is None else officers.index(officer) for officer in officers]


def _owed(state: Mapping[str, Any], records: Mapping[str, Any]) -> list[str] | None:
    """Which of the records that the last emergency put off are still owed; None when there was none."""
    steps = ["" if entry.get("outcome") == "immediate_danger" else entry["step"] for entry in state["history"]]
    if "" not in steps:
        return None
    since = set(steps[len(steps) - steps[::-1].index("") :])
    return sorted(name for name, owed in records.items() if not since & set(owed["steps"]))
