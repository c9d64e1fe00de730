"""What putting a case under today's settings does to it: each value from what to what, the dates, and what follows at once."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from ombud.webapp.operator.rehearsal import Rehearsal
from ombud.webapp.operator.statements import Statement, of_change
from ombud.webapp.settings.overview import title_of, value_words
from ombud.workflows import settings
from ombud.workflows.case_settings import differences
from ombud.workflows.casefile.finding import Found


def of_taking(session: Session, found: Found, rehearsal: Rehearsal, *, at: datetime) -> Statement:
    return of_change(
        rehearsal,
        *_changes(session, found, at=at),
        _("No date changes by it.") if not rehearsal.moved else _("These dates are counted anew. A date that was extended by hand stays."),
        *_fallen(rehearsal, at=at),
        *_standing_still(rehearsal),
        _("Whoever has a task whose day moves is told by mail, and the parties. What has happened stands."),
        _("“Undo the last step” takes it back while no step has followed; mails cannot be taken back."),
    )  # fmt: skip


def _changes(session: Session, found: Found, *, at: datetime) -> list[str]:
    declared = settings.declared(found.deployed.toml)
    return [
        _(
            "%(setting)s: in this case %(was)s, today %(now)s.",
            setting=title_of(found.deployed, declared[one.name]),
            was=value_words(declared[one.name], one.was),
            now=value_words(declared[one.name], one.now),
        )
        for one in differences(session, found.deployed, found.case.settings, at=at)
    ]


def _fallen(rehearsal: Rehearsal, *, at: datetime) -> list[str]:
    """Dates that would lie in the past, and did not before."""
    late = {move.name for move in rehearsal.moved if move.after and move.after.due_at and move.after.due_at < at}
    late -= {move.name for move in rehearsal.moved if move.before and move.before.due_at and move.before.due_at < at}
    names = ", ".join(sorted(late))
    told = _("These days have passed then, and what follows from them happens at once: %(names)s.", names=names)
    return [told] if late else []


def _standing_still(rehearsal: Rehearsal) -> list[str]:
    paused = ", ".join(sorted({date.name for date in rehearsal.before.dates.values() if date.paused}))
    told = _("These stand still, and are counted anew when their clock starts again: %(names)s.", names=paused)
    return [told] if paused else []
