"""Who can read: the committed page is what the templates say, and a widening of any policy is seen in it."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from infra import names, scp
from infra.documented import documented
from infra.reach.estate import Estate
from infra.reach.outside import ACTS, lines_of, outsiders
from infra.reach.page import render, who
from infra.reach.situations import Situation
from infra.reach.table import BY_ROLE_ALONE, Row, becoming, cells_of, rows_of
from infra.watch.changes import CHANGES
from tests.infra import widening

command = importlib.import_module("infra.reach.__main__")


@pytest.fixture(scope="session")
def own(assembly: Path) -> dict[str, dict[str, Any]]:
    """The templates of the product's own account."""
    return dict(command.own_templates(assembly))


@pytest.fixture(scope="session")
def estate(own: dict[str, dict[str, Any]]) -> Estate:
    """All their policies."""
    return Estate(own, documented().account, documented().region)


@pytest.fixture(scope="session")
def committed() -> str:
    """The page."""
    text: str = command.PAGE.read_text(encoding="utf-8")
    return text


def test_the_page_is_what_the_templates_say(own: dict[str, dict[str, Any]], committed: str) -> None:
    """docs/who-can-read.md equals what the evaluator answers of production's templates, letter for letter."""
    assert render(documented(), own) == committed


def test_every_principal_has_a_row(templates: dict[str, dict[str, Any]], committed: str) -> None:
    """Every role that a template of the product's account makes is a row of the page."""
    roles = {
        resource["Properties"]["RoleName"]
        for stack, template in templates.items()
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::IAM::Role" and stack != "LogArchive"
    }
    assert len(roles) >= 11
    assert {role for role in roles - {names.CASE_ACCESS} if f"\n| {role} |" not in committed} == set()
    assert all(f"| case session: {one} |" in committed for one in ("read", "list", "inbox", "queue", "write"))


def test_exactly_one_route_reads_and_one_appends(estate: Estate) -> None:
    """Of all principals one reads content and one appends; none alters, deletes, stops the trail or widens itself."""
    rows = rows_of(estate)
    cells = cells_of(estate, rows)
    assert who(rows, cells, "read", "decrypt") == ["case session: read"]
    assert who(rows, cells, "decrypt") == ["case session: read"]
    assert who(rows, cells, "append") == [names.DECIDE]
    assert who(rows, cells, "queue") == ["case session: queue"]
    assert who(rows, cells, "ticks") == who(rows, cells, "ask as the clock") == [names.CLOCK]
    assert who(rows, cells, "search the indexes") == []
    nobody = ("alter the ledger", "delete", "stop the trail", "erase the trail", "change policy", "change the code")
    assert [name for word in nobody for name in who(rows, cells, word)] == []


def test_a_case_session_does_nothing_beside_its_decision(estate: Estate) -> None:
    """A session can do nothing to another case or record, without tags, with forged ones, or after its end."""
    rows = [row for row in rows_of(estate) if row.minted and BY_ROLE_ALONE not in row.name]
    cells = cells_of(estate, rows)
    assert {row.name for row in rows if cells[row.name, Situation.OWN] == ()} == set()
    bad = (Situation.OTHER, Situation.UNTAGGED, Situation.FORGED, Situation.EXPIRED, Situation.OTHER_RECORD)
    # An agency's inbox, its queue and its list of a case have no record in them: the same partition is meant. Nor has a
    # signature: the key is given a digest, and what was signed names its own record and decision.
    harmless = {"inbox", "list", "queue", "sign"}
    assert {(row.name, one.value) for row in rows for one in bad if set(cells[row.name, one]) - harmless} == set()
    late = (Situation.UNTAGGED, Situation.EXPIRED)
    assert {cells[row.name, one] for row in rows for one in late} == {()}


def test_only_decide_becomes_a_case_session(estate: Estate) -> None:
    """No principal but the decision point becomes a case session, administrators and root included."""
    everyone = [*rows_of(estate), *(Row(word, caller) for word, caller in outsiders(documented()).items())]
    ways = {name: found for name, found in becoming(estate, everyone).items() if found}
    assert ways == {names.DECIDE: ("with a decision's name and tags", "to sign an undertaking")}


def test_outsiders_read_nothing(estate: Estate) -> None:
    """An administrator, root, the key administrator and the deployer read, write and append nothing as things are."""
    rows = [Row(word, caller) for word, caller in outsiders(documented()).items()]
    cells = cells_of(estate, rows)
    data = {"decrypt", "seal", "read", "list", "inbox", "headers", "write", "delete", "suspend", "append"}
    data |= {"alter the ledger", "read the ledger", "read the trail"}
    assert {(place, word) for place, words in cells.items() for word in words if word in data} == set()


