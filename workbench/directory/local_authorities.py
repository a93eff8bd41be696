"""Local authorities, read from the source table with dates made uniform and reviewed corrections applied."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SOURCE_FOLDER = Path(__file__).parent
WITH_CHILDRENS_SOCIAL_CARE = frozenset({"E06", "E08", "E09", "E10", "W06", "S12"})
DISTRICT = "E07"


class DirectorySourceError(ValueError):
    """The source table or a reviewed input contradicts itself; the message says which row and why."""


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """One council or combined authority, with the first and the last day on which it exists.

    Attributes:
        code: The source's own short code, unique over all rows.
        gss: The GSS code, or an empty string for the councils that ended before they were given one.
        starts: First day of existence; None when the source does not say, which is read as always.
        last_day: Last day of existence, inclusive; None while it exists.
        successors: Short codes of every authority that took over a part of it.
        county: Short code of the county council of a district; None for all others.
        former_gss: Codes that meant this same authority earlier.
    """

    code: str
    gss: str
    name: str
    short_name: str
    nation: str
    starts: date | None
    last_day: date | None
    successors: tuple[str, ...]
    county: str | None
    former_gss: tuple[str, ...]

    @property
    def agency_id(self) -> str:
        """`la:` and the GSS code; without one, the short code less its hyphen (`NIR-A` is `la:NIRA`)."""
        return f"la:{self.gss or self.code.replace('-', '')}"

    @property
    def has_childrens_social_care(self) -> bool:
        """Whether this type of authority holds children's social care (health trusts do in Northern Ireland)."""
        return self.gss[:3] in WITH_CHILDRENS_SOCIAL_CARE


def read_local_authorities(folder: Path = SOURCE_FOLDER) -> dict[str, LocalAuthority]:
    """Reads all rows of the source table, keyed by short code.

    Raises:
        DirectorySourceError: a code appears twice, a successor or county is unknown, or a changeover leaves
            a gap or an overlap.
    """
    corrections = read_corrections(folder)
    with (folder / "uk_local_authorities.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    by_code = {row["local-authority-code"]: row for row in rows}
    if len(by_code) != len(rows):
        msg = "the source table uses a short code twice"
        raise DirectorySourceError(msg)
    return {code: _authority(row, by_code, corrections) for code, row in by_code.items()}


def read_corrections(folder: Path = SOURCE_FOLDER) -> dict[str, dict[str, dict[str, object]]]:
    """Reads the reviewed corrections: successors, counties and aliases, each with why."""
    corrections: dict[str, dict[str, dict[str, object]]] = json.loads((folder / "corrections.json").read_text("utf-8"))
    return corrections


def last_day(ends: date | None, successor_starts: Sequence[date | None], name: str) -> date | None:
    """The last day of existence, whichever of the two ways the source writes a changeover.

    The source ends a body on 31 March or on 1 April when its successor starts on 1 April; both mean 31 March.

    Raises:
        DirectorySourceError: the successors start on another day, so that there would be a gap or an overlap.
    """
    if ends is None:
        return None
    for day in (ends, ends - timedelta(days=1)):
        if successor_starts and all(start == day + timedelta(days=1) for start in successor_starts):
            return day
    msg = f"{name} ends on {ends}, which does not meet the start of its successors"
    raise DirectorySourceError(msg)


def _authority(
    row: Mapping[str, str],
    by_code: Mapping[str, Mapping[str, str]],
    corrections: Mapping[str, Mapping[str, Mapping[str, object]]],
) -> LocalAuthority:
    code, name = row["local-authority-code"], " ".join(row["official-name"].split())
    corrected = corrections["successors"].get(code, {}).get("codes")
    successors = _listed(row["replaced-by"]) if corrected is None else _strings(corrected)
    starts = [_date(_known(by_code, successor, name)["start-date"]) for successor in successors]
    return LocalAuthority(
        code=code,
        gss=row["gss-code"],
        name=name,
        short_name=row["nice-name"],
        nation=row["nation"].lower().replace(" ", "_"),
        starts=_date(row["start-date"]),
        last_day=last_day(_date(row["end-date"]), starts, name),
        successors=successors,
        county=_county(row, by_code, corrections["counties"]),
        former_gss=_listed(row["former-gss-codes"]),
    )


def _county(
    row: Mapping[str, str],
    by_code: Mapping[str, Mapping[str, str]],
    corrections: Mapping[str, Mapping[str, object]],
) -> str | None:
    if not row["gss-code"].startswith(DISTRICT):
        return None
    code = row["local-authority-code"]
    county = str(corrections.get(code, {}).get("code", row["county-la"]))
    return _known(by_code, county, row["official-name"])["local-authority-code"]


def _known(by_code: Mapping[str, Mapping[str, str]], code: str, name: str) -> Mapping[str, str]:
    if code not in by_code:
        msg = f"{name} refers to {code or 'nothing'}, which is not in the source table"
        raise DirectorySourceError(msg)
    return by_code[code]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        msg = "corrections: successors are a list of short codes"
        raise DirectorySourceError(msg)
    return tuple(str(part) for part in value)


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
