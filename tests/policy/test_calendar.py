"""The calendar: what it is made from, what is checked, and that the rules count working days as the library does."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.conftest import Server, _port
from workbench.calendar import build
from workbench.policy import data_checks, vocabulary
from workbench.policy.sources import POLICIES, opa_binary

LONDON = tz.gettz("Europe/London")
QUERY = "end := data.proviso.lib.dates.working_days_after(input.nation, input.start, input.days)"
NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
LIBRARY = {
    name: holidays.country_holidays("GB", subdiv=code, years=range(2014, 2036)) for name, code in NATIONS.items()
}
BEGINS, ENDS, LATER = (datetime(year, 1, 1, tzinfo=UTC) for year in (2014, 2030, 2034))
MILLISECOND = timedelta(milliseconds=1)
FEW = settings(max_examples=120, deadline=None)


def moments(first: datetime, last: datetime) -> st.SearchStrategy[datetime]:
    """Any millisecond from the one to the other."""
    return st.integers(0, (last - first) // MILLISECOND).map(lambda count: first + count * MILLISECOND)


Counts = Callable[[str, datetime, int], datetime]


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counts]:
    """The rule itself, asked in an OPA that has it and the calendar and nothing else."""
    data = f"proviso.calendar:{build.TARGET}"
    rule = POLICIES / "proviso" / "lib" / "dates" / "dates.rego"
    command = [str(opa_binary()), "run", "--server", "--addr", "127.0.0.1:0", "--skip-version-check", data, str(rule)]
    with (tmp_path_factory.mktemp("opa") / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            server = Server(_port(process.pid), "")
            yield lambda nation, start, days: counted(server, nation, start, days)
            server.close()
        finally:
            process.terminate()
            process.wait(timeout=10)


def counted(server: Server, nation: str, start: datetime, days: int) -> datetime:
    asked = {"nation": nation, "start": written(start), "days": days}
    status, answer = server.request("POST", "/v1/query", {"query": QUERY, "input": asked})
    assert status == 200
    return datetime.fromisoformat(answer["result"][0]["end"])


def written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def expected(nation: str, start: datetime, days: int) -> datetime:
    """The same by another way: day by day on the calendar of London, with the library itself."""
    local = start.astimezone(LONDON)
    day = local.date()
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() > 4 or day in LIBRARY[nation]:
            day += timedelta(days=1)
    return datetime.combine(day, local.time(), LONDON).astimezone(UTC)


@FEW
@given(nation=st.sampled_from(sorted(NATIONS)), start=moments(BEGINS, ENDS), days=st.integers(1, 60))
def test_rules_count_working_days_as_the_library_does(rules: Counts, nation: str, start: datetime, days: int) -> None:
    """From any moment in any nation a limit ends on the day, and at the clock time, that the library gives."""
    assert rules(nation, start, days) == expected(nation, start, days)


@FEW
@given(nation=st.sampled_from(sorted(NATIONS)), start=moments(ENDS, LATER), days=st.integers(1, 60))
def test_beyond_the_calendar_a_limit_is_never_later(rules: Counts, nation: str, start: datetime, days: int) -> None:
    """Where the calendar ends a limit comes out on the real day or before it."""
    assert rules(nation, start, days) <= expected(nation, start, days)


def test_the_longest_limit_that_a_scheme_can_have_is_counted(rules: Counts) -> None:
    """400 working days, the most that the schema of schemes allows, have an end from every day of a year."""
    starts = [datetime(2024, 12, 1, 23, 30, tzinfo=UTC) + timedelta(days=each) for each in range(0, 365, 13)]
    assert [rules("scotland", start, 400) for start in starts] == [expected("scotland", start, 400) for start in starts]


def test_the_calendar_is_what_its_sources_make(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The committed calendar is the pinned library's; one that differs is named, and made anew it is the same."""
    assert build.TARGET.read_text("utf-8") == build.text()
    other = tmp_path / "data.json"
    other.write_text("{}", "utf-8")
    assert build.main(["--check"], other) == 1
    assert "out of date" in capsys.readouterr().err
    assert (build.main([], other), build.main(["--check"], other)) == (0, 0)
    assert other.read_text("utf-8") == build.TARGET.read_text("utf-8")


