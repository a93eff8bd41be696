"""A disclosure request lived through on a running stack, with what officers do and what they try."""

from typing import Any

from workbench.running import Running
from workbench.seeds import undertakings
from workbench.seeds.requests import application

CHECKS = ["pnc", "pnd", "visor", "force_intelligence"]
LIMBS = ("conviction", "risk", "necessary", "proportionate")
CREATED = 201
Body = dict[str, Any]


class Request:
    """A request under the child sex offender scheme."""

    def __init__(self, running: Running) -> None:
        self.caller = running.caller
        answer = self.caller.post("call-handler", "/request-disclosure", application())
        assert answer.status == CREATED, answer.raw
        self.id = str(answer.body["request_id"])

    def step(self, who: str, code: str, outcome: str | None = None, **more: Any) -> int:
        body = {
            "step": code,
            "reasons": "Because of what is known",
            **({"outcome": outcome} if outcome else {}),
            **more,
        }
        return self.caller.post(who, f"/request-disclosure/{self.id}/steps", body).status

    def must(self, who: str, code: str, outcome: str | None = None, **more: Any) -> None:
        assert self.step(who, code, outcome, **more) == CREATED, (code, outcome)

    def decided(self, outcome: str) -> None:
        self.must("call-handler", "initial_assessment", "proceed", checks=CHECKS)
        self.must("detective", "pause", pause="awaiting_partner")
        self.must("detective", "interview", "identity_verified", identity=_identity("p1"))
        self.must("detective", "risk_assessment", "complete", checks=CHECKS)
        yes = outcome == "disclose"
        told: Body = {"recipient": "p4", "best_placed": "parent_with_care"} if yes else {}
        told |= {
            "tests": dict.fromkeys(LIMBS, yes),
            "representations": {"sought": False, "reason": "risk_to_person"},
        }
        assert self.step("call-handler", "decision", outcome, **told) == 403
        self.must("inspector", "decision", outcome, **told)

    def undertaken(self, outcome: str) -> str:
        answer = self.caller.post("detective", "/record-undertaking", undertakings.undertaking(self.id, outcome))
        assert answer.status == CREATED, answer.raw
        return str(answer.body["undertaking_id"])

    def disclosed(self) -> None:
        self.decided("disclose")
        self.undertaken("refused")
        self.must("second-inspector", "second_decision", "proceed")
        self.must("detective", "delivery", identity=_identity("p4"), delivery=undertakings.delivery())
        facts = {"when": undertakings.delivery()["at"], "who": "The officer", "to_whom": "The parent", "how": "Spoken"}
        self.must("detective", "disclosure_record", facts={**facts, "what": "The words that were agreed"})
        assert self.caller.get("inspector", f"/request-disclosure/{self.id}").status == 200
        self.must("inspector", "close")

    def not_disclosed(self) -> None:
        self.decided("not_disclose")
        self.must("detective", "outcome_given")
        self.must("inspector", "close")


def _identity(person: str) -> Body:
    return {"person": person, "verified": True, "documents": ["passport", "utility_bill"], "relationship_proof": True}


class Busy(Request):
    """A request in which much happens: a breach, a freeze that is lifted, danger, and a case that is opened again."""

    def lived(self) -> None:
        self.decided("disclose")
        signed = self.undertaken("signed")
        path = f"/record-undertaking/{signed}/breach"
        breach = self.caller.post("detective", path, undertakings.breach(self.id))
        assert breach.status == CREATED, breach.raw
        assert self.step("detective", "delivery", identity=_identity("p4"), delivery=undertakings.delivery()) == 403
        self.must("inspector", "freeze_decision", "lift")
        self.must("call-handler", "emergency", "immediate_danger")
