"""Bodies of requests that several tests send, made from the product's own ready ones."""

import copy
from collections.abc import Callable
from typing import Any

from workbench.seeds import undertakings
from workbench.seeds.api import Answer
from workbench.seeds.requests import application, now, referral, share_to_police

from .outside import Stand

Body = dict[str, Any]
Change = Callable[[Body], object]
COUNCIL = "la:E06000047"


def a_share(stand: Stand, *changes: Change) -> Body:
    """A lawful share in the seeded case, changed."""
    return changed(share_to_police(stand.case), *changes)


def a_referral(*changes: Change) -> Body:
    """A lawful referral of a school to the council of the area, changed."""
    return changed(referral(area=COUNCIL, council=COUNCIL), *changes)


def changed(body: Body, *changes: Change) -> Body:
    """A copy with changes."""
    made = copy.deepcopy(body)
    for change in changes:
        change(made)
    return made


def recipient(agency: str, role: str, **more: str) -> Change:
    """Another recipient instead of the first."""
    return lambda body: body["recipients"][0].update(agency=agency, role=role, **more)


# -- the child sex offender scheme ----------------------------------------------------------------------

CHECKS = ["pnc", "pnd", "visor", "force_intelligence"]


def identity(person: str, *documents: str) -> Body:
    """A verified identity."""
    return {"person": person, "verified": True, "documents": list(documents), "relationship_proof": True}


def decision(outcome: str) -> Body:
    """The decision whether to disclose."""
    body: Body = {
        "step": "decision",
        "outcome": outcome,
        "reasons": "Weighed by the limbs below",
        "tests": dict.fromkeys(("conviction", "risk", "necessary", "proportionate"), outcome == "disclose"),
        "representations": {"sought": False, "reason": "risk_to_person"},
    }
    return body | ({"recipient": "p4", "best_placed": "parent_with_care"} if outcome == "disclose" else {})


def undertaking(request: str, outcome: str) -> Body:
    """The recipient signs, or refuses."""
    return undertakings.undertaking(request, outcome)


def delivery() -> Body:
    """The act itself, in person."""
    return {
        "step": "delivery",
        "recipient": "p4",
        "reasons": "As decided",
        "identity": identity("p4", "passport"),
        "delivery": undertakings.delivery(),
    }


def facts() -> Body:
    """The five facts of a disclosure."""
    return {
        "when": now(),
        "who": "The officer who read the words out",
        "to_whom": "The parent with care",
        "how": "In person, spoken",
        "what": "The words that were agreed",
    }


def second_decision(outcome: str) -> Body:
    """The decision of another officer after a refusal to sign."""
    return {"step": "second_decision", "outcome": outcome, "reasons": "The risk to the child outweighs the refusal"}


def assessment() -> list[tuple[str, Body]]:
    """The steps from application to where it can be decided, and who takes them."""
    first = {"step": "initial_assessment", "outcome": "proceed", "reasons": "In scope", "checks": CHECKS}
    meeting = {
        "step": "interview",
        "outcome": "identity_verified",
        "reasons": "Seen in person",
        "identity": identity("p1", "passport", "utility_bill"),
    }
    full = {"step": "risk_assessment", "outcome": "complete", "reasons": "Partners replied", "checks": CHECKS}
    return [("call-handler", first), ("detective", meeting), ("detective", full)]


class Application:
    """An application under the scheme, and who takes its steps."""

    def __init__(self, stand: Stand) -> None:
        """Open one."""
        self._stand = stand
        answer = stand.caller.post("call-handler", "/request-disclosure", application())
        assert answer.status == 201, answer.raw
        self.id = str(answer.body["request_id"])

    def take(self, who: str, step: Body) -> Answer:
        """Try a step."""
        return self._stand.caller.post(who, f"/request-disclosure/{self.id}/steps", step)

    def must(self, who: str, step: Body) -> "Application":
        """Take a step."""
        answer = self.take(who, step)
        assert answer.status == 201, (step["step"], answer.raw)
        return self

    def undertake(self, outcome: str) -> Answer:
        """Try to record the undertaking."""
        return self._stand.caller.post("detective", "/record-undertaking", undertaking(self.id, outcome))

    def undertaken(self, outcome: str) -> "Application":
        """Record the undertaking."""
        answer = self.undertake(outcome)
        assert answer.status == 201, answer.raw
        return self

    def assessed(self) -> "Application":
        """Bring it to where it can be decided."""
        for who, step in assessment():
            self.must(who, step)
        return self

    def decided(self) -> "Application":
        """Decide to disclose."""
        return self.assessed().must("inspector", decision("disclose"))

    def delivered(self) -> "Application":
        """Disclose, with a signed undertaking."""
        return self.decided().undertaken("signed").must("detective", delivery())

    def standing(self) -> Body:
        """Where it stands."""
        body: Body = self._stand.caller.get("inspector", f"/request-disclosure/{self.id}").body
        return body