@pytest.mark.parametrize(
    ("year", "days", "what"),
    [
        ("2026", ["01-01"], "known and not published: 2026-01-02"),
        ("2025", ["12-31"], "published and not known to the library: 2025-12-31"),
    ],
)
def test_a_day_in_doubt_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], year: str, days: Any, what: str
) -> None:
    """A published day that the library does not have, or the other way round, is named and nothing is written."""
    published = json.loads(build.PUBLISHED.read_text("utf-8"))
    published["days"]["scotland"][year] = days
    wrong = tmp_path / "published.json"
    wrong.write_text(json.dumps(published), "utf-8")
    monkeypatch.setattr(build, "PUBLISHED", wrong)
    target = tmp_path / "data.json"
    assert (build.main([], target), target.exists()) == (1, False)
    said = capsys.readouterr().err
    assert "scotland" in said
    assert what in said


def test_only_published_years_are_confirmed() -> None:
    """A year is confirmed when GOV.UK has published it; later ones say that they are worked out."""
    calendar = build.build_calendar()
    assert calendar["confirmed_until"] == "2028-12-31"
    assert [year for year, standing in calendar["years"].items() if not standing["confirmed"]] == ["2029", "2030"]
    assert list(calendar["years"]) == [str(year) for year in range(2014, 2031)]


def test_special_days_belong_to_their_nations() -> None:
    """Days that one nation has and another has not, and those of one year alone, are where they belong."""
    nations = build.build_calendar()["nations"]
    days = {
        "2022-06-03": set(NATIONS),
        "2022-09-19": set(NATIONS),
        "2023-05-08": set(NATIONS),
        "2026-04-06": {"england", "wales", "northern_ireland"},
        "2026-06-15": {"scotland"},
        "2026-07-13": {"northern_ireland"},
        "2026-11-30": {"scotland"},
        "2027-01-04": {"scotland"},
        "2026-12-26": set(),
    }
    assert {day: {nation for nation in nations if day in nations[nation]} for day in days} == days
    assert [day for each in nations.values() for day in each if date.fromisoformat(day).weekday() > 4] == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda calendar: calendar["nations"]["wales"].update({"2026-12-26": "Boxing Day"}), "the day is on a weekend"),
        (lambda calendar: calendar["nations"]["wales"].update({"2031-01-01": "New Year"}), "the years covered are not"),
        (lambda calendar: calendar["years"].update({"2031": {"confirmed": True}}), "confirmed is not what"),
        (lambda calendar: calendar["years"]["2029"].pop("source"), "'source' is a required property"),
        (lambda calendar: calendar["nations"].pop("scotland"), "'scotland' is a required property"),
        (lambda calendar: calendar["nations"]["wales"].update({"1 May": "May Day"}), "'1 May' does not match"),
        (lambda calendar: calendar["nations"]["wales"].update({"2026-02-30": "Leap"}), "'2026-02-30' is not a 'date'"),
    ],
)
def test_a_bad_calendar_is_found(tmp_path: Path, change: Callable[[Any], None], what: str) -> None:
    """A weekend, a year without days, a wrong mark, a missing nation or a day that is none: each is a finding."""
    calendar = json.loads(build.TARGET.read_text("utf-8"))
    change(calendar)
    file = tmp_path / "data.json"
    file.write_text(json.dumps(calendar, indent=1), "utf-8")
    found = list(data_checks.calendar(file))
    assert {each.file for each in found} == {str(file)}
    assert any(what in each.what for each in found)


def test_the_committed_calendar_is_sound() -> None:
    """The check finds nothing in the calendar that is released, and the calendar is of all four nations."""
    assert list(data_checks.calendar(build.TARGET)) == []
    assert set(vocabulary.load(build.TARGET)["nations"]) == set(NATIONS)
