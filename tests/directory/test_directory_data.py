"""What the directory promises to the rules that read it."""

import copy
import json
import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from workbench.directory.build import build_directory, main, render
from workbench.directory.local_authorities import read_local_authorities

Agencies = dict[str, dict[str, Any]]
AGENCY_ID = re.compile(r"(la|force|nhs|school|charity|probation|prison):[A-Z0-9]{1,12}")

# Each changeover: the first day of the new, who ended the day before, who began, and who was there throughout.
CHANGEOVERS = [
    ("2019-04-01", {"la:E06000028", "la:E06000029", "la:E07000048"}, {"la:E06000058"}),
    ("2019-04-01", {f"la:E070000{n}" for n in (49, 50, 51, 52, 53)} | {"la:E10000009"}, {"la:E06000059"}),
    ("2019-04-01", {"la:E07000190", "la:E07000191"}, {"la:E07000246"}),
    ("2019-04-01", {"la:E07000201", "la:E07000204"}, {"la:E07000245"}),
    ("2019-04-01", {"la:E07000205", "la:E07000206"}, {"la:E07000244"}),
    ("2020-04-01", {f"la:E0700000{n}" for n in (4, 5, 6, 7)} | {"la:E10000002"}, {"la:E06000060"}),
    ("2021-04-01", {f"la:E0700015{n}" for n in range(7)} | {"la:E10000021"}, {"la:E06000061", "la:E06000062"}),
    (
        "2023-04-01",
        {f"la:E070000{n}" for n in range(26, 32)} | {"la:E10000006"},
        {"la:E06000063", "la:E06000064"},
    ),
    ("2023-04-01", {f"la:E0700016{n}" for n in range(3, 10)} | {"la:E10000023"}, {"la:E06000065"}),
    ("2023-04-01", {f"la:E07000{n}" for n in (187, 188, 189, 246)} | {"la:E10000027"}, {"la:E06000066"}),
]


def existing(agencies: Agencies, day: str) -> set[str]:
    """The agencies that exist on a day, by the rule that the rules use: both ends inclusive."""
    return {
        agency_id
        for agency_id, agency in agencies.items()
        if agency.get("effective_from", "0000") <= day <= agency.get("effective_to", "9999")
    }


def day_before(day: str) -> str:
    """The day before, in the same form."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def public_authority_on(agency: dict[str, Any], day: str) -> bool:
    """The last dated fact that is not after a day."""
    return bool([fact["value"] for fact in agency["public_authority"] if fact["from"] <= day][-1])


def test_the_data_keeps_its_schema(directory: dict[str, Any], schema: dict[str, Any]) -> None:
    """The committed data satisfies the published schema, formats included."""
    Draft202012Validator.check_schema(schema)
    problems = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(directory)
    assert [f"{list(problem.absolute_path)}: {problem.message}" for problem in problems] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "parish"),
        ("effective_from", "2019-4-1"),
        ("effective_to", None),
        ("successors", ["la:E06000047"]),
        ("public_authority", []),
        ("childrens_social_care", "yes"),
        ("sandbox", False),
        ("nickname", "Durham"),
    ],
)
def test_the_schema_refuses_what_the_rules_could_misread(
    directory: dict[str, Any], schema: dict[str, Any], field: str, value: object
) -> None:
    """One bad field in one agency makes the whole data invalid."""
    broken = copy.deepcopy(directory)
    broken["agencies"]["la:E06000047"][field] = value
    assert not Draft202012Validator(schema, format_checker=FormatChecker()).is_valid(broken)


def test_the_committed_data_is_what_the_inputs_make(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check passes on the committed file and fails, with what to do, on one that drifted."""
    assert main(["--check"]) == 0
    drifted = tmp_path / "data.json"
    drifted.write_text(render(build_directory()).replace("Durham County Council", "Durham"), "utf-8")
    assert main(["--check"], target=drifted) == 1
    assert "workbench.directory.build" in capsys.readouterr().err
    assert main([], target=drifted) == 0
    assert main(["--check"], target=drifted) == 0


def test_the_rendered_text_is_the_directory_with_one_entry_a_line() -> None:
    """Rendering loses nothing, and a changed agency is a changed line."""
    directory = build_directory()
    text = render(directory)
    assert json.loads(text) == directory
    assert sum(line.startswith('  "la:') and '"kind"' in line for line in text.splitlines()) == 470


