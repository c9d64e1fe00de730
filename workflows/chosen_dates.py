"""Dates to choose from: the days from one setting of a procedure to another, counted from today. In a case of that very
procedure they are the settings the case runs under, as for its deadlines."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.procedures import ProcedureVersion
from ombud.workflows import settings
from ombud.workflows.days import add_days, day_of
from ombud.workflows.procedures.model import ProcedureToml
from ombud.workflows.text import language
from ombud.workflows.text import translate as _

Kept = Mapping[str, Mapping[str, Any]]
"""By key of its procedure, the settings a case runs under; for any other procedure those in force count."""

TODAYS: Final[Kept] = {}


def named(what: str, kept: Kept = TODAYS) -> Callable[[Session, datetime], list[tuple[str, str]]]:
    """`PROCEDURE.FIRST.LAST`: two deadlines of a procedure."""
    return between(*what.split("."), kept=kept)


def between(
    procedure: str, first: str, last: str, *, kept: Kept = TODAYS
) -> Callable[[Session, datetime], list[tuple[str, str]]]:
    """The days that lie between `first` and `last` days from today, both included; none while the procedure is not
    deployed.

    Both are deadlines of the procedure, by its newest version that has them: an older one may still be asked. Their days
    are settings, which an office may change one by one, so that the first may come to lie behind the last.
    """

    def found(session: Session, at: datetime) -> list[tuple[str, str]]:
        known = kept.get(procedure, {})
        if not {first, last} <= known.keys():
            known = _in_force(session, procedure, first, last, at=at)
        low, high = sorted((known[first], known[last])) if known else (0, -1)
        today = day_of(at)
        days = [(number, add_days(today, number)) for number in range(low, high + 1)]
        return [(day.isoformat(), _("%(day)s (day %(number)d)", day=_written(day), number=n)) for n, day in days]

    return found


def _in_force(session: Session, procedure: str, *deadlines: str, at: datetime) -> Mapping[str, Any]:
    """Empty where no version has these deadlines."""
    rows = select(ProcedureVersion.files).where(ProcedureVersion.key == procedure)
    for files in session.scalars(rows.order_by(ProcedureVersion.version.desc())):
        toml = ProcedureToml.model_validate(tomllib.loads(files["procedure.toml"]))
        if settings.declared(toml).keys() >= set(deadlines):
            return settings.snapshot(session, toml, at=at)
    return {}


def _written(day: date) -> str:
    return format_date(day, format="long", locale=language())
