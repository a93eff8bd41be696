"""Days by the clocks of London: a day's work ends when the day ends there.

Pure arithmetic, because no table of time zones need be where a function runs.
Source: Summer Time Act 1972; Summer Time Order 2002 (from the last Sunday in March to the last Sunday in October, both
at 01:00 Greenwich mean time).
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_HOUR: Final = timedelta(hours=1)
_MARCH, _OCTOBER = 3, 10
_SUNDAY: Final = 6
_LAST_OF_MONTH: Final = 31
_MILLISECOND: Final = timedelta(milliseconds=1)


def day_of(moment: datetime) -> date:
    """The day in London at an aware moment."""
    utc = moment.astimezone(UTC)
    return (utc + _HOUR if _summer(utc) else utc).date()


def end_of(day: date) -> datetime:
    """The last millisecond of a day in London, in UTC.

    Raises:
        OverflowError: the day is the last that there is.
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), UTC)
    # Clocks change at one in the morning, so each midnight comes exactly once.
    return (midnight - _HOUR if _summer(midnight - _HOUR) else midnight) - _MILLISECOND


def _summer(utc: datetime) -> bool:
    return _change(utc.year, _MARCH) <= utc < _change(utc.year, _OCTOBER)


def _change(year: int, month: int) -> datetime:
    """One o'clock on the month's last Sunday; both months have 31 days."""
    last = date(year, month, _LAST_OF_MONTH)
    return datetime.combine(last - timedelta(days=(last.weekday() - _SUNDAY) % 7), time(1), UTC)