def test_no_row_of_the_source_is_lost(agencies: Agencies) -> None:
    """All 470 local authorities, 44 forces and 7 sandbox bodies are there under ids of the agreed shape."""
    assert Counter(agency_id.split(":")[0] for agency_id in agencies) == {
        "la": 470, "force": 44, "school": 3, "nhs": 1, "charity": 1, "probation": 1, "prison": 1,
    }  # fmt: skip
    assert [agency_id for agency_id in agencies if not AGENCY_ID.fullmatch(agency_id)] == []
    assert {a.agency_id for a in read_local_authorities().values()} == {a for a in agencies if a.startswith("la:")}
    assert sum(agency_id.startswith("la:NIR") for agency_id in agencies) == 25


def test_every_reference_points_at_an_agency(directory: dict[str, Any]) -> None:
    """Successors, areas, forces, issuers and aliases name agencies that are listed; an alias is listed nowhere."""
    agencies = directory["agencies"]
    aliases = directory["forces_aliases"] | directory["local_authorities_aliases"]
    named = {
        *(other for agency in agencies.values() for other in agency.get("successors", [])),
        *(agency[key] for agency in agencies.values() for key in ("area", "force") if key in agency),
        *(agency for issuer in directory["issuers"].values() for agency in issuer["agencies"]),
        *aliases.values(),
    }
    assert named - agencies.keys() == set()
    assert aliases.keys() & agencies.keys() == set()


@pytest.mark.parametrize(("day", "ended", "began"), CHANGEOVERS)
def test_on_a_changeover_day_exactly_the_new_bodies_exist(
    agencies: Agencies, day: str, ended: set[str], began: set[str]
) -> None:
    """The old bodies exist up to the last day of March and the new from the first of April, never both or neither."""
    before, after = existing(agencies, day_before(day)), existing(agencies, day)
    assert ended <= before
    assert not began & before
    assert began <= after
    assert not ended & after


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2023])
def test_a_changeover_changes_nothing_else(agencies: Agencies, year: int) -> None:
    """Overnight to the first of April, the bodies named for that year change and no others."""
    day = f"{year}-04-01"
    rows = [row for row in CHANGEOVERS if row[0] == day]
    before, after = existing(agencies, day_before(day)), existing(agencies, day)
    assert before - after == set().union(*(ended for _, ended, _ in rows))
    assert after - before == set().union(*(began for _, _, began in rows))


@pytest.mark.parametrize(
    ("agency_id", "successors"),
    [
        ("la:E10000006", {"la:E06000063", "la:E06000064"}),
        ("la:E10000021", {"la:E06000061", "la:E06000062"}),
        ("la:E10000009", {"la:E06000059", "la:E06000058"}),
        ("la:E07000027", {"la:E06000064"}),
        ("la:E07000190", {"la:E07000246"}),
        ("la:NIRP", {"la:N09000010"}),
        ("la:NIRY", {"la:N09000007", "la:N09000003"}),
    ],
)
def test_all_successors_are_named(agencies: Agencies, agency_id: str, successors: set[str]) -> None:
    """A body that was divided names each body that took over a part."""
    assert set(agencies[agency_id]["successors"]) == successors


def test_succession_has_no_gap_and_no_end(agencies: Agencies) -> None:
    """Each successor starts on the day after the last, so a closed case always has someone to go to."""
    for agency_id, agency in agencies.items():
        assert ("effective_to" in agency) == ("successors" in agency), agency_id
        for successor in agency.get("successors", []):
            start = agencies[successor]["effective_from"]
            assert day_before(start) == agency["effective_to"], (agency_id, successor)


def test_a_county_is_succeeded_by_whoever_succeeded_its_districts(agencies: Agencies) -> None:
    """No part of a county is left without the body that took over its children's social care."""
    for agency_id, district in agencies.items():
        county = agencies.get(district.get("area", ""), {})
        heirs = {heir for heir in district.get("successors", []) if agencies[heir]["childrens_social_care"]}
        assert heirs <= set(county.get("successors", heirs)), agency_id


def test_childrens_social_care_follows_the_type_of_authority(agencies: Agencies) -> None:
    """Unitary, metropolitan, London, county, Welsh and Scottish councils hold it; nobody else does."""
    holding = {agency_id[3:6] for agency_id, agency in agencies.items() if agency["childrens_social_care"]}
    others = {
        agency_id[3:6]
        for agency_id, a in agencies.items()
        if not a["childrens_social_care"] and a["kind"] == "local_authority"
    }
    assert holding == {"E06", "E08", "E09", "E10", "W06", "S12"}
    assert others == {"E07", "E47", "E61", "N09", "NIR"}


