"""Days as the law and the manual mean them: dates in one time zone, due at the end of the day (A77).

The zone is a setting of the installation (`OMBUD_ZONE`), New York by default.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Set
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.units import format_unit

ZONE = ZoneInfo(os.environ.get("OMBUD_ZONE", "America/New_York"))
TICK = timedelta(microseconds=1)
"""The smallest step of time: a deadline fires this much after its last instant."""

SATURDAY = 5
PERIOD = re.compile(r"P(\d+)D")
ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")
ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def day_of(at: datetime) -> date:
    """The day an instant falls on in the zone."""
    return at.astimezone(ZONE).date()


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last instant of a day: 23:59:59.999999 on the wall, whatever the clocks do that night."""
    return start_of(day + timedelta(days=1)) - TICK


def add_days(day: date, count: int, *, business: bool = False, closed: Set[date] = frozenset()) -> date:
    """`count` days after `day`. Business days skip Saturdays, Sundays and the days in `closed`; calendar days skip none."""
    if not business:
        return day + timedelta(days=count)
    step = 1 if count >= 0 else -1
    left = abs(count)
    while left:
        day += timedelta(days=step)
        left -= is_business(day, closed)
    return day


def is_business(day: date, closed: Set[date] = frozenset()) -> bool:
    return day.weekday() < SATURDAY and day not in closed


def days_in(period: str) -> int:
    """The days of a period such as P30D. Raises ValueError on anything else."""
    match = PERIOD.fullmatch(period)
    if not match:
        raise ValueError(f'"{period}" is not a number of days such as P30D')
    return int(match[1])


def text_and_days(text: str) -> Iterator[str | date]:
    """A sentence in its pieces, with those that are days as days. People write into it: what only looks like a day, as
    2026-31-12 does, is left as it stands."""
    for piece in ISO_DAY.split(text):
        if ISO_DAY.fullmatch(piece):
            try:
                yield date.fromisoformat(piece)
                continue
            except ValueError:
                pass
        yield piece


def dated(text: str) -> date | datetime | str:
    """An answer that is a day or an instant as forms write them, in ISO 8601, as that; anything else as it is."""
    try:
        if ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
        return instant(text) if ISO_INSTANT.match(text) else text
    except ValueError:
        return text


def instant(text: str) -> datetime:
    """An instant in ISO 8601; without an offset it is a time on the wall, as a form asks for it."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(UTC)


def passed(time: timedelta, *, language: str) -> str:
    """“2 days 1 hour 25 minutes”, to the minute; what is less, or negative, is “0 minutes”."""
    minutes = max(0, int(time.total_seconds() // 60))
    parts = (("day", minutes // 1440), ("hour", minutes // 60 % 24), ("minute", minutes % 60))
    said = [format_unit(count, f"duration-{unit}", locale=language) for unit, count in parts if count]
    return " ".join(said) or format_unit(0, "duration-minute", locale=language)


def later_on_the_wall(at: datetime, days: int) -> datetime:
    """The same wall-clock time `days` days later, across changes of the clocks."""
    local = at.astimezone(ZONE)
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=ZONE).astimezone(UTC)
