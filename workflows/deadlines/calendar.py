"""What a rule may want of a meeting, and which meetings it looks at. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from ombud.workflows.days import day_of, start_of

MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
"""`meeting:BODY/march`: the body's meeting in that month, of whatever kind."""

QUARTERLY: Final = "quarterly"
"""`meeting:BODY/quarterly`: the next regular meeting that is flagged so (A66)."""

DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A scheduled meeting as the calendar has it."""

    starts_at: datetime
    body: str  # display name
    id: UUID | None = None
    kind: str = "regular"
    quarterly: bool = False


def last_day(period: str) -> date:
    """The last day of a period that a schedule opens cases for: a year (`2027`), a quarter (`2027-Q1`) or a month
    (`2027-03`)."""
    year, _dash, part = period.partition("-")
    month = int(part[1:]) * 3 if part.startswith("Q") else int(part or DECEMBER)
    return date(int(year), month, monthrange(int(year), month)[1])


def is_wanted(meeting: MeetingDay, wanted: str) -> bool:
    """Whether a meeting is of the kind that a rule's anchor names; for a month, whether it lies in such a month."""
    if wanted in MONTHS:
        return day_of(meeting.starts_at).month == MONTHS.index(wanted) + 1
    if wanted == QUARTERLY:
        return meeting.kind == "regular" and meeting.quarterly
    return meeting.kind == wanted


def coming_year(month: int, at: datetime) -> int:
    """The year in which that month comes next, or is now."""
    today = day_of(at)
    return today.year + (month < today.month)


def span(year: int, month: int) -> tuple[datetime, datetime]:
    """From the first instant of a month to the first of the next."""
    after = date(year + 1, 1, 1) if month == DECEMBER else date(year, month + 1, 1)
    return start_of(date(year, month, 1)), start_of(after)
