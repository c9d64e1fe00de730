"""A day that nobody chooses: so many years before the last time that a day of the year came round.

Both are settings of a procedure. In a case of that very procedure they are those the case runs under.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from ombud.workflows.asking import Asking
from ombud.workflows.chosen_dates import in_force, written
from ombud.workflows.days import day_of
from ombud.workflows.text import translate as _


def named(what: str, asking: Asking | None = None) -> Callable[[Session, datetime], list[tuple[str, str]]]:
    """`PROCEDURE.YEARS.DAY`: two settings of a procedure, a number of years and a day of the year such as 09-30.

    The one day there is to choose; none while the procedure is not deployed. A day of the year that is today has not come
    round yet: what it closes is over at its end.
    """
    procedure, years, day_of_year = what.split(".")

    def found(session: Session, at: datetime) -> list[tuple[str, str]]:
        known = asking.settings if asking is not None and asking.procedure == procedure else {}
        if not {years, day_of_year} <= known.keys():
            known = in_force(session, procedure, years, day_of_year, at=at)
        if not known:
            return []
        closed = _last(known[day_of_year], before=day_of(at))
        day = closed.replace(year=closed.year - known[years])
        words = _(
            "%(day)s (%(years)d years before %(closed)s)", day=written(day), years=known[years], closed=written(closed)
        )
        return [(day.isoformat(), words)]

    return found


def _last(day_of_year: str, *, before: date) -> date:
    """Raises ValueError for a day that not every year has."""
    month, day = map(int, day_of_year.split("-"))
    this_year = date(before.year, month, day)
    return this_year if this_year < before else this_year.replace(year=before.year - 1)
