"""The forces of Great Britain, and that each of its councils is policed by exactly one of them."""

from collections import Counter
from typing import Any

import pytest

from workbench.directory.forces import force_of_each, read_forces
from workbench.directory.local_authorities import DirectorySourceError, read_local_authorities

Agencies = dict[str, dict[str, Any]]
CODES = [
    "01", "03", "04", "05", "06", "07", "10", "11", "12", "13", "14", "16", "17", "20", "21",
    "22", "23", "30", "31", "32", "33", "34", "35", "36", "37", "40", "41", "42", "43", "44",
    "45", "46", "47", "48", "50", "52", "53", "54", "55", "60", "61", "62", "63", "PSOS",
]  # fmt: skip
POLICED = ("la:E06", "la:E07", "la:E08", "la:E09", "la:E10", "la:W06", "la:S12")

# Known independently of the table: places where a force's area is easily mistaken.
KNOWN = {
    "la:E06000047": "11", "la:E06000005": "11", "la:E06000001": "17", "la:E06000002": "17", "la:E06000003": "17",
    "la:E06000004": "17", "la:E09000001": "48", "la:E09000033": "01", "la:E09000006": "01", "la:E06000006": "07",
    "la:E08000015": "05", "la:E06000053": "50", "la:E06000052": "50", "la:E06000026": "50", "la:E06000017": "33",
    "la:E06000031": "35", "la:E06000035": "46", "la:E06000046": "44", "la:E06000042": "43", "la:E06000040": "43",
    "la:E06000032": "40", "la:E06000034": "42", "la:E06000013": "16", "la:E10000019": "32", "la:E06000019": "22",
    "la:E06000020": "22", "la:E06000021": "21", "la:E06000030": "54", "la:E06000025": "52", "la:E06000014": "12",
    "la:E07000201": "37", "la:E07000210": "45", "la:E08000026": "20", "la:E06000043": "47", "la:W06000018": "61",
    "la:W06000013": "62", "la:W06000024": "62", "la:W06000023": "63", "la:W06000008": "63", "la:W06000006": "60",
    "la:S12000036": "PSOS", "la:S12000027": "PSOS",
}  # fmt: skip


def test_there_are_44_forces_under_their_codes(agencies: Agencies) -> None:
    """The forces are 43 and Scotland's; the second code of the Metropolitan Police is an alias alone."""
    assert [a.split(":")[1] for a in agencies if a.startswith("force:")] == CODES
    assert len(CODES) == 44
    assert Counter(a["nation"] for a in agencies.values() if a["kind"] == "police") == {
        "england": 39, "wales": 4, "scotland": 1,
    }  # fmt: skip


def test_every_council_of_great_britain_has_one_force_past_ones_too(agencies: Agencies) -> None:
    """All 419 councils of England, Wales and Scotland, and no others, have a force of their own nation."""
    policed = {a: agencies[a]["force"] for a in agencies if a.startswith("la:") and "force" in agencies[a]}
    assert set(policed) == {a for a in agencies if a.startswith(POLICED)}
    assert len(policed) == 419
    assert {a for a, force in policed.items() if agencies[a]["nation"] != agencies[force]["nation"]} == set()
    assert set(policed.values()) == {f"force:{code}" for code in CODES}


@pytest.mark.parametrize(("agency_id", "code"), KNOWN.items())
def test_the_force_of_a_place_that_is_easily_mistaken(agencies: Agencies, agency_id: str, code: str) -> None:
    """The force of each of these places is the one that polices it."""
    assert agencies[agency_id]["force"] == f"force:{code}"


def test_the_metropolitan_police_have_all_of_london_but_the_city(agencies: Agencies) -> None:
    """The 32 boroughs are the Metropolitan Police's, the City is its own force's, and neither has more."""
    areas: dict[str, set[str]] = {"force:01": set(), "force:48": set()}
    for agency_id, agency in agencies.items():
        if agency["kind"] == "local_authority" and agency.get("force") in areas:
            areas[agency["force"]].add(agency_id)
    assert areas == {"force:01": {f"la:E090000{n:02}" for n in range(2, 34)}, "force:48": {"la:E09000001"}}


def test_districts_and_successors_keep_their_force(agencies: Agencies) -> None:
    """A district is policed by its county's force, and a reorganised council by the force there before."""
    for agency_id, agency in agencies.items():
        if agency["kind"] != "local_authority" or "force" not in agency:
            continue
        related = [*agency.get("successors", []), *([agency["area"]] if "area" in agency else [])]
        assert {agencies[other]["force"] for other in related} <= {agency["force"]}, agency_id


@pytest.mark.parametrize(
    ("force", "gss", "name", "complaint"),
    [
        ("17", "E06000047", "County Durham", "in two forces"),
        ("11", "E06000047", "Hartlepool", "lists E06000047 as Hartlepool"),
        ("11", "N09000003", "Belfast", "lists N09000003"),
        ("11", "E06000047", None, "no force covers E06000047"),
    ],
)
def test_a_wrong_table_of_areas_is_refused(force: str, gss: str, name: str | None, complaint: str) -> None:
    """A council in two forces, in none, under another's name or of another nation stops the build."""
    forces = read_forces()
    if name is None:
        del forces[force].authorities[gss]
    else:
        forces[force].authorities[gss] = name
    with pytest.raises(DirectorySourceError, match=complaint):
        force_of_each(read_local_authorities().values(), forces.values())
