"""Days by the clocks of London, held against the operating system's table of time zones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.london import day_of, end_of

LONDON = ZoneInfo("Europe/London")


@given(st.datetimes(datetime(2018, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 (bounds have none)
def test_the_day_is_the_one_that_london_has(moment: datetime) -> None:
    """The day of any moment is what London's clocks show, in summer and in winter."""
    assert day_of(moment) == moment.astimezone(LONDON).date()


@given(st.dates(date(2018, 1, 1), date(2037, 12, 30)))
def test_a_day_ends_when_london_s_next_begins(day: date) -> None:
    """A millisecond after the end of a day it is midnight of the next one, and the end itself is still that day."""
    after = (end_of(day) + timedelta(milliseconds=1)).astimezone(LONDON)
    assert (after.date(), after.time().isoformat()) == (day + timedelta(days=1), "00:00:00")
    assert day_of(end_of(day)) == day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-03-28", "2026-03-28T23:59:59.999000+00:00"),
        ("2026-03-29", "2026-03-29T22:59:59.999000+00:00"),
        ("2026-10-24", "2026-10-24T22:59:59.999000+00:00"),
        ("2026-10-25", "2026-10-25T23:59:59.999000+00:00"),
    ],
)
def test_days_on_which_clocks_change(day: str, end: str) -> None:
    """Clocks go forward on the last Sunday in March and back on the last in October; the day's end follows at once."""
    assert end_of(date.fromisoformat(day)).isoformat() == end


def test_there_is_no_day_after_the_last() -> None:
    """The last day of the calendar has no end that could be told."""
    with pytest.raises(OverflowError):
        end_of(date.max)
