"""The territorial police forces: 43 of England and Wales, one of Scotland; and the force of each council's area."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench.directory.local_authorities import SOURCE_FOLDER, DirectorySourceError, LocalAuthority

POLICED_TYPES = frozenset({"E06", "E07", "E08", "E09", "E10", "W06", "S12"})

# The Metropolitan Police has two codes; one is canonical, or a case could have two partitions for one force.
FORCE_ALIASES = {"force:02": "force:01"}


@dataclass(frozen=True, slots=True)
class Force:
    """One force: its code (two digits, or initials), its nation, and the councils (GSS code to name) of its area."""

    code: str
    name: str
    nation: str
    authorities: dict[str, str]

    @property
    def agency_id(self) -> str:
        """`force:` and the code."""
        return f"force:{self.code}"


def read_forces(folder: Path = SOURCE_FOLDER) -> dict[str, Force]:
    """Reads the reviewed table of forces and their areas, keyed by code."""
    table = json.loads((folder / "force_areas.json").read_text("utf-8"))
    return {code: Force(code, row["name"], row["nation"], row["authorities"]) for code, row in table.items()}


def force_of_each(authorities: Iterable[LocalAuthority], forces: Iterable[Force]) -> dict[str, str]:
    """The force agency of each council of Great Britain, keyed by GSS code.

    Raises:
        DirectorySourceError: a council has no force, or two; or a code stands beside another council's name.
    """
    names = {authority.gss: authority.short_name for authority in authorities if authority.gss[:3] in POLICED_TYPES}
    result: dict[str, str] = {}
    for force in forces:
        for gss, name in force.authorities.items():
            if gss in result:
                msg = f"{name} ({gss}) is in two forces, {result[gss]} and {force.agency_id}"
                raise DirectorySourceError(msg)
            if names.get(gss) != name:
                msg = f"{force.name} lists {gss} as {name}, the source table says {names.get(gss)}"
                raise DirectorySourceError(msg)
            result[gss] = force.agency_id
    missing = sorted(names.keys() - result.keys())
    if missing:
        msg = f"no force covers {', '.join(missing)}"
        raise DirectorySourceError(msg)
    return result
