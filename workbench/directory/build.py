"""Builds the agency directory that the rules read: `python -m workbench.directory.build [--check]`."""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from workbench.directory.forces import FORCE_ALIASES, Force, force_of_each, read_forces
from workbench.directory.local_authorities import (
    SOURCE_FOLDER,
    DirectorySourceError,
    LocalAuthority,
    read_corrections,
    read_local_authorities,
)

TARGET = Path(__file__).parents[2] / "policies" / "proviso" / "directory" / "data.json"

# DPA 2018 s.7 says what a public authority is; it has applied since this day, so no dated fact is older.
SECTION_7_IN_FORCE = date(2018, 5, 25)
FOIA_LOCAL_GOVERNMENT = "DPA 2018 s.7(1)(a); FOIA 2000 Sch. 1 Part II"
FOISA_LOCAL_GOVERNMENT = "DPA 2018 s.7(1)(b); FOISA 2002 Sch. 1 Part 3"
FOIA_POLICE = "DPA 2018 s.7(1)(a); FOIA 2000 Sch. 1 Part V"
FOISA_POLICE = "DPA 2018 s.7(1)(b); FOISA 2002 Sch. 1 Part 6"
CREDIT = {
    "title": "UK Local Authorities (including future) 1.7.3",
    "author": "mySociety",
    "licence": "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
    "changes": "Dates made uniform, successors and one county corrected, police areas and dated facts added.",
}

Json: TypeAlias = dict[str, Any]


def build_directory(folder: Path = SOURCE_FOLDER) -> Json:
    """The whole directory as it is written to `data.json`, the same for the same inputs.

    Raises:
        DirectorySourceError: an input contradicts itself or another.
    """
    authorities = read_local_authorities(folder)
    forces = read_forces(folder)
    sandbox = json.loads((folder / "sandbox.json").read_text("utf-8"))
    force_by_gss = force_of_each(authorities.values(), forces.values())
    agencies = {
        **{a.agency_id: _local_authority(a, authorities, force_by_gss) for a in authorities.values()},
        **{force.agency_id: _force(force) for force in forces.values()},
        **{agency_id: {**agency, "sandbox": True} for agency_id, agency in sandbox["agencies"].items()},
    }
    for agency_id, agency in agencies.items():
        agency["privacy_notice"] = _privacy_notice(agency_id, agency["kind"], sandbox["privacy_notices"])
    return {
        "agencies": dict(sorted(agencies.items())),
        "credit": CREDIT,
        "forces_aliases": FORCE_ALIASES,
        "issuers": _issuers(sandbox["issuers"], agencies),
        "local_authorities_aliases": _aliases(authorities, read_corrections(folder)["aliases"]),
    }


def render(directory: Mapping[str, Mapping[str, object]]) -> str:
    """The directory as JSON text with one entry a line, so that a change shows as the lines it concerns."""
    sections = []
    for section, entries in directory.items():
        lines = [f"  {json.dumps(key)}: {json.dumps(entry, ensure_ascii=False)}" for key, entry in entries.items()]
        sections.append(f" {json.dumps(section)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _local_authority(a: LocalAuthority, by_code: Mapping[str, LocalAuthority], forces: Mapping[str, str]) -> Json:
    entry: Json = {"name": a.name, "kind": "local_authority", "nation": a.nation}
    if a.starts:
        entry["effective_from"] = a.starts.isoformat()
    if a.last_day:
        entry["effective_to"] = a.last_day.isoformat()
    if a.successors:
        entry["successors"] = [by_code[code].agency_id for code in a.successors]
    entry["childrens_social_care"] = a.has_childrens_social_care
    source = FOISA_LOCAL_GOVERNMENT if a.nation == "scotland" else FOIA_LOCAL_GOVERNMENT
    since = max(a.starts or SECTION_7_IN_FORCE, SECTION_7_IN_FORCE)
    entry["public_authority"] = [{"from": since.isoformat(), "value": True, "source": source}]
    if a.county:
        entry["area"] = by_code[a.county].agency_id
    if a.gss in forces:
        entry["force"] = forces[a.gss]
    return entry


def _force(force: Force) -> Json:
    source = FOISA_POLICE if force.nation == "scotland" else FOIA_POLICE
    return {
        "name": force.name,
        "kind": "police",
        "nation": force.nation,
        "childrens_social_care": False,
        "public_authority": [{"from": SECTION_7_IN_FORCE.isoformat(), "value": True, "source": source}],
    }


def _privacy_notice(agency_id: str, kind: str, notices: Json) -> Json:
    return {"url": notices["base"] + _slug(agency_id), "covers": notices["covers"][kind]}


def _issuers(issuers: Json, agencies: Mapping[str, Json]) -> Json:
    unknown = set(issuers["agencies"]) - agencies.keys()
    if unknown:
        msg = f"issuers for agencies that do not exist: {', '.join(sorted(unknown))}"
        raise DirectorySourceError(msg)
    return {
        issuers["base"] + _slug(agency_id): {
            "agencies": [agency_id],
            "effective_from": issuers["effective_from"],
            "sandbox": True,
        }
        for agency_id in issuers["agencies"]
    }


def _aliases(authorities: Mapping[str, LocalAuthority], corrections: Mapping[str, Mapping[str, object]]) -> Json:
    aliases = {f"la:{former}": a.agency_id for a in authorities.values() for former in a.former_gss}
    aliases |= {f"la:{other}": f"la:{correction['gss']}" for other, correction in corrections.items()}
    return dict(sorted(aliases.items()))


def _slug(agency_id: str) -> str:
    return agency_id.replace(":", "-")


def main(arguments: list[str] | None = None, target: Path = TARGET) -> int:
    """Writes the directory, or with `--check` says whether the file is what the inputs make. Exit code 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m workbench.directory.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file has drifted")
    check = parser.parse_args(arguments).check
    try:
        directory = build_directory()
    except DirectorySourceError as error:
        sys.stderr.write(f"The directory cannot be built: {error}.\n")
        return 1
    text = render(directory)
    if check and (not target.exists() or target.read_text("utf-8") != text):
        sys.stderr.write(f"{target.name} differs from its inputs: run python -m workbench.directory.build.\n")
        return 1
    if not check:
        target.write_text(text, "utf-8")
    sys.stdout.write(f"{len(directory['agencies'])} agencies, {len(directory['issuers'])} issuers.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
