"""From which day to which a picture counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_
from sqlalchemy.sql.elements import SQLCoreOperations

from ombud.workflows.days import start_of

DAY: Final = timedelta(days=1)
QUARTERS: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are part of it."""

    first: date
    last: date

    def holds_moment(
        self, column: SQLCoreOperations[datetime] | SQLCoreOperations[datetime | None]
    ) -> ColumnElement[bool]:
        """An instant in a column lies within it, by the days of the zone."""
        return and_(column >= start_of(self.first), column < start_of(self.last + DAY))

    def holds_day(self, column: SQLCoreOperations[date]) -> ColumnElement[bool]:
        return and_(column >= self.first, column <= self.last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def quarter(number: int, which: int) -> Period:
    """`which` is 1 to 4."""
    first, after = date(number, 3 * which - 2, 1), (number + which // 4, 3 * which % 12 + 1)
    return Period(first, date(*after, 1) - DAY)
