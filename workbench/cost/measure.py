"""Lives through a share, a disclosure and its reads with the real functions and rules, and counts each request.

AWS is canned, content is really sealed. `python -m workbench.cost.measure` prints the counts as JSON.
"""

import base64
import contextlib
import io
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.adapters import aws
from workbench.bench.canned import SERVICES
from workbench.bench.stand import Stand
from workbench.cost.counting import Counted, Meter
from workbench.seeds import requests, undertakings

CREATED, OK, REFUSED = 201, 200, 403
COUNCIL = "la:E06000047"
CHECKS = ["pnc", "pnd", "visor", "force_intelligence"]
REPEATS = 12
Step = dict[str, Any]
# The decision point asks whether the presented certificate is revoked: one fact more, so there must be one to present.
CERTIFICATE = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(bytes(700)).decode()}\n-----END CERTIFICATE-----\n"


class _Measuring:
    """A stand with a meter."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._meter = Meter(stand.settings.ledger_table)
        self.found: dict[str, Counted] = {}
        for service in SERVICES:
            self._meter.listen(aws.client(service))

    def call(self, name: str, function: str, event: Any, wanted: int) -> Any:
        """Make one request, keep its counts under a name, and return the answer's body."""
        event["requestContext"]["identity"]["clientCert"] = {"clientCertPem": CERTIFICATE}
        self._meter.counted = counted = Counted()
        said = io.StringIO()
        began = time.process_time()
        with contextlib.redirect_stderr(said):
            answer = self._stand.call(function, event, wanted)
        counted.own_ms = (time.process_time() - began) * 1000
        counted.hear(said.getvalue())
        counted.answered = len(json.dumps(answer.body).encode())
        before = self.found.get(name)
        if before is None or counted.own_ms < before.own_ms:
            self.found[name] = counted
        return answer.body

    def post(self, name: str, who: str, route: str, body: Step, wanted: int = CREATED, **path: str) -> Any:
        """POST as a practitioner."""
        event = self._stand.event(who, "POST", route, path=path or None, body=body)  # type: ignore[arg-type] # None is a part left out
        return self.call(name, _function(route), event, wanted)

    def get(self, name: str, who: str, route: str, query: dict[str, str], **path: str) -> Any:
        """GET as a practitioner."""
        event = self._stand.event(who, "GET", route, path=path or None, query=query)  # type: ignore[arg-type] # likewise
        return self.call(name, _function(route), event, OK)


def _function(route: str) -> str:
    first = route.split("/")[1].replace("-", "_")
    return "share" if first == "inbox" else first


def measured() -> Mapping[str, Counted]:
    """Counts by the name of the request: referral, share, read, refused, inbox, open, step, progress, undertaking.

    Each of a share, a read and a refusal is repeated, and the quickest run gives the processor time.
    """
    with tempfile.TemporaryDirectory(prefix="proviso-cost-") as folder:
        stand = Stand(Path(folder))
        try:
            measuring = _Measuring(stand)
            _sharing(measuring)
            _disclosing(measuring)
        finally:
            stand.close()
    return measuring.found


def _sharing(measuring: _Measuring) -> None:
    referral = requests.referral(area=COUNCIL, council=COUNCIL)
    case = measuring.post("referral", "teacher", "/share", referral)["case_id"]
    for _ in range(REPEATS):
        share = measuring.post("share", "social-worker", "/share", requests.share_to_police(case))["share_id"]
        reason = {"reason": "risk_assessment"}
        measuring.get("read", "detective", "/share/{share_id}", reason, share_id=share)
        measuring.post("refused", "outsider", "/share", requests.share_to_police(case), REFUSED)
    measuring.get("inbox", "detective", "/inbox", {})


def _disclosing(measuring: _Measuring) -> None:
    opened = measuring.post("open", "call-handler", "/request-disclosure", requests.application())
    request = opened["request_id"]
    for who, body in steps_to_disclose():
        measuring.post("step", who, "/request-disclosure/{request_id}/steps", body, request_id=request)
    measuring.get("progress", "inspector", "/request-disclosure/{request_id}", {}, request_id=request)
    undertaking = undertakings.undertaking(request, "refused")
    measuring.post("undertaking", "detective", "/record-undertaking", undertaking)


def steps_to_disclose() -> list[tuple[str, Step]]:
    """Who takes which step, from an application that is open to the decision to disclose."""
    seen = {"person": "p1", "verified": True, "documents": ["passport", "utility_bill"], "relationship_proof": True}
    weighed = {
        "recipient": "p4",
        "best_placed": "parent_with_care",
        "tests": dict.fromkeys(("conviction", "risk", "necessary", "proportionate"), True),
        "representations": {"sought": False, "reason": "risk_to_person"},
    }
    why = "Named child, named adult, contact enough for a risk"
    return [
        ("call-handler", {"step": "initial_assessment", "outcome": "proceed", "reasons": why, "checks": CHECKS}),
        ("detective", {"step": "interview", "outcome": "identity_verified", "reasons": why, "identity": seen}),
        ("detective", {"step": "risk_assessment", "outcome": "complete", "reasons": why, "checks": CHECKS}),
        ("inspector", {"step": "decision", "outcome": "disclose", "reasons": why, **weighed}),
    ]


if __name__ == "__main__":
    json.dump({name: counted.as_json() for name, counted in measured().items()}, sys.stdout)