def test_every_act_from_outside_has_its_alarm_and_its_line(estate: Estate) -> None:
    """Whatever an outsider could do to widen or to hide is forbidden by a line of the SCP, and an alarm names it."""
    lines = lines_of(estate, outsiders(documented()))
    assert [line.act.word for line in lines if not line.forbids] == []
    assert {who for line in lines for who in line.still} == {"deployer"}
    assert len({line.act.word for line in lines if line.could}) >= 14
    for act in ACTS:
        if act.alarm is None:
            assert act.action == "s3:DeleteObjectVersion"
            continue
        patterns = [event.removesuffix("*") for event in act.alarm.events]
        assert any(act.event.startswith(one) for one in patterns), act.word
        assert act.alarm in CHANGES


def test_service_control_policies_fit() -> None:
    """Each policy for the organisation denies only, is within AWS's size, and has a name on every line."""
    for path in (scp.PROTECTION, scp.REGION):
        policy = scp.read(path)
        assert len(json.dumps(policy, separators=(",", ":"))) <= scp.LARGEST
        assert {statement["Effect"] for statement in policy["Statement"]} == {"Deny"}
        sids = [statement["Sid"] for statement in policy["Statement"]]
        assert len(set(sids)) == len(sids)
    (region,) = scp.read(scp.REGION)["Statement"]
    assert region["Condition"] == {"StringNotEquals": {"aws:RequestedRegion": documented().region}}


# A condition that is stated twice, in the role's policy and in the other one: either holds without the other.
TWICE = {
    "Data/DecidePolicy/TableKeys": "Data/RecordsKey/TableCallersThroughDynamoDB",
    "Data/DecidePolicy/MintCaseSession": "Data/CaseAccessRole/AssumeForCase",
    "Data/CaseAccessPolicy/SealOwnCase": "Data/ContentKey/CaseSessionSeals",
    "Data/CaseAccessPolicy/OpenOwnCase": "Data/ContentKey/CaseSessionOpens",
    "Data/CaseAccessPolicy/SignUndertaking": "Data/SigningKey/UndertakingSessionSigns",
    "Data/CaseAccessPolicy/RecordsTableKey": "Data/RecordsKey/TableCallersThroughDynamoDB",
    "Data/ClockPolicy/RecordsTableKey": "Data/RecordsKey/TableCallersThroughDynamoDB",
    "Data/RegistrarPolicy/RecordsTableKey": "Data/RecordsKey/TableCallersThroughDynamoDB",
    "Data/AuditorPolicy/LedgerKey": "Data/LedgerKey/TableCallersThroughDynamoDB",
    "Data/AuditorPolicy/TrailKey": "Data/TrailKey/TrailIsReadThroughS3",
    "Data/TrailCopyPolicy/TrailKey": "Data/TrailKey/TrailIsReadThroughS3",
    "Evidence/AuditorPolicy/EvidenceKey": "Evidence/EvidenceKey/AuditorsThroughS3",
}
# The first is held by the key of the log account, which is not among the templates of the product's own; of metrics the
# page does not speak (`test_evidence_stack` holds their condition).
ELSEWHERE = {"Data/TrailCopyPolicy/CopyKey", "Evidence/AuditorPolicy/TellOrphans"}


def test_a_widening_of_each_policy_is_seen(own: dict[str, dict[str, Any]], committed: str) -> None:
    """Any statement of any policy, made as wide as its service, changes the page."""
    memory: dict[object, Any] = {}
    places = list(widening.statements(own))
    assert len({(place.stack, place.resource) for place in places}) >= 28
    unseen = [p.name for p in places if render(documented(), widening.widened(own, p), memory) == committed]
    assert unseen == []


def test_a_lost_condition_is_seen(own: dict[str, dict[str, Any]], committed: str) -> None:
    """Any statement that loses its conditions changes the page, but where another policy states the same again."""
    memory: dict[object, Any] = {}
    changed = {place.name: widening.unconditional(own, place) for place in widening.statements(own)}
    unseen = {n for n, t in changed.items() if t and render(documented(), t, memory) == committed}
    assert unseen == set(TWICE) | ELSEWHERE


@pytest.mark.parametrize(("first", "second"), TWICE.items())
def test_what_is_stated_twice_is_held_by_either(
    own: dict[str, dict[str, Any]], committed: str, first: str, second: str
) -> None:
    """Where two policies state a condition, losing both changes the page."""
    places = {place.name: place for place in widening.statements(own)}
    one = widening.unconditional(own, places[first])
    assert one is not None
    both = widening.unconditional(one, places[second])
    assert both is not None
    assert render(documented(), both) != committed