@pytest.mark.parametrize("agency_id", ["la:E06000053", "la:E09000001", "la:E06000047", "la:E10000006", "la:W06000001"])
def test_the_unusual_authorities_hold_childrens_social_care(agencies: Agencies, agency_id: str) -> None:
    """The Isles of Scilly, the City of London, Durham, a past county and a Welsh council all hold it."""
    assert agencies[agency_id]["childrens_social_care"] is True


@pytest.mark.parametrize(
    "day", ["2018-06-01", "2019-03-31", "2019-04-01", "2022-01-01", "2023-03-31", "2023-04-01", "2026-11-20"]
)
def test_every_district_has_one_living_county_for_childrens_social_care(agencies: Agencies, day: str) -> None:
    """On any day a district that exists is in a county that exists and holds children's social care."""
    alive = existing(agencies, day)
    districts = {agency_id for agency_id in alive if agency_id.startswith("la:E07")}
    assert districts
    for agency_id in districts:
        area = agencies[agency_id]["area"]
        assert area in alive, agency_id
        assert agencies[area]["childrens_social_care"], agency_id


def test_public_authority_is_a_dated_fact_in_order(agencies: Agencies) -> None:
    """Each body's facts are oldest first, begin no earlier than section 7, and alternate."""
    for agency_id, agency in agencies.items():
        facts = agency["public_authority"]
        assert [fact["from"] for fact in facts] == sorted({fact["from"] for fact in facts}), agency_id
        assert facts[0]["from"] >= "2018-05-25", agency_id
        assert all(a["value"] is not b["value"] for a, b in pairwise(facts)), agency_id


@pytest.mark.parametrize(
    ("agency_id", "day", "expected"),
    [
        ("la:E06000047", "2018-05-25", True),
        ("force:11", "2026-11-20", True),
        ("nhs:X9X9X", "2026-11-20", True),
        ("school:999001", "2026-11-20", True),
        ("school:999002", "2026-11-20", False),
        ("charity:9999001", "2026-11-20", False),
        ("school:999003", "2023-08-31", False),
        ("school:999003", "2023-09-01", True),
        ("probation:XPS01", "2026-11-20", True),
        ("prison:XPR01", "2026-11-20", True),
    ],
)
def test_who_is_a_public_authority_on_a_day(agencies: Agencies, agency_id: str, day: str, expected: bool) -> None:  # noqa: FBT001
    """State bodies are public authorities, private ones are not, and a school that changes does so on its day."""
    assert public_authority_on(agencies[agency_id], day) is expected


def test_invented_bodies_and_addresses_cannot_be_taken_for_real(directory: dict[str, Any]) -> None:
    """Exactly the invented bodies and all issuers are flagged, and every address lies under a reserved name."""
    flagged = {agency_id for agency_id, agency in directory["agencies"].items() if agency.get("sandbox")}
    schools = {"school:999001", "school:999002", "school:999003"}
    assert flagged == schools | {"charity:9999001", "nhs:X9X9X", "prison:XPR01", "probation:XPS01"}
    assert all(issuer["sandbox"] for issuer in directory["issuers"].values())
    urls = [a["privacy_notice"]["url"] for a in directory["agencies"].values()]
    assert all(url.startswith("https://privacy.sandbox.example/") for url in urls)
    assert len(set(urls)) == len(urls)


def test_each_seeded_agency_has_its_own_issuer(directory: dict[str, Any]) -> None:
    """One issuer speaks for one agency, or a stolen key of one would open all."""
    assert {issuer: entry["agencies"] for issuer, entry in directory["issuers"].items()} == {
        f"https://id.sandbox.example/{agency_id.replace(':', '-')}": [agency_id]
        for agency_id in (
            "la:E06000047", "force:11", "nhs:X9X9X", "school:999001", "school:999002", "charity:9999001",
            "la:E06000001", "force:13", "force:PSOS", "prison:XPR01", "probation:XPS01",
        )
    }  # fmt: skip


def test_the_credit_ships_with_the_data(directory: dict[str, Any]) -> None:
    """Whoever gets the data gets the name of its makers, its licence and that it was changed."""
    assert directory["credit"]["author"] == "mySociety"
    assert "CC BY 4.0" in directory["credit"]["licence"]
    assert directory["credit"]["changes"]


@pytest.mark.parametrize(
    ("alias", "agency_id"),
    [("la:E06000048", "la:E06000057"), ("la:E08000020", "la:E08000037"), ("la:E08000039", "la:E08000019")],
)
def test_another_code_of_the_same_council_leads_to_it(directory: dict[str, Any], alias: str, agency_id: str) -> None:
    """A code that was changed for the same body is found again under the code in use."""
    assert directory["local_authorities_aliases"][alias] == agency_id
