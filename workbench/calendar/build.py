"""Builds the calendar that the rules read: `python -m workbench.calendar.build [--check]`.

The days come from the library `holidays`, which knows the rules of the Banking and Financial Dealings Act 1971 and the
proclamations. For the years that GOV.UK has published, each day is held against `published.json`; a difference stops
the build, because a limit counted with a wrong day is a missed limit. Later years are worked out and so unconfirmed.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import holidays

TARGET: Final = Path(__file__).parents[2] / "policies" / "proviso" / "calendar" / "data.json"
PUBLISHED: Final = Path(__file__).with_name("published.json")
YEARS: Final = range(2014, 2031)
NATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "england": ("ENG", "england_and_wales"),
    "wales": ("WLS", "england_and_wales"),
    "scotland": ("SCT", "scotland"),
    "northern_ireland": ("NIR", "northern_ireland"),
}
"""Each nation with its subdivision in the library and its division on GOV.UK."""

SOURCE: Final = "Banking and Financial Dealings Act 1971 s.1 and Sch. 1, and royal proclamations"
WORKED_OUT: Final = "Worked out by the rules of the Act; not published yet, and a proclamation can move or add a day"
_SATURDAY: Final = 5


class CalendarSourceError(ValueError):
    """The library and the published list disagree; the message names the days."""


def days_of(nation: str, years: Sequence[int] = YEARS) -> dict[str, str]:
    """Bank holidays of a nation as the library knows them, by day, in order: `{"2026-12-28": "Boxing Day (…)"}`.

    A holiday on a weekend is left out: its substitute is the bank holiday, and no one counts the weekend anyway.
    """
    found = holidays.country_holidays("GB", subdiv=NATIONS[nation][0], years=list(years), language="en_GB")
    weekdays = sorted(day for day in found if day.weekday() < _SATURDAY)
    return {day.isoformat(): found[day].replace("(observed)", "(substitute day)") for day in weekdays}


def build_calendar() -> dict[str, Any]:
    """The whole calendar as it is written to `data.json`, the same for the same library and list.

    Raises:
        CalendarSourceError: a published day is not the library's, or the other way round.
    """
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    nations = {nation: days_of(nation) for nation in NATIONS}
    last = min(int(max(years)) for years in published["days"].values())
    for nation, days in nations.items():
        _compare(nation, days, published["days"][NATIONS[nation][1]])
    return {
        "title": "Bank holidays by nation",
        "source": SOURCE,
        "generated_with": {"name": "holidays", "version": version("holidays")},
        "confirmed_with": published["source"],
        "confirmed_until": date(last, 12, 31).isoformat(),
        "years": {str(year): _standing(confirmed=year <= last) for year in YEARS},
        "nations": nations,
    }


def render(calendar: Mapping[str, Any]) -> str:
    """The calendar as JSON text with one day a line, so that a change shows as the days it concerns."""
    return json.dumps(calendar, indent=1, ensure_ascii=False) + "\n"


def text() -> str:
    """Content of the generated file."""
    return render(build_calendar())


def _standing(*, confirmed: bool) -> dict[str, Any]:
    return {"confirmed": True} if confirmed else {"confirmed": False, "source": WORKED_OUT}


def _compare(nation: str, days: Mapping[str, str], published: Mapping[str, Sequence[str]]) -> None:
    wanted = {f"{year}-{day}" for year, each in published.items() for day in each}
    known = {day for day in days if day[:4] in published}
    if wanted != known:
        missing, extra = sorted(wanted - known), sorted(known - wanted)
        message = (
            f"{nation}: published and not known to the library: {', '.join(missing) or 'none'}; "
            f"known and not published: {', '.join(extra) or 'none'}. "
            "Compare with GOV.UK: correct workbench/calendar/published.json, or pin a version that is right"
        )
        raise CalendarSourceError(message)


def main(arguments: Sequence[str] | None = None, target: Path = TARGET) -> int:
    """Write the calendar, or with `--check` say whether the file is what its sources make. Exit code 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m workbench.calendar.build", description="Build the calendar.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file has drifted")
    check = parser.parse_args(arguments).check
    try:
        wanted = text()
    except CalendarSourceError as error:
        sys.stderr.write(f"The calendar cannot be built: {error}.\n")
        return 1
    if check and (not target.is_file() or target.read_text(encoding="utf-8") != wanted):
        sys.stderr.write("policies/proviso/calendar/data.json: out of date, run `python -m workbench.calendar.build`\n")
        return 1
    if not check:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
