"""The rounds of a schedule: which periods there are, and on which day each opens. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ombud.workflows.days import days_in
from ombud.workflows.deadlines.calendar import MONTHS
from ombud.workflows.procedures.model import Schedule

Meetings = Mapping[int, date]
"""Year -> the day of the meeting that a schedule counts back from, where one is scheduled."""

QUARTERS = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True, order=True)
class Round:
    opens_on: date
    period: str  # "2027", "2027-Q1", "2027-03"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a schedule stands on a day."""

    current: Round | None  # the newest whose day has come
    older: tuple[Round, ...]  # before that one, and not before the schedule began
    coming: Round
    look_on: date  # when to look again


def standing(rule: Schedule, *, since: date, today: date, meetings: Meetings, farthest: int = 0) -> Standing:
    """`since` is the day the schedule began: rounds whose day was before it were somebody else's to hold. `farthest` is how
    many days before its meeting a round might come to open, where a setting says so and may be changed any day."""
    known = sorted(_rounds(rule, since.year - 1, today.year + 2, meetings))
    begun = [one for one in known if since <= one.opens_on <= today]
    coming = next(one for one in known if one.opens_on > today)
    look_on = _look_on(rule, coming, today, farthest)
    return Standing(begun[-1] if begun else None, tuple(begun[:-1]), coming, look_on)


def between(rule: Schedule, *, first: date, last: date, meetings: Meetings) -> list[Round]:
    """The rounds that open from the one day to the other, both included, in order."""
    known = sorted(_rounds(rule, first.year - 1, last.year + 1, meetings))
    return [one for one in known if first <= one.opens_on <= last]


def month_of(rule: Schedule) -> int:
    """The month, 1 to 12, of the meeting a schedule counts back from."""
    return MONTHS.index(rule.anchor.rpartition("/")[2]) + 1


def body_of(rule: Schedule) -> str:
    """The key of the body whose meeting that is."""
    return rule.anchor.removeprefix("meeting:").partition("/")[0]


def _rounds(rule: Schedule, first: int, last: int, meetings: Meetings) -> Iterator[Round]:
    for year in range(first, last + 1):
        if rule.anchor:
            day = meetings.get(year, date(year, month_of(rule), 1))
            yield Round(day - _ahead(rule), str(year))
            continue
        match rule.every:
            case "year":
                month, day_in_month = map(int, rule.on.split("-"))
                yield Round(date(year, month, day_in_month), str(year))
            case "quarter":
                yield from (Round(date(year, m, int(rule.on)), f"{year}-Q{n}") for n, m in enumerate(QUARTERS, 1))
            case "month":
                yield from (Round(date(year, m, int(rule.on)), f"{year}-{m:02}") for m in range(1, 13))


def _look_on(rule: Schedule, coming: Round, today: date, farthest: int) -> date:
    """The day itself; before a meeting, every day from the first on which it could be: the meeting may still move."""
    if not rule.anchor:
        return coming.opens_on
    earliest = date(int(coming.period), month_of(rule), 1) - max(_ahead(rule), timedelta(days=farthest))
    return max(earliest, today + timedelta(days=1))


def _ahead(rule: Schedule) -> timedelta:
    return timedelta(days=days_in(rule.before or "P0D"))


def by_period(rounds: Sequence[Round], period: str) -> Round | None:
    return next((one for one in rounds if one.period == period), None)
