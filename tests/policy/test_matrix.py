"""The authorisation matrix, built here a second time, independently of the Rego test that reads the same table."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from tests.policy.changes import codes
from tests.policy.conftest import Server
from workbench.policy.sources import POLICIES

MATRIX: Final[dict[str, Any]] = json.loads((POLICIES / "testing" / "matrix" / "data.json").read_text("utf-8"))
COUNCIL, FORCE, OTHER_FORCE = "la:E06000047", "force:11", "force:13"
CALLER = "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F77"
BASES: Final = {
    "share.create": "share",
    "share.read": "read",
    "share.list": "list",
    "inbox.list": "inbox",
    "idempotency.replay": "replay",
    "disclosure.open": "open",
    "disclosure.step": "step_decision",
    "disclosure.read": "disclosure_read",
    "disclosure.list": "list_queue",
    "undertaking.record": "undertaking",
    "undertaking.read": "undertaking_read",
}


def test_every_row_comes_out_as_written(opa: Server, base: dict[str, Any]) -> None:
    """Each row of the matrix is allowed or refused as the policy owners wrote it, with exactly those codes."""
    wrong = []
    for row in MATRIX["rows"]:
        answer = opa.ask(question(row, base))
        found = (answer["allow"], codes(answer))
        if found != (row["allow"], row["codes"]):
            wrong.append((row, found))
    assert wrong == []


def test_the_matrix_covers_every_kind_role_and_action() -> None:
    """Every role of every kind of agency stands in the table with every action."""
    rows = [row for row in MATRIX["rows"] if row["codes"] != ["role_not_of_agency"]]
    asked = {(row["kind"], row["role"]) for row in rows}
    assert {(row["kind"], row["role"], row["action"]) for row in rows} == {
        (kind, role, action) for kind, role in asked for action in BASES
    }
    roles = json.loads((POLICIES / "proviso" / "reference" / "roles" / "data.json").read_text("utf-8"))
    assert asked == {(kind, role) for role, entry in roles.items() for kind in entry["kinds"]}


def question(row: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """The policy input that a row describes."""
    asked: dict[str, Any] = deepcopy(base[BASES[row["action"]]])
    issuer = f"https://id.sandbox.example/{row['agency'].replace(':', '-')}"
    asked["subject"]["id"] = CALLER
    asked["subject"]["properties"].update(agency=row["agency"], role=row["role"], issuer=issuer)
    facts = asked["context"]["facts"]
    facts["involvements"] = _involvements(row)
    if row["involvement"] == "absent":
        facts.pop("state", None)
        facts.pop("record", None)
    elif row["action"] == "share.read":
        facts["record"] = _record(row)
    elif "state" in facts:
        facts["state"]["agency"] = row["agency"]
    if row["action"] == "share.create":
        _share(asked, row, base)
    return asked


def _involvements(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["involvement"] in {"none", "absent", "referral"}:
        return {}
    ground = {"ground": "received", "from": "2026-11-01T09:00:00Z", "by": COUNCIL}
    if row["involvement"] == "over":
        return {row["agency"]: {"agency": row["agency"], "grounds": [{**ground, "until": "2026-11-20T00:00:00Z"}]}}
    parts = {
        agency: {"agency": agency, "area": COUNCIL, "grounds": [ground]} for agency in (OTHER_FORCE, row["agency"])
    }
    return dict(parts)


def _record(row: Mapping[str, Any]) -> dict[str, Any]:
    own = {"agency": row["agency"], "role": row["role"]}
    other = {"agency": "school:999001" if row["agency"] != "school:999001" else COUNCIL, "role": "safeguarding_nurse"}
    sends, receives = (own, other) if row["involvement"] == "sender" else (other, own)
    if row["involvement"] == "involved_only":
        receives = other
    return {
        "kind": "share",
        "sender": {"person": "practitioner:01ARZ3NDEKTSV4RRFFQ69G5F01", **sends},
        "recipients": [{**receives, "items": ["s1"]}],
        "excluded": [CALLER] if row["involvement"] == "excluded" else [],
        "items": [{"id": "s1"}],
    }


def _share(asked: dict[str, Any], row: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    if row["involvement"] == "referral":
        del asked["resource"]["case"]
    share = asked["context"]["share"]
    if row["kind"] == "police":
        crime = row["purpose"] == "law_enforcement"
        receives = (OTHER_FORCE, "child_protection") if crime else (COUNCIL, "social_worker")
    elif row["kind"] == "local_authority" or row["purpose"] == "law_enforcement":
        receives = (FORCE, "child_protection")
    else:
        receives = (COUNCIL, "social_worker")
    statement = {**base["share"]["context"]["share"]["statements"][0], "categories": ["domestic_abuse"]}
    share.update(
        area=COUNCIL,
        purpose=row["purpose"],
        lawful_basis=MATRIX["bases"][row["kind"]][row["purpose"]],
        recipients=[{"agency": receives[0], "role": receives[1], "need": {"given": True, "length": 20}}],
        statements=[statement],
    )
