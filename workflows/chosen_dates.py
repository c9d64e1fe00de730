"""Dates to choose from: the days from one deadline of a procedure to another.

In a case in which both run already, they lie between its two dates, whatever these are counted from. Else they are counted
from today: in a case of that very procedure by the settings it runs under, as for its deadlines.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from ombud.storage.ledger import Deadline
from ombud.storage.procedures import ProcedureVersion
from ombud.workflows import settings
from ombud.workflows.asking import Asking
from ombud.workflows.days import add_days, day_of
from ombud.workflows.procedures.model import ProcedureToml
from ombud.workflows.text import language
from ombud.workflows.text import translate as _

Days = list[tuple[str, str]]


def named(what: str, asking: Asking | None = None) -> Callable[[Session, datetime], Days]:
    """`PROCEDURE.FIRST.LAST`: two deadlines of a procedure."""
    return between(*what.split("."), asking=asking)


def between(
    procedure: str, first: str, last: str, *, asking: Asking | None = None
) -> Callable[[Session, datetime], Days]:
    """The days from `first` to `last`, both included; none while the procedure is not deployed, nor while
    one of the two is a local target that is off.

    Of days that run in the case already, none that has passed is offered; once all have, the last one alone: the range is
    not made longer by whoever chooses late. Counted from today, both are deadlines of the procedure, by its newest version
    that has them: an older one may still be asked. Their days are settings, which an office may change one by one, so that
    the first may come to lie behind the last.
    """

    def found(session: Session, at: datetime) -> Days:
        own = asking if asking is not None and asking.procedure == procedure else None
        if own is not None and (running := _running(session, own, first, last)):
            return _left(*running, today=day_of(at))
        known = own.settings if own is not None else {}
        if not {first, last} <= known.keys():
            known = in_force(session, procedure, first, last, at=at)
        offered = known and None not in (known[first], known[last])
        low, high = sorted((known[first], known[last])) if offered else (0, -1)
        return _offered(day_of(at), range(low, high + 1))

    return found


def _left(counted_from: date, low: int, high: int, *, today: date) -> Days:
    """The days of a range that are still to come, else its last one."""
    left = [number for number in range(low, high + 1) if counted_from + timedelta(days=number) >= today]
    return _offered(counted_from, left or [high])


def _running(session: Session, asking: Asking, first: str, last: str) -> tuple[date, int, int] | None:
    """The day both deadlines of the case are counted from, and how many days after it they are due; None unless both
    have a date. Of several passes the newest counts."""
    wanted = select(Deadline).where(Deadline.case_id == asking.case_id, Deadline.name.in_((first, last)))
    rows = {row.name: row for row in session.scalars(wanted.order_by(Deadline.armed_at))}
    dates = [(row.anchored_at, row.due_at) for row in rows.values() if row.anchored_at and row.due_at]
    if not rows or len(dates) < len({first, last}):
        return None
    begun = min(day_of(anchored_at) for anchored_at, _due_at in dates)
    numbers = [(day_of(due_at) - begun).days for _anchored_at, due_at in dates]
    return begun, min(numbers), max(numbers)


def _offered(start: date, numbers: Iterable[int]) -> Days:
    days = [(number, add_days(start, number)) for number in numbers]
    return [(day.isoformat(), _("%(day)s (day %(number)d)", day=written(day), number=n)) for n, day in days]


def in_force(session: Session, procedure: str, *names: str, at: datetime) -> Mapping[str, Any]:
    """The settings of its newest version that has these names; empty where none has them."""
    rows = select(ProcedureVersion.files).where(ProcedureVersion.key == procedure)
    for files in session.scalars(rows.order_by(ProcedureVersion.version.desc())):
        toml = ProcedureToml.model_validate(tomllib.loads(files["procedure.toml"]))
        if settings.declared(toml).keys() >= set(names):
            return settings.snapshot(session, toml, at=at)
    return {}


def written(day: date) -> str:
    return format_date(day, format="long", locale=language())
