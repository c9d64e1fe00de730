"""Dates to choose from: the days from one setting of a procedure to another, counted from today."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, datetime

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.procedures import ProcedureVersion
from ombud.workflows import settings
from ombud.workflows.days import add_days, day_of
from ombud.workflows.procedures.model import ProcedureToml
from ombud.workflows.text import language
from ombud.workflows.text import translate as _


def named(what: str) -> Callable[[Session, datetime], list[tuple[str, str]]]:
    """`PROCEDURE.FIRST.LAST`: two deadlines of a procedure."""
    return between(*what.split("."))


def between(procedure: str, first: str, last: str) -> Callable[[Session, datetime], list[tuple[str, str]]]:
    """The days that lie from `first` to `last` days from today, both included; none while the procedure is not deployed.

    Both are deadlines of the procedure: their days are settings, which an office may change.
    """

    def found(session: Session, at: datetime) -> list[tuple[str, str]]:
        rows = select(ProcedureVersion.files).where(ProcedureVersion.key == procedure)
        files = session.scalar(rows.order_by(ProcedureVersion.version.desc()).limit(1))
        if files is None:
            return []
        toml = ProcedureToml.model_validate(tomllib.loads(files["procedure.toml"]))
        known, today = settings.snapshot(session, toml, at=at), day_of(at)
        days = [(number, add_days(today, number)) for number in range(known[first], known[last] + 1)]
        return [(day.isoformat(), _("%(day)s (day %(number)d)", day=_written(day), number=n)) for n, day in days]

    return found


def _written(day: date) -> str:
    return format_date(day, format="long", locale=language())
